"""Helpers of tests: real servers for a while."""
