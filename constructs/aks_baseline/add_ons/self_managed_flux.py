"""Flux from its community chart, instead of AKS's extension. Operators of the cluster upgrade it.

Source: article, "Cluster bootstrapping"; values.yaml and templates of the charts at the versions below.
"""

from typing import Any

from aks_baseline.add_ons.add_on import AddOn, Chart, repository_flow, same_size, with_scheme
from aks_baseline.cluster.flux import INTERVAL, NAMESPACE, SOURCE_TIMEOUT, GitRepository
from aks_baseline.foundation.images import CachedRepository
from aks_baseline.foundation.placement import USER_NODES

CHART_REPOSITORY = "https://fluxcd-community.github.io/helm-charts"
CHART_VERSION = "2.18.3"  # Flux 2.8.5
SYNC_CHART_VERSION = "1.14.5"

CLI = CachedRepository(rule="flux-cli", source="ghcr.io/fluxcd/flux-cli", target="fluxcd/flux-cli")
SOURCE_CONTROLLER = CachedRepository(
    rule="flux-source-controller", source="ghcr.io/fluxcd/source-controller", target="fluxcd/source-controller"
)
KUSTOMIZE_CONTROLLER = CachedRepository(
    rule="flux-kustomize-controller", source="ghcr.io/fluxcd/kustomize-controller", target="fluxcd/kustomize-controller"
)
# Tags of the images in this version of the chart.
TAGS = {CLI: "v2.8.5", SOURCE_CONTROLLER: "v1.8.2", KUSTOMIZE_CONTROLLER: "v1.8.3"}

# Controllers of the chart that are not needed.
UNUSED = (
    "helmController",
    "imageAutomationController",
    "imageReflectionController",
    "notificationController",
    "sourceWatcher",
)

RELEASE = "bootstrap"  # also the name of its GitRepository and its Kustomization
CREDENTIALS = "bootstrap-git"  # secret with the credentials of a private repository, made by the operator


def self_managed_flux(*, registry: str, git: GitRepository, private: bool) -> AddOn:
    """Flux with the controllers that fetch and apply manifests, and the repository that they follow.

    Every controller has one pod, so Flux applies nothing while the node drains. The chart sets probes, read-only root
    file systems and users without root rights.

    Args:
        registry: Host name of the own registry.
        git: Repository to follow. Its credentials are not used.
        private: True: Flux signs in with the secret `CREDENTIALS`.
    """
    return AddOn(
        name="flux",
        namespace=NAMESPACE,
        repositories=tuple(TAGS),
        metrics_port=8080,
        reaches=(repository_flow(git.url),),
        charts=(
            Chart(
                release="flux",
                name="flux2",
                repository=CHART_REPOSITORY,
                version=CHART_VERSION,
                values=_controllers(registry),
            ),
            Chart(
                release=RELEASE,
                name="flux2-sync",
                repository=CHART_REPOSITORY,
                version=SYNC_CHART_VERSION,
                values=_sync(git, private=private),
            ),
        ),
    )


def _controllers(registry: str) -> dict[str, Any]:
    def pods(repository: CachedRepository, *, cpu: str, memory: str) -> dict[str, Any]:
        return {
            "image": f"{registry}/{repository.target}",
            "tag": TAGS[repository],
            "resources": same_size(cpu, memory),
            "nodeSelector": dict(USER_NODES),
        }

    return {
        "cli": pods(CLI, cpu="100m", memory="128Mi"),  # checks the cluster once, before the installation
        "sourceController": pods(SOURCE_CONTROLLER, cpu="100m", memory="256Mi"),
        "kustomizeController": pods(KUSTOMIZE_CONTROLLER, cpu="200m", memory="256Mi"),
        **{name: {"create": False} for name in UNUSED},
        "policies": {"create": False},  # the chart's network policies allow all egress
    }


def _sync(git: GitRepository, *, private: bool) -> dict[str, Any]:
    reference: dict[str, str | None] = {git.reference_type: git.reference_value}
    if git.reference_type != "branch":
        reference["branch"] = None  # Helm would add the chart's default branch
    return {
        "gitRepository": {
            "spec": {
                "url": with_scheme(git.url),  # the kind GitRepository does not accept git@host:path
                "ref": reference,
                "interval": f"{INTERVAL}s",
                "timeout": f"{SOURCE_TIMEOUT}s",
                **({"secretRef": {"name": CREDENTIALS}} if private else {}),
            }
        },
        "kustomization": {
            "spec": {
                "path": git.path,
                "interval": f"{INTERVAL}s",
                "retryInterval": f"{INTERVAL}s",
                "timeout": f"{INTERVAL}s",
                "prune": True,
                "wait": True,
            }
        },
    }
