"""The edge of a cluster: certificates, the gateway in front, and the names that lead to both."""

from dataclasses import dataclass
from ipaddress import IPv4Address

from cdktf import ITerraformDependable, TerraformOutput
from cdktf_cdktf_provider_azurerm.private_dns_a_record import PrivateDnsARecord
from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.edge.application_gateway import Backend, IngressGateway, Listener
from aks_baseline.edge.certificates import trusted_root
from aks_baseline.edge.expiry_alert import EXPIRY_ALERT, certificate_expires
from aks_baseline.foundation.hosts import INGRESS_WORKLOAD, client_host, ingress_domain
from aks_baseline.foundation.placement import Placement
from aks_baseline.inside.traefik_options import CONTROLLER, SAMPLE_ACCOUNT
from aks_baseline.monitoring.log_alert import log_alert
from aks_baseline.monitoring.runbook import Runbooks
from config.addresses.arithmetic import APPLICATION_GATEWAY_MAX_INSTANCES
from config.model import BaselineConfig
from stacks.certificates import ingress_version, listener_secret_id
from stacks.hub_links import HubLinks
from stacks.inbound import gateway_private_address
from stacks.names import Names
from stacks.public_record import public_record
from stacks.router_links import RouterLinks
from stacks.spoke_links import SpokeLinks
from stacks.vault import Vault
from stacks.waf import waf


@dataclass(frozen=True, kw_only=True)
class IngressLinks:
    """Certificate of an ingress controller in the cluster, and who reads it.

    Args:
        client_id: Client id of the controller's identity.
        certificate: Name of its certificate in the vault.
        certificate_version: Text that changes whenever that certificate is renewed.
    """

    client_id: str
    certificate: str
    certificate_version: str


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
    firewall_address = hub.firewall_public_ips[0] if config.ingress.via_firewall else None
    writable = (*vault.deployer_roles, vault.vault.endpoint, *([aks.cluster] if aks else []))
    behind = _behind(scope, config=config, names=names, spoke=spoke, vault=vault, aks=aks, writable=writable)
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
    # The router or, of several clusters in a spoke, the spoke has the record of the clients' name.
    if config.dns.public_zone_id and not router and not spoke.has_public_record:
        public_record(
            scope,
            zone_id=config.dns.public_zone_id,
            subscription_id=config.spoke.subscription_id,
            address_id=None if firewall_address else spoke.gateway_address_id,
            address=firewall_address,
        )
    if config.secrets.existing_vault_id is None:  # its owner has the logs of an existing vault
        log_alert(
            scope,
            "expiry_alert",
            alert=certificate_expires(vault.vault.name, runbooks=Runbooks(base_url=config.alerts.runbook_base_url)),
            name=EXPIRY_ALERT,
            at=at,
            workspace_id=spoke.workspace_id,
            action_group_id=spoke.action_group_id,
        )
    _outputs(scope, host=host, address=firewall_address or spoke.gateway_address, vault=vault)
    return Edge(
        gateway_id=gateway.id,
        waf_policy_id=gateway.waf_policy_id,
        gateway_certificate=gateway.certificate,
        ingress=behind.links if behind else None,
    )


@dataclass(frozen=True, kw_only=True)
class Behind:
    """An ingress controller behind the gateway: its certificate, its name, and the record of the name."""

    links: IngressLinks
    backend: Backend
    record: ITerraformDependable


def _behind(
    scope: Construct,
    *,
    config: BaselineConfig,
    names: Names,
    spoke: SpokeLinks,
    vault: Vault,
    aks: AksCluster | None,
    writable: tuple[ITerraformDependable, ...],
) -> Behind | None:
    if vault.ingress_identity is None or aks is None:
        return None
    vault.ingress_identity.trust(
        name=INGRESS_WORKLOAD,
        issuer_url=aks.issuer_url,
        namespace=config.workloads[0].namespace,
        service_account=CONTROLLER,
    )
    if config.tls.to_pod:
        vault.ingress_identity.trust(
            id_="sample_credential",
            name=SAMPLE_ACCOUNT,
            issuer_url=aks.issuer_url,
            namespace=config.workloads[0].namespace,
            service_account=SAMPLE_ACCOUNT,
        )
    version = ingress_version(scope, config=config, names=names, vault=vault, after=writable)
    record = _private_record(scope, name=names.ingress_record, spoke=spoke, address=config.ingress.load_balancer_ip)
    return Behind(
        links=IngressLinks(
            client_id=vault.ingress_identity.client_id,
            certificate=config.tls.ingress_certificate or names.ingress_leaf,
            certificate_version=version,
        ),
        backend=Backend(
            host=f"{names.ingress_record}.{ingress_domain(config.dns.domain)}",
            trusted_root=config.tls.ingress_root or trusted_root(scope),
        ),
        record=record,
    )


def _private_record(scope: Construct, *, name: str, spoke: SpokeLinks, address: IPv4Address) -> ITerraformDependable:
    """Make the record of the ingress controller's load balancer."""
    return PrivateDnsARecord(
        scope,
        "ingress_record",
        name=name,
        resource_group_name=spoke.zone_group,
        zone_name=spoke.ingress_zone,
        ttl=3600,
        records=[str(address)],
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
