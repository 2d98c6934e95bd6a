"""Accounts that people make for themselves, where that is switched on."""
