"""Virtual networks, subnets with their rules, firewall, Bastion, private endpoints and DNS."""
