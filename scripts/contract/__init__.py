"""The public API as one OpenAPI document: made from the services, committed, and kept compatible."""
