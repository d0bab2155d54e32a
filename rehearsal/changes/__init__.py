"""What a change of each configuration key does to a deployment: `make changes` writes docs/changes.md."""
