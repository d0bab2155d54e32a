"""GitOps and backup of the cluster."""

from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, Tag

from config.model.base import Section, chosen_by
from config.model.cluster import TimeOfDay
from config.model.text import ContainerName, DnsLabel, Guid, Line, ResourceGroupName, StorageAccountName, form

# sshd(8), section "SSH_KNOWN_HOSTS FILE FORMAT": lines of printable characters.
KnownHosts = Annotated[
    str,
    form(r"^[^\x00-\x08\x0b-\x1f\x7f]+$", "lines of a known_hosts file", "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5"),
]


class Git(Section):
    url: Annotated[
        str,
        form(
            # Printable ASCII without # ? [ ]: Python cannot take apart an address with half a bracket.
            r"^(https://|ssh://|git@)[!\"$->@-Z\\^-~]+$",
            "a repository's address beginning with https://, ssh:// or git@",
            "https://github.com/contoso/aks-baseline",
        ),
    ] = Field(description="Required. Repository that describes the cluster, over HTTPS or SSH.")
    reference_type: Literal["branch", "commit", "semver", "tag"] = Field(
        default="branch", description="Optional. What `reference_value` is; each environment may follow its own."
    )
    reference_value: Line = Field(
        default="main", description="Optional. Branch, commit, range of versions or tag that the cluster follows."
    )
    path: Line = Field(default="./cluster-manifests", description="Optional. Folder of the repository that is applied.")
    auth: Literal["none", "https", "ssh"] = Field(
        default="none",
        description="Optional. How Flux signs in to a private repository. The secret is a Terraform variable: "
        "TF_VAR_flux_https_user with TF_VAR_flux_https_key, or TF_VAR_flux_ssh_private_key. Read access is enough.",
    )
    ssh_known_hosts: KnownHosts | None = Field(
        default=None,
        description="Optional. known_hosts lines of the Git server. Left out, Flux knows the common public hosts.",
    )

    @property
    def parts(self) -> SplitResult:
        """Parts of the address, in the form `https://host/owner/repository` or `git@host:owner/repository`."""
        return urlsplit(f"ssh://{self.url.replace(':', '/', 1)}" if self.url.startswith("git@") else self.url)

    @property
    def host(self) -> str:
        """Name or address of the server."""
        return (self.parts.hostname or "").lower()

    @property
    def over_ssh(self) -> bool:
        return self.parts.scheme == "ssh"

    @property
    def port(self) -> int:
        """Port in the address, or the default port of the protocol."""
        return self.parts.port or (22 if self.over_ssh else 443)


class GitOps(Section):
    """Flux or Argo CD applies the contents of a Git repository to the cluster."""

    method: Literal["flux_extension", "flux_helm", "argocd"] = Field(
        default="flux_extension",
        description="Optional. flux_extension keeps the cluster as a Git repository has it, and Azure keeps Flux "
        "current. flux_helm and argocd do the same with charts that you keep current; pipeline installs none of them.",
    )
    git: Git = Field(description="Conditional. Repository to follow; required unless `method` is pipeline.")
    kured: bool = Field(
        default=False,
        description="Optional. Restarts nodes that wait for it, one at a time. Its pods are privileged: where "
        "`policy.overrides` denies that, name kured in `policy.exempt_namespaces`.",
    )
    flagger: bool = Field(
        default=False, description="Optional. Lets new versions of workloads take over step by step, or goes back."
    )

    @property
    def followed(self) -> Git:
        """The repository that the cluster follows."""
        return self.git


class Pipeline(Section):
    """Your own pipelines deploy everything to the cluster. The repository in `git` is not used."""

    method: Literal["pipeline"]
    git: Git | None = None
    kured: bool = False
    flagger: bool = False

    @property
    def followed(self) -> None:
        """None: the cluster follows no repository."""
        return None


Bootstrap = Annotated[
    Annotated[GitOps, Tag("method: flux_extension")] | Annotated[Pipeline, Tag("method: pipeline")],
    chosen_by("method", "method: flux_extension", "method: pipeline"),
]


class Velero(Section):
    storage_account: StorageAccountName = Field(description="Required. Existing storage account for backups.")
    container: ContainerName = Field(description="Required. Existing blob container of that account.")
    resource_group: ResourceGroupName = Field(description="Required. Resource group of that account.")
    client_id: Guid = Field(
        description="Required. Client id of the identity that may write to the container, federated with the service "
        "account velero-server of namespace velero.",
    )


class AksSchedule(Section):
    interval_hours: Literal[4, 6, 8, 12, 24] = Field(
        default=24, description="Optional. Hours between two backups. A change replaces the backup instance."
    )
    start: TimeOfDay = Field(
        default="02:00",
        description="Optional. Time of day in UTC of the first backup of a day. A change replaces the backup instance.",
    )
    retention_days: int = Field(
        default=7,
        ge=1,
        le=360,
        description="Optional. Days that a backup is kept. A change replaces the backup instance.",
    )
    namespaces: tuple[DnsLabel, ...] = Field(
        default=(),
        max_length=800,
        description="Optional. Namespaces to back up. Left out, all of them, those that come later too. A change "
        "replaces the backup instance.",
    )
    redundancy: Literal["local", "zone", "geo"] = Field(
        default="geo",
        description="Optional. Copies of the backed-up objects: in one data centre, in the region's zones, or in the "
        "paired region too. Snapshots of volumes stay in the region. A change replaces vault and storage account.",
    )


class NoBackup(Section):
    """No backup. Everything that Flux applies is in Git. The settings in `velero` and `aks` are not used."""

    mode: Literal["none"] = Field(
        default="none",
        description="Optional. aks_extension backs up the cluster's objects and volumes with Azure Backup. velero "
        "backs up the objects every night. With none, Git already has what Flux applies.",
    )
    velero: Velero | None = None
    aks: AksSchedule | None = None


class VeleroBackup(Section):
    """Velero backs up the Kubernetes objects of the cluster every night."""

    mode: Literal["velero"]
    velero: Velero = Field(description="Conditional. Where backups go; required if `mode` is velero.")
    aks: AksSchedule | None = None


class AksBackup(Section):
    """Azure Backup backs up the Kubernetes objects and disk volumes of the cluster."""

    mode: Literal["aks_extension"]
    velero: Velero | None = None
    aks: AksSchedule = Field(
        default=AksSchedule(), description="Optional. Schedule and retention; read if `mode` is aks_extension."
    )


Backup = Annotated[
    Annotated[NoBackup, Tag("mode: none")]
    | Annotated[VeleroBackup, Tag("mode: velero")]
    | Annotated[AksBackup, Tag("mode: aks_extension")],
    chosen_by("mode", "mode: none", "mode: velero", "mode: aks_extension"),
]
