"""Many workbooks at once: an archive or a folder of them becomes a job, which is worked off in the background."""
