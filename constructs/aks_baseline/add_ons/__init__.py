"""Helm charts that the configuration switches on."""
