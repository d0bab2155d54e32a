"""Firewall rule for the API server of a cluster."""

from cdktf import TerraformProvider
from cdktf_cdktf_provider_azurerm.firewall_policy_rule_collection_group import (
    FirewallPolicyRuleCollectionGroup,
    FirewallPolicyRuleCollectionGroupNetworkRuleCollection,
    FirewallPolicyRuleCollectionGroupNetworkRuleCollectionRule,
)
from constructs import Construct


class ApiServerRule(Construct):
    """Network rule that lets nodes and pods through to the API server of one cluster, and to nothing else.

    Pods call the API server by an address: kube-proxy turns the service `kubernetes` into the API server's public one,
    and a call to an address has no name for an application rule to match. AKS gives its own pods the name instead;
    pods of the Flux extension and of workloads have no such annotation. The firewall looks the name up through its DNS
    proxy, so that it follows the address when Azure changes it. Made with the cluster, as the name is known only then.
    Source: Azure pages "Outbound network and FQDN rules for Azure Kubernetes Service (AKS) clusters", "Use FQDN
    filtering in network rules".

    Args:
        name: Name of the rule collection group, unique in the policy.
        policy_id: Firewall policy of the hub.
        node_ip_group_id: IP group of the nodes.
        fqdn: Name of the API server.
        provider: azurerm of the hub's subscription. None: the stack's own.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        policy_id: str,
        node_ip_group_id: str,
        fqdn: str,
        provider: TerraformProvider | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.group = FirewallPolicyRuleCollectionGroup(
            self,
            "Default",
            name=name,
            firewall_policy_id=policy_id,
            priority=250,
            network_rule_collection=[
                FirewallPolicyRuleCollectionGroupNetworkRuleCollection(
                    name="AKS-Global-Requirements",
                    priority=200,
                    action="Allow",
                    rule=[
                        FirewallPolicyRuleCollectionGroupNetworkRuleCollectionRule(
                            name="pods-to-api-server",
                            description="Pods reach the API server of their own cluster by its address",
                            protocols=["TCP"],
                            source_ip_groups=[node_ip_group_id],
                            destination_fqdns=[fqdn],
                            destination_ports=["443"],
                        )
                    ],
                )
            ],
            provider=provider,
        )
