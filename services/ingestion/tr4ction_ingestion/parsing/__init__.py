"""Workbooks are read in worker processes, within limits of time and memory."""
