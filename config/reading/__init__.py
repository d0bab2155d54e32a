"""Reads a YAML file and checks its values. Reports one line per mistake."""
