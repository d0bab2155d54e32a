"""Workspaces, diagnostics, Prometheus, alerts and budgets."""
