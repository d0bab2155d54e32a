"""The key vault of a cluster, and the identities that read it."""

from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from aks_baseline.cluster.workload_identity import WorkloadIdentity
from aks_baseline.edge.key_vault import NewVault, SecretsVault
from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.network.private_endpoint import EndpointPlace
from config.model import BaselineConfig
from stacks.names import Names
from stacks.spoke_links import SpokeLinks


@dataclass(frozen=True, kw_only=True)
class Vault:
    """A vault with its readers and writers.

    Args:
        vault: The vault with its private endpoint.
        gateway_identity_id: Identity of Application Gateway.
        ingress_identity: Identity of the ingress controller. None: the controller is AGIC, which reads no certificate.
        deployer_roles: Roles by which the deployer writes certificates.
        gateway_roles: Roles by which the gateway reads its certificate.
        ingress_roles: Roles by which the ingress controller reads its certificate.
    """

    vault: SecretsVault
    gateway_identity_id: str
    ingress_identity: WorkloadIdentity | None
    deployer_roles: tuple[ITerraformDependable, ...]
    gateway_roles: tuple[ITerraformDependable, ...]
    ingress_roles: tuple[ITerraformDependable, ...]

    @property
    def before_cluster(self) -> tuple[ITerraformDependable, ...]:
        """Resources that the cluster waits for, so that its first pods find the vault and may read it."""
        return (self.vault.endpoint, *self.ingress_roles)


def make_vault(
    scope: Construct,
    *,
    config: BaselineConfig,
    names: Names,
    at: Placement,
    spoke: SpokeLinks,
    tenant_id: str,
    deployer: str,
) -> Vault:
    """Make the vault, the identities that read it, and their roles and those of the deployer.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        at: Resource group and region.
        spoke: Spoke with the subnet and the zone of the private endpoint.
        tenant_id: Entra tenant of the vault.
        deployer: Object id of the principal that makes and writes certificates.
    """
    gateway_identity = UserAssignedIdentity(
        scope,
        "gateway_identity",
        name=names.gateway_identity,
        resource_group_name=at.resource_group,
        location=at.location,
    )
    ingress_identity = None
    if config.ingress.controller != "agic":
        ingress_identity = WorkloadIdentity(scope, "ingress_identity", name=names.ingress_identity, at=at)
    vault = _key_vault(scope, config=config, name=names.key_vault, at=at, spoke=spoke, tenant_id=tenant_id)
    deployer_roles = [vault.grant_certificates("deployer", to=deployer)]
    if ingress_identity and not config.tls.ingress_certificate:
        deployer_roles.append(vault.grant_secrets("deployer_secrets", to=deployer))
    return Vault(
        vault=vault,
        gateway_identity_id=gateway_identity.id,
        ingress_identity=ingress_identity,
        deployer_roles=tuple(deployer_roles),
        gateway_roles=vault.grant_reading("gateway", to=gateway_identity.principal_id, whom="Application Gateway"),
        ingress_roles=(
            vault.grant_reading("ingress", to=ingress_identity.principal_id, whom="The ingress controller")
            if ingress_identity
            else ()
        ),
    )


def _key_vault(
    scope: Construct, *, config: BaselineConfig, name: str, at: Placement, spoke: SpokeLinks, tenant_id: str
) -> SecretsVault:
    """Make the vault, or take the existing one, and its private endpoint."""
    new = NewVault(
        name=name,
        tenant_id=tenant_id,
        ip_ranges=config.operators.ip_ranges,
        purge_protection=config.environment == "prod",
        workspace_id=spoke.workspace_id,
        lifecycle=protection(allow_destroy=config.safety.allow_destroy),
    )
    return SecretsVault(
        scope,
        "key_vault",
        vault=config.secrets.existing_vault_id or new,
        at=at,
        endpoint=EndpointPlace(
            subnet_id=spoke.endpoint_subnet_id, zone_id=spoke.vault_zone_id, connection=f"to_{spoke.vnet_name}"
        ),
    )
