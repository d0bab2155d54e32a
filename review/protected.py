"""Types of resources that a plan must not delete unnoticed, and what is lost when one is deleted or replaced.

They store data, have an address that others know, or contain other resources.

The plan guard refuses these changes. tests/test_ledger.py records the addresses of resources of these types.
"""

from collections.abc import Mapping

_STAYS = "Azure keeps a deleted one for its soft-delete days"

LOST_WITH: Mapping[str, str] = {
    "azurerm_application_gateway": "the way in: every client waits until another stands and answers",
    "azurerm_cdn_frontdoor_endpoint": "its host name under azurefd.net, which holds a hash and does not come back",
    "azurerm_cdn_frontdoor_profile": "every endpoint, domain and certificate in it; clients find nobody",
    "azurerm_container_registry": "every image and chart in it; nodes can pull none until they are pushed again",
    "azurerm_data_protection_backup_instance_kubernetes_cluster": f"every recovery point of the cluster. {_STAYS}",
    "azurerm_data_protection_backup_vault": f"every recovery point of the backups in it. {_STAYS}",
    "azurerm_dns_zone": "every record in it, and its name servers: another zone gets other ones",
    "azurerm_express_route_circuit": "its service key: the provider has to provision the line again",
    "azurerm_firewall": "the way out of every network that routes through it, until another stands",
    "azurerm_key_vault": f"every certificate, key and secret in it. {_STAYS}",
    "azurerm_key_vault_certificate": f"the certificate and its key; who uses it finds none. {_STAYS}",
    "azurerm_key_vault_key": f"the key, and with it what it encrypts. {_STAYS}",
    "azurerm_key_vault_secret": f"the secret; who reads it finds none. {_STAYS}",
    "azurerm_kubernetes_cluster": (
        "every workload, volume and address in it, its API server's name, and the issuer that its workload identities "
        "are trusted by"
    ),
    "azurerm_kubernetes_cluster_node_pool": "its nodes with what is on their disks; its pods wait for room elsewhere",
    "azurerm_kubernetes_fleet_manager": "its update runs and strategies, and the membership of every cluster",
    "azurerm_log_analytics_workspace": (
        "its logs, for every query and alert on them. Azure keeps a deleted one for 14 days, for whoever recovers it"
    ),
    "azurerm_managed_disk": "everything on it",
    "azurerm_monitor_workspace": "every metric in it; nothing recovers them",
    "azurerm_private_dns_zone": "every record in it; names of private endpoints lead nowhere",
    "azurerm_public_ip": "the address itself: partners, DNS and allow lists know it, and Azure gives another one",
    "azurerm_public_ip_prefix": "all of its addresses: partners, DNS and allow lists know them",
    "azurerm_recovery_services_vault": f"every recovery point in it. {_STAYS}",
    "azurerm_resource_group": "everything in it, whoever made it",
    "azurerm_storage_account": "everything in it",
    "azurerm_storage_container": "every blob in it",
    "azurerm_subnet": "everything with an address in it has to go first",
    "azurerm_user_assigned_identity": "its roles and federated credentials: another has another object id",
    "azurerm_virtual_network": "its subnets, peerings, and everything with an address in it",
    "azurerm_virtual_network_gateway": "tunnels and circuits to on-premises networks, until another stands",
    "kubernetes_namespace_v1": "everything in it, volumes included",
    "kubernetes_persistent_volume_claim_v1": "what is on its volume, unless the storage class retains it",
}
