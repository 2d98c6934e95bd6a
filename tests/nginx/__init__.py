"""nginx in its container, with a stand-in for the gateway behind it."""
