"""Changes of single values that a test must notice: the table, and what tries them."""
