"""Flux from its community chart, in place of AKS's extension: you decide when it is upgraded, and upgrade it.

Source: article, "Cluster bootstrapping"; values.yaml and templates of the charts at the versions below.
"""

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
# As the chart's version has them.
TAGS = {CLI: "v2.8.5", SOURCE_CONTROLLER: "v1.8.2", KUSTOMIZE_CONTROLLER: "v1.8.3"}

# Each controller of the chart that would only be more to run, to update and to break into.
UNUSED = (
    "helmController",
    "imageAutomationController",
    "imageReflectionController",
    "notificationController",
    "sourceWatcher",
)

RELEASE = "bootstrap"  # also the name of what it makes: a GitRepository and a Kustomization
CREDENTIALS = "bootstrap-git"  # secret that the operator makes, for a private repository


def self_managed_flux(*, registry: str, git: GitRepository, private: bool) -> AddOn:
    """The two controllers that fetch and apply, and the repository that they follow.

    One pod each: while a node drains nothing is applied, which nobody notices. Probes, read-only root file system
    and non-root user are the chart's own.
    Required. `private`: whether Flux signs in with the secret `CREDENTIALS`, and not with what `git` says.
    """

    def pods(repository: CachedRepository, *, cpu: str, memory: str) -> dict[str, object]:
        return {
            "image": f"{registry}/{repository.target}",
            "tag": TAGS[repository],
            "resources": same_size(cpu, memory),
            "nodeSelector": dict(USER_NODES),
        }

    controllers = {
        "cli": pods(CLI, cpu="100m", memory="128Mi"),  # looks whether the cluster will do, once
        "sourceController": pods(SOURCE_CONTROLLER, cpu="100m", memory="256Mi"),
        "kustomizeController": pods(KUSTOMIZE_CONTROLLER, cpu="200m", memory="256Mi"),
        **{name: {"create": False} for name in UNUSED},
        "policies": {"create": False},  # the chart's let pods reach everything
    }
    sync = {
        "gitRepository": {
            "spec": {
                "url": with_scheme(git.url),  # the kind GitRepository takes no git@host:path
                "ref": {git.reference_type: git.reference_value},
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
    if git.reference_type != "branch":
        # The chart's own branch would be merged into the reference.
        sync["gitRepository"]["spec"]["ref"]["branch"] = None  # type: ignore[index]
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
                values=controllers,
            ),
            Chart(
                release=RELEASE,
                name="flux2-sync",
                repository=CHART_REPOSITORY,
                version=SYNC_CHART_VERSION,
                values=sync,
            ),
        ),
    )
