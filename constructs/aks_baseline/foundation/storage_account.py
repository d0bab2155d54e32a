"""Storage account."""

from typing import Literal

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.storage_account import StorageAccount, StorageAccountNetworkRules
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics

Replication = Literal["LRS", "ZRS", "GRS"]


def storage_account(
    scope: Construct,
    id_: str,
    *,
    name: str,
    at: Placement,
    replication: Replication,
    workspace_id: str,
    lifecycle: TerraformResourceLifecycle | None,
    keys: bool = False,
) -> StorageAccount:
    """Make a storage account without public access. Callers sign in to Entra, unless it has keys.

    Its firewall lets in private endpoints and the Azure services that Microsoft trusts, such as Azure Backup and
    Network Watcher. The provider of the stack needs `data_plane_available = false`: the machine that runs Terraform
    cannot reach the blobs, and does not need to.
    Source: Azure pages "Prevent Shared Key authorization for an Azure Storage account", "Configure Azure Storage
    firewalls and virtual networks".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the account, 3 to 24 lower-case letters and digits, unique in Azure.
        at: Resource group and region.
        replication: Copies in one data centre (LRS), in the zones (ZRS), or in the paired region too (GRS).
        workspace_id: Log Analytics workspace for the log of writes and deletions.
        lifecycle: Protection from deletion. None: no protection.
        keys: True also accepts the keys of the account. Network Watcher writes flow logs with a key, as azurerm 4.55
            cannot give a flow log an identity.
    """
    account = StorageAccount(
        scope,
        id_,
        name=name,
        resource_group_name=at.resource_group,
        location=at.location,
        account_kind="StorageV2",
        account_tier="Standard",
        account_replication_type=replication,
        min_tls_version="TLS1_2",
        https_traffic_only_enabled=True,
        shared_access_key_enabled=keys,
        default_to_oauth_authentication=True,
        local_user_enabled=False,
        allow_nested_items_to_be_public=False,
        cross_tenant_replication_enabled=False,
        public_network_access_enabled=True,  # false would also turn away the trusted services
        network_rules=StorageAccountNetworkRules(default_action="Deny", bypass=["AzureServices"]),
        lifecycle=lifecycle,
    )
    send_diagnostics(account, to=workspace_id)
    return account
