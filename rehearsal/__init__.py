"""Plays a deployment against a stand-in for Azure on this machine: plan, apply, plan again, destroy."""
