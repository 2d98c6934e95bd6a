"""The registry of uploaded templates: upload, list, detail and what was stored of each."""
