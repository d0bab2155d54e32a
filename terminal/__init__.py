"""Command-line interface: the output folder, text on the terminal, and approval before Terraform changes anything."""
