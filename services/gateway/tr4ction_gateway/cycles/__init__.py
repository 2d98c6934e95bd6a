"""The quarters of the programme."""
