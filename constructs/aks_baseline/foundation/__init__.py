"""Names, placement, roles and the registry: what every other subject builds on."""
