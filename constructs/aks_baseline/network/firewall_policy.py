"""Azure Firewall policy with its rules."""

from collections.abc import Sequence

from cdktf import TerraformResourceLifecycle
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
from aks_baseline.network.firewall_rules import ApplicationRule, NetworkRule, RuleCollection


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
            # A firewall leaves its policy for another one before the policy goes: Azure deletes none in use.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        self.id = policy.id
        self.node_ip_group_id = nodes.id
        self.groups = self._groups(
            [_network_collection(each, location=at.location, source=nodes.id) for each in network_collections],
            [_application_collection(each, location=at.location, source=nodes.id) for each in application_collections],
        )

    def _groups(
        self,
        network: Sequence[FirewallPolicyRuleCollectionGroupNetworkRuleCollection],
        application: Sequence[FirewallPolicyRuleCollectionGroupApplicationRuleCollection],
    ) -> tuple[FirewallPolicyRuleCollectionGroup, ...]:
        before: list[FirewallPolicyRuleCollectionGroup] = []
        if network:
            group = FirewallPolicyRuleCollectionGroup(
                self,
                "network_rules",
                name="DefaultNetworkRuleCollectionGroup",
                firewall_policy_id=self.id,
                priority=200,
                network_rule_collection=list(network),
            )
            before.append(group)
        group = FirewallPolicyRuleCollectionGroup(
            self,
            "application_rules",
            name="DefaultApplicationRuleCollectionGroup",
            firewall_policy_id=self.id,
            priority=300,
            application_rule_collection=list(application),
            depends_on=before or None,  # Azure answers 409 to two groups of a policy at once
        )
        return (*before, group)


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


def _application_collection(
    collection: RuleCollection, *, location: str, source: str
) -> FirewallPolicyRuleCollectionGroupApplicationRuleCollection:
    return FirewallPolicyRuleCollectionGroupApplicationRuleCollection(
        name=collection.name,
        priority=collection.priority,
        action="Allow",
        rule=[
            _application_rule(rule, location=location, source=source)
            for rule in collection.rules
            if isinstance(rule, ApplicationRule)
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
