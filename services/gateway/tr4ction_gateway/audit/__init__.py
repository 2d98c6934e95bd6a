"""Who did what, when, and from where: a trail that can only grow, and that shows where it was tampered with."""
