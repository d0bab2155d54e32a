"""Rules on `secrets`: the key that encrypts Kubernetes secrets in etcd."""

from config.model import BaselineConfig
from config.problem import Problem
from config.rules.rule import Findings, refuses

PAGE = 'Azure page "Add Key Management Service etcd encryption to an Azure Kubernetes Service cluster"'


@refuses
def etcd_key_is_in_its_vault(config: BaselineConfig) -> Findings:
    """The vault of `secrets.etcd_key.vault_id` is the one that the key's id names."""
    key = config.secrets.etcd_key
    if key is None:
        return
    named = key.key_id.removeprefix("https://").partition(".")[0]
    vault = key.vault_id.rpartition("/")[2]
    if named != vault.lower():
        need, fix = f"the id of the vault {named}, which has the key", "copy both from the same vault"
        yield Problem(path="secrets.etcd_key.vault_id", got=vault, need=need, fix=fix)


@refuses
def private_etcd_key_is_reached_from_the_network(config: BaselineConfig) -> Findings:
    """A private vault with the key of etcd needs `api_server.vnet_integration`."""
    key = config.secrets.etcd_key
    if key and key.network == "private" and not config.api_server.vnet_integration:
        need = f"public without api_server.vnet_integration ({PAGE})"
        fix = "set api_server.vnet_integration: true, or use a public vault with network: public"
        yield Problem(path="secrets.etcd_key.network", got="private", need=need, fix=fix)


@refuses
def private_etcd_key_is_in_the_clusters_subscription(config: BaselineConfig) -> Findings:
    """A private vault with the key of etcd is in the subscription of the spoke and the cluster."""
    # azurerm 4.55, kubernetes_cluster_resource.go, expandKubernetesClusterAzureKeyVaultKms: it looks nowhere else.
    key, subscription = config.secrets.etcd_key, config.spoke.subscription_id
    if key and subscription and key.network == "private" and key.vault_id.split("/")[2].lower() != subscription.lower():
        need = "a vault in spoke.subscription_id, the only subscription in which azurerm looks for a private one"
        fix = "make the vault and the key there, or use network: public"
        yield Problem(path="secrets.etcd_key.vault_id", got="a vault in another subscription", need=need, fix=fix)
