"""What the mentor must know to answer a founder: the trail's questions and guidance, and the founder's own answers."""
