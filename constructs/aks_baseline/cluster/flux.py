"""Flux, which keeps the cluster as a Git repository describes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.kubernetes_cluster_extension import KubernetesClusterExtension
from cdktf_cdktf_provider_azurerm.kubernetes_flux_configuration import (
    KubernetesFluxConfiguration,
    KubernetesFluxConfigurationGitRepository,
    KubernetesFluxConfigurationKustomizations,
)
from constructs import Construct

NAMESPACE = "flux-system"

# Two controllers fetch and apply manifests. The others would only be more to run, to update and to break into.
CONTROLLERS = {
    "source-controller": True,
    "kustomize-controller": True,
    "helm-controller": False,
    "notification-controller": False,
    "image-automation-controller": False,
    "image-reflector-controller": False,
}

# Seconds. Azure's own defaults are ten minutes.
SOURCE_TIMEOUT = 180
INTERVAL = 300


@dataclass(frozen=True, kw_only=True)
class GitRepository:
    """Git repository with the manifests.

    Flux only reads: give it a deploy key or token that can do no more. Credentials are references to sensitive
    Terraform variables; a public repository needs none.

    Args:
        url: Address over HTTPS or SSH.
        reference_type: What `reference_value` is.
        reference_value: Branch, commit, version range or tag.
        path: Folder in the repository, such as ./cluster-manifests.
        https_user: User name for HTTPS.
        https_key_base64: Token for HTTPS, encoded.
        ssh_private_key_base64: Deploy key for SSH, encoded.
        ssh_known_hosts_base64: Public keys of the Git server, encoded. None: Flux knows the common public hosts.
    """

    url: str
    reference_type: Literal["branch", "commit", "semver", "tag"]
    reference_value: str
    path: str
    https_user: str | None = None
    https_key_base64: str | None = None
    ssh_private_key_base64: str | None = None
    ssh_known_hosts_base64: str | None = None


class Flux(Construct):
    """Flux as an AKS extension that Azure keeps up to date, with one kustomization that prunes.

    Source: article, "Cluster bootstrapping" and "Cluster CI/CD".

    Args:
        cluster_id: The cluster.
        git: Repository to follow.
        after: Node pools to run on, and the role by which nodes pull images.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster_id: str,
        git: GitRepository,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        extension = KubernetesClusterExtension(
            self,
            "Default",
            name="flux",
            cluster_id=cluster_id,
            extension_type="microsoft.flux",
            release_train="Stable",  # no `version`: Azure upgrades the extension
            release_namespace=NAMESPACE,
            configuration_settings={
                f"{controller}.enabled": str(enabled).lower() for controller, enabled in CONTROLLERS.items()
            },
            depends_on=list(after),
        )
        KubernetesFluxConfiguration(
            self,
            "configuration",
            name="bootstrap",
            cluster_id=cluster_id,
            namespace=NAMESPACE,
            scope="cluster",
            continuous_reconciliation_enabled=True,
            git_repository=KubernetesFluxConfigurationGitRepository(
                url=git.url,
                reference_type=git.reference_type,
                reference_value=git.reference_value,
                timeout_in_seconds=SOURCE_TIMEOUT,
                sync_interval_in_seconds=INTERVAL,
                https_user=git.https_user,
                https_key_base64=git.https_key_base64,
                ssh_private_key_base64=git.ssh_private_key_base64,
                ssh_known_hosts_base64=git.ssh_known_hosts_base64,
            ),
            kustomizations=[
                KubernetesFluxConfigurationKustomizations(
                    name="unified",
                    path=git.path,
                    timeout_in_seconds=INTERVAL,
                    sync_interval_in_seconds=INTERVAL,
                    retry_interval_in_seconds=INTERVAL,
                    garbage_collection_enabled=True,
                    recreating_enabled=False,
                    wait=True,
                )
            ],
            depends_on=[extension, *after],
        )
