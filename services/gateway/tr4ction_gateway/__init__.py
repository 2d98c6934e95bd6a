"""The TR4CTION gateway: accounts, tokens, limits; passes requests on."""

__version__ = "2.0.0"
