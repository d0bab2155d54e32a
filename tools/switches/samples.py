"""Sample values for switches: ids of resources that exist already."""

SUBSCRIPTION = "00000000-0000-0000-0000-000000000009"
SHARED = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-shared/providers"

FIREWALL_POLICY = f"{SHARED}/Microsoft.Network/firewallPolicies/afwp-organization"
DNS_ZONE = f"{SHARED}/Microsoft.Network/dnsZones/contoso.com"
REGISTRY = f"{SHARED}/Microsoft.ContainerRegistry/registries/acrshared"
CREDENTIALS = f"{REGISTRY}/credentialSets/docker-hub"
DISK_ENCRYPTION_SET = f"{SHARED}/Microsoft.Compute/diskEncryptionSets/des-aks"
VIRTUAL_NETWORK = f"{SHARED}/Microsoft.Network/virtualNetworks/vnet-central"
PRIVATE_ZONES = f"{SHARED}/Microsoft.Network/privateDnsZones"
LOG_WORKSPACE = f"{SHARED}/Microsoft.OperationalInsights/workspaces/la-central"
KEY_VAULT = f"{SHARED}/Microsoft.KeyVault/vaults/kv-central"
STORAGE_ACCOUNT = f"{SHARED}/Microsoft.Storage/storageAccounts/stshop"

CLIENT_ID = "00000000-0000-0000-0000-0000000000c3"
DDOS_PLAN = f"{SHARED}/Microsoft.Network/ddosProtectionPlans/ddos"
MANAGEMENT_GROUP = "/providers/Microsoft.Management/managementGroups/landing-zones"
