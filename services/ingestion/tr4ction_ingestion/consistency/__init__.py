"""Whether what is stored fits together: files, rows, counters, histories. For operators, beside the running service."""
