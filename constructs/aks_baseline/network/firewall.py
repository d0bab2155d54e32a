"""Azure Firewall, its policy and its public addresses."""

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformProvider, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.firewall import Firewall, FirewallIpConfiguration
from cdktf_cdktf_provider_azurerm.firewall_policy import (
    FirewallPolicy,
    FirewallPolicyDns,
    FirewallPolicyInsights,
    FirewallPolicyIntrusionDetection,
)
from cdktf_cdktf_provider_azurerm.firewall_policy_rule_collection_group import (
    FirewallPolicyRuleCollectionGroup,
    FirewallPolicyRuleCollectionGroupApplicationRuleCollection,
    FirewallPolicyRuleCollectionGroupApplicationRuleCollectionRule,
    FirewallPolicyRuleCollectionGroupApplicationRuleCollectionRuleProtocols,
    FirewallPolicyRuleCollectionGroupNetworkRuleCollection,
    FirewallPolicyRuleCollectionGroupNetworkRuleCollectionRule,
)
from cdktf_cdktf_provider_azurerm.ip_group import IpGroup
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.firewall_rules import ApplicationRule, NetworkRule, RuleCollection
from aks_baseline.network.public_address import PublicAddress


class EgressPolicy(Construct):
    """Premium firewall policy with its rules.

    Threat intelligence and intrusion detection deny. The DNS proxy is on. The source of every rule is an IP group of
    the node subnets: no other machine may use the rule. Source: article, "Egress traffic flow".

    Args:
        name: Name of the policy.
        ip_group_name: Name of the IP group.
        at: Resource group and region.
        node_prefixes: Ranges of the IP group.
        network_collections: Rules on addresses, ports and protocols.
        application_collections: Rules on host names over HTTPS.
        base_policy_id: Parent policy of the organization. None: no parent.
        retention_days: Days that policy analytics keeps its data.
        workspace_id: Log Analytics workspace of policy analytics.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        ip_group_name: str,
        at: Placement,
        node_prefixes: Sequence[str],
        network_collections: Sequence[RuleCollection],
        application_collections: Sequence[RuleCollection],
        base_policy_id: str | None = None,
        retention_days: int,
        workspace_id: str,
    ) -> None:
        super().__init__(scope, id_)
        nodes = IpGroup(
            self,
            "nodes",
            name=ip_group_name,
            resource_group_name=at.resource_group,
            location=at.location,
            cidrs=list(node_prefixes),
        )
        policy = FirewallPolicy(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            sku="Premium",
            base_policy_id=base_policy_id,
            threat_intelligence_mode="Deny",
            intrusion_detection=FirewallPolicyIntrusionDetection(mode="Deny"),
            dns=FirewallPolicyDns(proxy_enabled=True),
            insights=FirewallPolicyInsights(
                enabled=True, retention_in_days=retention_days, default_log_analytics_workspace_id=workspace_id
            ),
        )
        network_rules = []
        if network_collections:
            group = FirewallPolicyRuleCollectionGroup(
                self,
                "network_rules",
                name="DefaultNetworkRuleCollectionGroup",
                firewall_policy_id=policy.id,
                priority=200,
                network_rule_collection=[
                    _network_collection(each, location=at.location, source=nodes.id) for each in network_collections
                ],
            )
            network_rules.append(group)
        application_rules = FirewallPolicyRuleCollectionGroup(
            self,
            "application_rules",
            name="DefaultApplicationRuleCollectionGroup",
            firewall_policy_id=policy.id,
            priority=300,
            application_rule_collection=[
                FirewallPolicyRuleCollectionGroupApplicationRuleCollection(
                    name=collection.name,
                    priority=collection.priority,
                    action="Allow",
                    rule=[
                        _application_rule(rule, location=at.location, source=nodes.id)
                        for rule in collection.rules
                        if isinstance(rule, ApplicationRule)
                    ],
                )
                for collection in application_collections
            ],
            depends_on=network_rules or None,  # Azure answers 409 to two groups of a policy at once
        )
        self.id = policy.id
        self.node_ip_group_id = nodes.id
        self.groups = (*network_rules, application_rules)


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


class EgressFirewall(Construct):
    """Zone-redundant Premium firewall through which the spokes reach the internet, with its public addresses.

    Source: article, "Subnet to host Firewall" and "Egress traffic flow".

    Args:
        name: Name of the firewall.
        address_names: Names of its public addresses, 1 to 20. An address adds 2,496 SNAT ports an instance.
        at: Resource group, region and availability zones.
        subnet_id: AzureFirewallSubnet.
        policy_id: Firewall policy, of `EgressPolicy` or of the organization.
        after: Rule groups of the policy. The first nodes then find their rules in force.
        workspace_id: Log Analytics workspace for logs and metrics.
        lifecycle: Protection of the public addresses from deletion. None: no protection.

    Attributes:
        id: Of the firewall.
        private_ip: Next hop of the spokes.
        public_ips: Addresses that services on the internet see.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        address_names: Sequence[str],
        at: Placement,
        subnet_id: str,
        policy_id: str,
        after: Sequence[ITerraformDependable] = (),
        workspace_id: str,
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        # Azure deletes no address in use. So the firewall lets go of one first, when there are to be fewer.
        released_first = TerraformResourceLifecycle(
            prevent_destroy=lifecycle.prevent_destroy if lifecycle else None, create_before_destroy=True
        )
        addresses = [
            PublicAddress(
                self,
                f"address_{number}",
                name=address_name,
                at=at,
                workspace_id=workspace_id,
                lifecycle=released_first,
            )
            for number, address_name in enumerate(address_names)
        ]
        firewall = Firewall(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            sku_name="AZFW_VNet",
            sku_tier="Premium",
            zones=at.zones,
            firewall_policy_id=policy_id,
            ip_configuration=[
                FirewallIpConfiguration(
                    name=address.name,
                    public_ip_address_id=address.id,
                    subnet_id=subnet_id if number == 0 else None,  # Azure takes the subnet once
                )
                for number, address in enumerate(addresses)
            ],
            depends_on=list(after) or None,
        )
        self.id = firewall.id
        self.private_ip = firewall.ip_configuration.get(0).private_ip_address
        self.public_ips = tuple(address.ip_address for address in addresses)
        send_diagnostics(firewall, to=workspace_id)


