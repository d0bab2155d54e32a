"""Application Gateway with its WAF, and the key vault with its certificates."""
