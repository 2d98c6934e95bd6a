"""Answers taken away: the original workbook with them in it, as a table, as JSON, or a whole cycle's at once."""
