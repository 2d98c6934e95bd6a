"""Certificates: had once by a command, then kept fresh for ever. nginx reads what is written here."""
