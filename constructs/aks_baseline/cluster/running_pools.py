"""Check on the node pools that run already."""

from collections.abc import Sequence

from cdktf import Postcondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_azurerm_resources import DataAzurermResources
from constructs import Construct

# AKS writes it on the scale set of each pool.
POOL_TAG = "aks-managed-poolName"

LOST = (
    "A node pool runs that is neither in node_pools nor in retired_pools. Its subnet and its way out must not go "
    "before its nodes. Write the entry back, then follow docs/operations.md, Changes that need an order."
)
TOO_EARLY = (
    "A pool of retired_pools still runs, and one of node_pools does not run yet. Deploy the new pool first, with the "
    "old one in node_pools, so that pods have somewhere to go. See docs/operations.md, Changes that need an order."
)


def check_running_pools(
    scope: Construct,
    id_: str,
    *,
    node_group_name: str,
    system: str,
    users: Sequence[str],
    stand_ins: Sequence[str],
    retired: Sequence[str],
) -> None:
    """Make Terraform refuse a plan that forgets a node pool which still runs, before it changes anything.

    Terraform knows of no order between what is deleted in one stack and what uses it in another. So it asks Azure which
    scale sets the cluster has, and refuses to go on. Where there is no cluster yet, there are none.
    Source: Terraform page "Custom Conditions"; azurerm 4.55 page "azurerm_resources".

    Args:
        scope: Stack; its subscription is the cluster's.
        id_: Construct id.
        node_group_name: Resource group of the nodes.
        system: Name of the system pool. azurerm renames it by itself, with a stand-in in between.
        users: Names of the user pools that are to run.
        stand_ins: Names of the pools that stand in for one of these. One may be left of a replacement that failed.
        retired: Names of pools that may still run, and are to go.
    """
    known = [system, *users, *retired, *stand_ins]
    running = (
        f'[for set in self.resources : set.tags["{POOL_TAG}"] '
        f'if try(lower(set.resource_group_name) == "{node_group_name.lower()}" && set.tags["{POOL_TAG}"] != "", false)]'
    )
    DataAzurermResources(
        scope,
        id_,
        type="Microsoft.Compute/virtualMachineScaleSets",
        lifecycle=TerraformResourceLifecycle(
            postcondition=[
                Postcondition(
                    condition=f"${{length(setsubtract({running}, {_list(known)})) == 0}}", error_message=LOST
                ),
                Postcondition(
                    condition=(
                        f"${{length(setintersection({running}, {_list(retired)})) == 0 || "
                        f"length(setsubtract({_list(users)}, {running})) == 0}}"
                    ),
                    error_message=TOO_EARLY,
                ),
            ]
        ),
    )


def _list(names: Sequence[str]) -> str:
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"toset([{quoted}])"
