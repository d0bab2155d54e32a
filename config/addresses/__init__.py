"""The address plan: what each subnet must hold, and what is wrong with it."""
