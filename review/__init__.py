"""Reads what was synthesized, and says what it is, what it lacks and what it would change."""
