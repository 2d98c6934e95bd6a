"""How often a client may do something, and how long who guesses passwords must wait."""
