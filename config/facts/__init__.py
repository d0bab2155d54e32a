"""Facts of Azure and of the baseline that rules and stacks share."""
