"""Roles of Application Gateway Ingress Controller, which AKS runs as an add-on."""

from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.foundation.role_names import Role
from aks_baseline.foundation.roles import grant
from stacks.edge import Edge
from stacks.spoke_links import SpokeLinks


def grant_gateway(
    scope: Construct, *, aks: AksCluster, edge: Edge, spoke: SpokeLinks, gateway_identity_id: str
) -> None:
    """Let the add-on's identity write the gateway, and join to it what the gateway refers to.

    Azure checks each of these resources whenever the gateway is written. The add-on's page also names Reader on the
    resource group. Only the mode that deploys a gateway of its own needs it: pkg/azure/client.go of
    Azure/application-gateway-kubernetes-ingress.
    Source: article, "Deploy Ingress resources"; Azure pages "Enable the ingress controller add-on for a new AKS cluster
    with an existing application gateway" and "Application Gateway infrastructure configuration", virtual network
    permission; that repository, docs/features/appgw-ssl-certificate.md on the gateway's identity.

    Args:
        scope: The stack.
        aks: The cluster with the add-on.
        edge: Gateway and its WAF policy.
        spoke: Spoke with the subnet and the address of the gateway.
        gateway_identity_id: Identity by which the gateway reads the vault.
    """
    roles: dict[str, tuple[Role, str, str]] = {
        "gateway": ("Network Contributor", edge.gateway_id, "writes listeners, rules and backends of the gateway"),
        "subnet": ("Network Contributor", spoke.gateway_subnet_id, "keeps the gateway in its subnet"),
        "address": ("Network Contributor", spoke.gateway_address_id, "keeps the gateway at its public address"),
        "waf_policy": ("Network Contributor", edge.waf_policy_id, "keeps the gateway's WAF policy"),
        "identity": ("Managed Identity Operator", gateway_identity_id, "keeps the gateway's identity"),
    }
    for what, (role, on, why) in roles.items():
        grant(
            scope,
            f"agic_{what}",
            role=role,
            on=on,
            to=aks.gateway_controller_object_id,
            why=f"Application Gateway Ingress Controller {why}",
        )
