"""Changes that Azure refuses or ends although Terraform's plan shows an update in place.

The stand-in knows those with `played`. Nobody can see the others before an apply.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AzureRefusal:
    """A change that Azure refuses.

    Args:
        change: what changes.
        answer: what Azure does.
        instead: what to do instead.
        source: Microsoft page, or file of azurerm.
        played: whether the stand-in refuses it too.
    """

    change: str
    answer: str
    instead: str
    source: str
    played: bool


REFUSALS = (
    AzureRefusal(
        change="prefix of a subnet in use",
        answer="refused: addresses of the old prefix are allocated",
        instead="empty the subnet first, or make another one",
        source='Azure page "Add, change, or delete a virtual network subnet"',
        played=True,
    ),
    AzureRefusal(
        change="an older Kubernetes version, or one that skips a minor version",
        answer="refused: clusters are upgraded one minor version at a time and never downgraded",
        instead="upgrade step by step; to go back, make a second cluster",
        source='Azure page "Upgrade an Azure Kubernetes Service (AKS) cluster"',
        played=True,
    ),
    AzureRefusal(
        change="a key vault without purge protection",
        answer="refused: purge protection cannot be turned off",
        instead="leave it on",
        source='Azure page "Azure Key Vault recovery management with soft delete and purge protection"',
        played=True,
    ),
    AzureRefusal(
        change="the name of a key vault that was deleted within its retention",
        answer="refused as a new vault: the name belongs to the deleted one",
        instead="azurerm recovers it, with what was in it (`recover_soft_deleted_key_vaults`), but without its role "
        "assignments",
        source='Azure page "Azure Key Vault soft-delete overview"',
        played=True,
    ),
    AzureRefusal(
        change="an address space that leaves out a range with a subnet in it",
        answer="refused: a range is removed only when it is empty",
        instead="move nothing: the plan refuses it for the hub's and the spokes' subnets in use",
        source='Azure page "Update the address space for a peered virtual network using the Azure portal"',
        played=True,
    ),
    AzureRefusal(
        change="address space of a peered network",
        answer="accepted, but the other side does not know the new range until the peering is synchronized",
        instead="deploy hub and spoke, which write both peerings, and check `peeringSyncLevel`",
        source='Azure page "Update the address space for a peered virtual network using the Azure portal"',
        played=False,
    ),
    AzureRefusal(
        change="size, disk, zones, maximum of pods or subnet of a node pool",
        answer="accepted: azurerm makes a temporary pool and the pool anew, without cordon and drain",
        instead="have a second replica of every workload, and quota and addresses for the temporary pool",
        source="azurerm 4.55.0, page azurerm_kubernetes_cluster_node_pool, temporary_name_for_rotation",
        played=True,
    ),
    AzureRefusal(
        change="a larger pool, another size or another region",
        answer="refused if the subscription has no quota, or the region does not offer the size in these zones",
        instead="az vm list-usage and az vm list-skus before the deployment",
        source='Azure page "Quotas, virtual machine size restrictions, and region availability in Azure Kubernetes '
        'Service (AKS)"',
        played=False,
    ),
)
