"""Import blocks for what exists in Azure and is missing in a state: `make adopt`."""
