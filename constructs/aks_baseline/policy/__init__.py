"""Azure Policy: definitions, effects and assignments."""