def _network_collection(
    collection: RuleCollection, *, location: str, source: str
) -> FirewallPolicyRuleCollectionGroupNetworkRuleCollection:
    return FirewallPolicyRuleCollectionGroupNetworkRuleCollection(
        name=collection.name,
        priority=collection.priority,
        action="Allow",
        rule=[
            _network_rule(rule, location=location, source=source)
            for rule in collection.rules
            if isinstance(rule, NetworkRule)
        ],
    )


def _network_rule(
    rule: NetworkRule, *, location: str, source: str
) -> FirewallPolicyRuleCollectionGroupNetworkRuleCollectionRule:
    return FirewallPolicyRuleCollectionGroupNetworkRuleCollectionRule(
        name=rule.name,
        description=rule.reason,
        protocols=[rule.protocol],
        source_ip_groups=[source],
        destination_addresses=[each.format(location=location) for each in rule.destinations] or None,
        destination_fqdns=list(rule.fqdns) or None,
        destination_ports=[str(port) for port in rule.ports],
    )


def _application_rule(
    rule: ApplicationRule, *, location: str, source: str
) -> FirewallPolicyRuleCollectionGroupApplicationRuleCollectionRule:
    return FirewallPolicyRuleCollectionGroupApplicationRuleCollectionRule(
        name=rule.name,
        description=rule.reason,
        protocols=[
            FirewallPolicyRuleCollectionGroupApplicationRuleCollectionRuleProtocols(type="Https", port=rule.port)
        ],
        source_ip_groups=[source],
        destination_fqdns=[fqdn.format(location=location) for fqdn in rule.fqdns] or None,
        destination_fqdn_tags=list(rule.fqdn_tags) or None,
    )
