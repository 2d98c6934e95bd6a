"""What this service must know of people: a copy of what the gateway pushes, for lists that page and sort here."""
