"""Tags that the baseline sets on every resource. COST-09."""

OUR_TAGS = ("Business unit", "Application identifier", "Environment")
