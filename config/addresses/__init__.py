"""The address plan: ranges, subnets, the addresses that each subnet needs, and the checks."""
