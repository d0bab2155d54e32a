"""Values of a private link scope. Needs no cdktf, so that deployments without one stay quick to import."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MonitorScope:
    """Private link scope of Azure Monitor. The values are strings, which can be references to another stack's state.

    Args:
        name: Name of the scope.
        resource_group: Its resource group.
        private_only: True if the workspaces in it take no data from the internet.
    """

    name: str
    resource_group: str
    private_only: bool
