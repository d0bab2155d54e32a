"""The configuration: model, rules, facts of Azure, reading of the YAML, and planning of addresses."""
