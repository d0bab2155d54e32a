"""Programs that write the generated pages and the schema."""
