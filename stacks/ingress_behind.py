"""The ingress controller behind Application Gateway: its certificate, its private name, and who reads what."""

from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.private_dns_a_record import PrivateDnsARecord
from constructs import Construct

from aks_baseline.cluster.workload_identity import WorkloadIdentity
from aks_baseline.edge.certificates import trusted_root
from aks_baseline.edge.gateway_backend import Backend
from aks_baseline.foundation.hosts import INGRESS_WORKLOAD, ingress_domain
from aks_baseline.inside.traefik_options import CONTROLLER, SAMPLE_ACCOUNT
from config.model import BaselineConfig
from stacks.certificates import ingress_version
from stacks.names import Names
from stacks.spoke_links import SpokeLinks
from stacks.vault import Vault


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
class IngressBehind:
    """An ingress controller behind the gateway.

    Args:
        links: Its certificate, and who reads it.
        backend: How the gateway calls it.
        record: Record of its private name.
    """

    links: IngressLinks
    backend: Backend
    record: ITerraformDependable


def ingress_behind(
    scope: Construct,
    *,
    config: BaselineConfig,
    names: Names,
    spoke: SpokeLinks,
    vault: Vault,
    identity: WorkloadIdentity,
    issuer_url: str,
    after: tuple[ITerraformDependable, ...],
) -> IngressBehind:
    """Make the certificate of the ingress controller and its private name, and let its pods use its identity.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        spoke: Spoke with the private DNS zone.
        vault: Vault of the certificate.
        identity: Identity of the controller.
        issuer_url: Issuer of the tokens of the cluster's service accounts.
        after: Resources to wait for before anything is written to the vault.
    """
    _trust(config, identity, issuer_url=issuer_url)
    version = ingress_version(scope, config=config, names=names, vault=vault, after=after)
    record = PrivateDnsARecord(
        scope,
        "ingress_record",
        name=names.ingress_record,
        resource_group_name=spoke.zone_group,
        zone_name=spoke.ingress_zone,
        ttl=3600,
        records=[str(config.ingress.load_balancer_ip)],
    )
    return IngressBehind(
        links=IngressLinks(
            client_id=identity.client_id,
            certificate=config.tls.ingress_certificate or names.ingress_leaf,
            certificate_version=version,
        ),
        backend=Backend(
            host=f"{names.ingress_record}.{ingress_domain(config.dns.domain)}",
            trusted_root=config.tls.ingress_root or trusted_root(scope),
        ),
        record=record,
    )


def _trust(config: BaselineConfig, identity: WorkloadIdentity, *, issuer_url: str) -> None:
    """Trust the tokens of the controller, and those of the sample where its pods have the certificate too."""
    namespace = config.workloads[0].namespace
    identity.trust(name=INGRESS_WORKLOAD, issuer_url=issuer_url, namespace=namespace, service_account=CONTROLLER)
    if config.tls.to_pod:
        identity.trust(
            id_="sample_credential",
            name=SAMPLE_ACCOUNT,
            issuer_url=issuer_url,
            namespace=namespace,
            service_account=SAMPLE_ACCOUNT,
        )
