"""One-time links that make an account, or move one."""
