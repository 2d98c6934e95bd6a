"""The life of a version: draft, published, archived; and what that means for founders."""
