"""From a YAML file to checked values, or to one line a mistake."""
