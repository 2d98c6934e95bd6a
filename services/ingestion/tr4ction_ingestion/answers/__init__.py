"""What start-ups answer: kept as typed, with history, one form an organization and trail."""
