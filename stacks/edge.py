"""The edge of a cluster: certificates, the gateway in front, and the name that leads to it."""

from dataclasses import dataclass

from cdktf import TerraformOutput
from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.edge.application_gateway import IngressGateway
from aks_baseline.edge.expiry_alert import EXPIRY_ALERT, certificate_expires
from aks_baseline.edge.gateway_listener import Listener
from aks_baseline.foundation.hosts import client_host
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.log_alert import log_alert
from aks_baseline.monitoring.runbook import Runbooks
from config.addresses.arithmetic import APPLICATION_GATEWAY_MAX_INSTANCES
from config.model import BaselineConfig
from stacks.certificates import listener_secret_id
from stacks.hub_links import HubLinks
from stacks.inbound import gateway_private_address
from stacks.ingress_behind import IngressLinks, ingress_behind
from stacks.names import Names
from stacks.public_record import public_record
from stacks.router_links import RouterLinks
from stacks.spoke_links import SpokeLinks
from stacks.vault import Vault
from stacks.waf import waf


@dataclass(frozen=True, kw_only=True)
class Edge:
    """What the edge hands on.

    Args:
        gateway_id: Application Gateway.
        waf_policy_id: Its WAF policy.
        gateway_certificate: Name that the gateway gives the certificate for clients.
        ingress: Certificate of the ingress controller. None: the controller is AGIC.
    """

    gateway_id: str
    waf_policy_id: str
    gateway_certificate: str
    ingress: IngressLinks | None


def make_edge(
    scope: Construct,
    *,
    config: BaselineConfig,
    names: Names,
    at: Placement,
    hub: HubLinks,
    spoke: SpokeLinks,
    vault: Vault,
    router: RouterLinks | None,
    aks: AksCluster | None,
) -> Edge:
    """Make the certificates with their alert, Application Gateway and the DNS records.

    Certificates wait for the cluster. A role on a vault's data plane takes up to ten minutes to be in force (Azure page
    "Provide access to Key Vault with Azure role-based access control"), and azurerm does not try again. The cluster
    takes longer than that. With AGIC the gateway must be there first, and the first deployment may have to be repeated.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        at: Resource group, region and availability zones.
        hub: Hub with the firewall that clients may call.
        spoke: Spoke with the subnet and the address of the gateway.
        vault: Vault of the certificates.
        router: Router that sends requests to the gateway. None: clients reach the gateway themselves.
        aks: The cluster. None: it is made after the gateway, as AGIC demands.
    """
    host = client_host(config.dns.domain)
    writable = (*vault.deployer_roles, vault.vault.endpoint, *([aks.cluster] if aks else []))
    behind = None
    if aks and vault.ingress_identity:
        behind = ingress_behind(
            scope,
            config=config,
            names=names,
            spoke=spoke,
            vault=vault,
            identity=vault.ingress_identity,
            issuer_url=aks.issuer_url,
            after=writable,
        )
    gateway = IngressGateway(
        scope,
        "application_gateway",
        name=names.application_gateway,
        waf=waf(config.waf, name=names.waf_policy),
        at=at,
        subnet_id=spoke.gateway_subnet_id,
        listener=Listener(
            host=host,
            address_id=spoke.gateway_address_id,
            certificate_secret_id=listener_secret_id(
                scope, config=config, names=names, vault=vault, host=host, after=writable
            ),
            identity_id=vault.gateway_identity_id,
            origin_host=router.origin_host if router else None,
            front_door_id=router.front_door_id if router else None,
            private_address=gateway_private_address(config),
        ),
        backend=behind.backend if behind else None,
        max_instances=APPLICATION_GATEWAY_MAX_INSTANCES,
        after=(vault.vault.endpoint, *vault.gateway_roles, *([behind.record] if behind else [])),
        workspace_id=spoke.workspace_id,
    )
    firewall_address = hub.firewall_public_ips[0] if config.ingress.via_firewall else None
    if not router:
        _record(scope, config=config, spoke=spoke, firewall_address=firewall_address)
    _watch_expiry(scope, config=config, at=at, spoke=spoke, vault=vault)
    _outputs(scope, host=host, address=firewall_address or spoke.gateway_address, vault=vault)
    return Edge(
        gateway_id=gateway.id,
        waf_policy_id=gateway.waf_policy_id,
        gateway_certificate=gateway.certificate,
        ingress=behind.links if behind else None,
    )


def _record(scope: Construct, *, config: BaselineConfig, spoke: SpokeLinks, firewall_address: str | None) -> None:
    """Make the record of the clients' name, unless the spoke has it, as one of several clusters is live."""
    if config.dns.public_zone_id and not spoke.has_public_record:
        public_record(
            scope,
            zone_id=config.dns.public_zone_id,
            subscription_id=config.spoke.subscription_id,
            address_id=None if firewall_address else spoke.gateway_address_id,
            address=firewall_address,
        )


def _watch_expiry(scope: Construct, *, config: BaselineConfig, at: Placement, spoke: SpokeLinks, vault: Vault) -> None:
    """Make the alert on certificates that expire, unless the vault's logs go to the owner of an existing vault."""
    if config.secrets.existing_vault_id is None:
        log_alert(
            scope,
            "expiry_alert",
            alert=certificate_expires(vault.vault.name, runbooks=Runbooks(base_url=config.alerts.runbook_base_url)),
            name=EXPIRY_ALERT,
            at=at,
            workspace_id=spoke.workspace_id,
            action_group_id=spoke.action_group_id,
        )


def _outputs(scope: Construct, *, host: str, address: str, vault: Vault) -> None:
    outputs = [
        ("gateway_address", address, f"Public address that {host} must resolve to."),
        ("gateway_url", f"https://{host}", "Where clients reach the workload."),
        ("vault_name", vault.vault.name, "Key vault of the certificates."),
    ]
    if vault.ingress_identity:
        client_id = vault.ingress_identity.client_id
        outputs.append(("ingress_client_id", client_id, "Client id of the ingress controller's identity."))
    for name, value, description in outputs:
        TerraformOutput(scope, name, value=value, description=description)
