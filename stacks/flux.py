"""Flux, as the configuration wants it. Its secrets are Terraform variables: none passes through Python."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace

from cdktf import Fn, ITerraformDependable, TerraformVariable
from constructs import Construct

from aks_baseline.cluster.flux import Flux, GitRepository
from config import model


def make_flux(
    scope: Construct, *, bootstrap: model.Bootstrap, cluster_id: str, after: Sequence[ITerraformDependable]
) -> None:
    """Install the Flux extension and point it at the repository, if the configuration wants it.

    Args:
        scope: The stack.
        bootstrap: How the cluster gets its contents.
        cluster_id: The cluster.
        after: Node pools to run on, and the role by which nodes pull images.
    """
    if bootstrap.method == "flux_extension":
        Flux(scope, "flux", cluster_id=cluster_id, git=_repository(scope, bootstrap.git), after=after)


def _repository(scope: Construct, git: model.Git) -> GitRepository:
    repository = GitRepository(
        url=git.url,
        reference_type=git.reference_type,
        reference_value=git.reference_value,
        path=git.path,
    )
    if git.auth == "https":
        return replace(
            repository,
            https_user=_secret(scope, "flux_https_user", "User name for the Git repository."),
            https_key_base64=Fn.base64encode(_secret(scope, "flux_https_key", "Token that may read the repository.")),
        )
    if git.auth == "ssh":
        key = _secret(scope, "flux_ssh_private_key", "Deploy key for reading, as PEM with its last line break.")
        return replace(
            repository,
            ssh_private_key_base64=Fn.base64encode(key),
            ssh_known_hosts_base64=_base64(git.ssh_known_hosts) if git.ssh_known_hosts else None,
        )
    return repository


def _base64(known_hosts: str) -> str:
    """Public keys, and so no secret: encoded here rather than by Terraform. OpenSSH wants a line break at the end."""
    return b64encode(f"{known_hosts.strip()}\n".encode()).decode()


def _secret(scope: Construct, name: str, description: str) -> str:
    variable = TerraformVariable(scope, name, type="string", description=description, sensitive=True, nullable=False)
    value: str = variable.string_value
    return value
