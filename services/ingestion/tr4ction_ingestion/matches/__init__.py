"""What admins say of fields that nothing was found for in the version before: this is that one, or it is new."""
