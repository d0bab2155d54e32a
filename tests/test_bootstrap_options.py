"""Add-ons that are off until they are asked for. OPS-03, OPS-07, OPS-10, OPS-30, SCALE-09, BC-32, IMG-03, IMG-06.

No Helm here renders their charts, so their values are judged: every image, size and place that the values name.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml
from conftest import BASELINE, ROOT, Synthesize

from config.load import load
from config.rules.add_ons import NAMESPACES
from review.kubernetes import manifest, quantity
from review.terraform import Body, Stacks, addresses, block, every, named, only

CPU, MEMORY = quantity("500m"), quantity("256Mi")
PUBLIC = ("docker.io", "ghcr.io", "quay.io", "public.ecr.aws", "ecr-public.aws.com", "registry.k8s.io", "gcr.io")
CREDENTIALS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/r/credentialSets/hub"
VELERO: dict[str, object] = {
    "backup.mode": "velero",
    "backup.velero.storage_account": "stbackups",
    "backup.velero.container": "cluster",
    "backup.velero.resource_group": "rg-backups",
    "backup.velero.client_id": "00000000-0000-0000-0000-0000000000c3",
    "registry.docker_hub_credential_set_id": CREDENTIALS,
}
# Settings, releases with chart and version, repositories in the registry.
OPTIONS: dict[str, tuple[dict[str, object], dict[str, tuple[str, str]], set[str]]] = {
    "kured": (
        {"bootstrap.kured": True},
        {"kured": ("kured", "6.1.0")},
        {"kubereboot/kured"},
    ),
    "flagger": (
        {"bootstrap.flagger": True},
        {"flagger": ("flagger", "1.44.0")},
        {"fluxcd/flagger"},
    ),
    "flux-system": (
        {"bootstrap.method": "flux_helm"},
        {"flux": ("flux2", "2.18.3"), "bootstrap": ("flux2-sync", "1.14.5")},
        {"fluxcd/flux-cli", "fluxcd/source-controller", "fluxcd/kustomize-controller"},
    ),
    "argocd": (
        {"bootstrap.method": "argocd"},
        {"argocd": ("argo-cd", "10.1.1"), "argocd-apps": ("argocd-apps", "2.0.5")},
        {"argoproj/argocd", "library/redis"},
    ),
    "velero": (
        VELERO,
        {"velero": ("velero", "12.1.0")},
        {"velero/velero", "velero/velero-plugin-for-microsoft-azure"},
    ),
}
ALL = {key: value for settings, _, _ in OPTIONS.values() for key, value in settings.items()}
BASELINE_REPOSITORIES = {"library/traefik", "dotnet/samples"}
each_option = pytest.mark.parametrize("namespace", OPTIONS)


def _releases(stacks: Stacks, namespace: str) -> dict[str, Body]:
    releases = every(stacks["bootstrap"], "helm_release").values()
    return {release["name"]: release for release in releases if release["namespace"] == namespace}


def _values(release: Body) -> Body:
    (text,) = release["values"]
    values: Body = yaml.safe_load(text)
    return values


def _all_values(stacks: Stacks, namespace: str) -> list[Body]:
    return [_values(release) for release in _releases(stacks, namespace).values()]


def _parts(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every mapping inside a value, itself included."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(each)


def _images(values: Body) -> Iterator[str]:
    """Full names, however the chart splits them."""
    for part in _parts(values):
        if isinstance(part.get("image"), str):
            yield part["image"] + (f":{part['tag']}" if "tag" in part else "")
        if isinstance(part.get("image"), dict):
            yield f"{part['image']['repository']}:{part['image']['tag']}"


def _cached(stacks: Stacks) -> set[str]:
    return {rule["target_repo"] for rule in every(stacks["spoke"], "azurerm_container_registry_cache_rule").values()}


def test_everything_is_off_by_default(stacks: Stacks) -> None:
    assert {release["name"] for release in every(stacks["bootstrap"], "helm_release").values()} == {"traefik"}
    assert _cached(stacks) == BASELINE_REPOSITORIES
    assert "workload_autoscaler_profile" not in only(stacks["cluster"], "azurerm_kubernetes_cluster")
    namespaces = {
        block(body["metadata"])["name"] for body in every(stacks["bootstrap"], "kubernetes_namespace_v1").values()
    }
    assert not namespaces & set(OPTIONS)


@each_option
def test_charts_are_pinned_and_installed_whole_or_not_at_all(namespace: str, synthesize: Synthesize) -> None:
    """OPS-03."""
    settings, charts, _ = OPTIONS[namespace]
    releases = _releases(synthesize(**settings), namespace)
    assert {name: (release["chart"], release["version"]) for name, release in releases.items()} == charts
    for release in releases.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", release["version"])
        assert release["repository"].startswith("https://")
        assert release["atomic"] is True


@each_option
def test_images_come_from_the_own_registry(namespace: str, synthesize: Synthesize) -> None:
    """IMG-03, IMG-06: and the registry has a rule for each, and for no other."""
    settings, _, repositories = OPTIONS[namespace]
    stacks = synthesize(**settings)
    host = f"{only(stacks['spoke'], 'azurerm_container_registry')['name'].lower()}.azurecr.io"
    images = {image for values in _all_values(stacks, namespace) for image in _images(values)}
    assert {image.removeprefix(f"{host}/").rpartition(":")[0] for image in images} == repositories
    assert all(re.search(r":v?\d+\.\d+\.\d+(-\w+)?$", image) for image in images), images
    assert _cached(stacks) == BASELINE_REPOSITORIES | repositories
    assert not [word for word in PUBLIC if word in repr(stacks["bootstrap"])]


@each_option
def test_the_images_rules_are_well_named(namespace: str, synthesize: Synthesize) -> None:
    for rule in every(synthesize(**OPTIONS[namespace][0])["spoke"], "azurerm_container_registry_cache_rule").values():
        assert re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", rule["name"]) and 5 <= len(rule["name"]) <= 49


@each_option
def test_containers_stay_within_the_policies_limits(namespace: str, synthesize: Synthesize) -> None:
    """POL-03 of the inventory, BC-05, BC-06: requests and limits alike, at most 500m and 256Mi."""
    sizes = [
        part["resources"]
        for values in _all_values(synthesize(**OPTIONS[namespace][0]), namespace)
        for part in _parts(values)
        if "resources" in part
    ]
    assert sizes
    for size in sizes:
        assert size["requests"] == size["limits"]
        assert 0 < quantity(size["limits"]["cpu"]) <= CPU
        assert 0 < quantity(size["limits"]["memory"]) <= MEMORY


@each_option
def test_every_component_that_runs_has_a_size(namespace: str, synthesize: Synthesize) -> None:
    """A component without one would be refused by the policy on limits."""
    components = {
        "kured": {""},
        "flagger": {""},
        "velero": {"", "initContainers.0"},
        "flux-system": {"cli", "sourceController", "kustomizeController"},
        "argocd": {"controller", "repoServer", "server", "redis", "redisSecretInit", "applicationSet"},
    }[namespace]
    values = _all_values(synthesize(**OPTIONS[namespace][0]), namespace)[0]
    for path in components:
        at: Any = values
        for step in filter(None, path.split(".")):
            at = at[int(step)] if isinstance(at, list) else at[step]
        assert at["resources"], path


@each_option
def test_nothing_weakens_the_charts_own_confinement(namespace: str, synthesize: Synthesize) -> None:
    for values in _all_values(synthesize(**OPTIONS[namespace][0]), namespace):
        for part in _parts(values):
            assert part.get("readOnlyRootFilesystem", True) is True
            assert "hostPath" not in part and "hostNetwork" not in part
            if namespace != "kured":
                assert not part.get("privileged") and not part.get("allowPrivilegeEscalation")
            assert part.get("type") not in ("LoadBalancer", "NodePort")


@each_option
def test_pods_run_on_the_user_pool(namespace: str, synthesize: Synthesize) -> None:
    """BC-02. Kured alone belongs on every node."""
    stacks = synthesize(**OPTIONS[namespace][0])
    pool = only(stacks["cluster"], "azurerm_kubernetes_cluster_node_pool")["name"]
    places = [part["nodeSelector"] for part in _parts(_all_values(stacks, namespace)) if "nodeSelector" in part]
    assert places
    assert all(
        place == ({"kubernetes.io/os": "linux"} if namespace == "kured" else {"agentpool": pool}) for place in places
    )


@each_option
def test_namespace_is_its_own_and_there_first(namespace: str, synthesize: Synthesize) -> None:
    """OPS-08."""
    bootstrap = synthesize(**OPTIONS[namespace][0])["bootstrap"]
    ((address, body),) = (
        (address, body)
        for address, body in addresses(bootstrap)
        if address.startswith("kubernetes_namespace_v1.") and block(body["metadata"])["name"] == namespace
    )
    kubernetes_validate.validate(manifest("kubernetes_namespace_v1", body), "1.35", strict=True)
    labels = block(body["metadata"])["labels"]
    expected = "privileged" if namespace == "kured" else "baseline"
    assert labels["pod-security.kubernetes.io/enforce"] == expected
    assert labels["pod-security.kubernetes.io/audit"] == "restricted"
    first, *others = (
        release for release in every(bootstrap, "helm_release").values() if release["namespace"] == namespace
    )
    assert address in first["depends_on"]
    assert all(any("helm_release." in each for each in other["depends_on"]) for other in others)


def test_namespaces_of_add_ons_are_the_ones_that_the_rules_know() -> None:
    assert set(NAMESPACES.values()) == set(OPTIONS)


def test_all_of_them_together(synthesize: Synthesize) -> None:
    settings = {**ALL, "keda.enabled": True}
    stacks = synthesize(**settings)
    assert len(every(stacks["bootstrap"], "helm_release")) == 1 + 1 + 1 + 2 + 1  # argocd takes the place of flux_helm


@pytest.mark.parametrize("method", ["flux_helm", "argocd"])
def test_self_managed_takes_the_place_of_the_extension(method: str, synthesize: Synthesize) -> None:
    """OPS-07."""
    cluster = synthesize(**{"bootstrap.method": method})["cluster"]
    assert not every(cluster, "azurerm_kubernetes_cluster_extension")
    assert not every(cluster, "azurerm_kubernetes_flux_configuration")


def test_self_managed_flux_follows_the_repository_as_the_extension_does(synthesize: Synthesize) -> None:
    """OPS-05, OPS-24."""
    sync = _values(_releases(synthesize(**{"bootstrap.method": "flux_helm"}), "flux-system")["bootstrap"])
    source, kustomization = sync["gitRepository"]["spec"], sync["kustomization"]["spec"]
    assert source == {
        "url": "https://github.com/contoso/aks-baseline",
        "ref": {"branch": "main"},
        "interval": "300s",
        "timeout": "180s",
    }
    assert (kustomization["path"], kustomization["interval"]) == ("./cluster-manifests", "300s")
    assert kustomization["prune"] is True and kustomization["wait"] is True


def test_self_managed_flux_runs_two_controllers(synthesize: Synthesize) -> None:
    values = _values(_releases(synthesize(**{"bootstrap.method": "flux_helm"}), "flux-system")["flux"])
    off = {name for name, part in values.items() if part.get("create") is False}
    assert off == {
        "helmController",
        "imageAutomationController",
        "imageReflectionController",
        "notificationController",
        "sourceWatcher",
    }


@pytest.mark.parametrize(("kind", "value"), [("tag", "v1.2.0"), ("semver", ">=1.2.0"), ("commit", "0123abcd")])
def test_self_managed_flux_follows_more_than_branches(kind: str, value: str, synthesize: Synthesize) -> None:
    """The chart's own branch is set to null, or Helm would merge it in."""
    git = {"bootstrap.git.reference_type": kind, "bootstrap.git.reference_value": value}
    sync = _values(_releases(synthesize(**{"bootstrap.method": "flux_helm", **git}), "flux-system")["bootstrap"])
    assert sync["gitRepository"]["spec"]["ref"] == {kind: value, "branch": None}


def test_self_managed_flux_signs_in_with_a_secret_that_is_not_ours(synthesize: Synthesize) -> None:
    """OPS-22, OPS-23."""
    stacks = synthesize(**{"bootstrap.method": "flux_helm", "bootstrap.git.auth": "https"})
    sync = _values(_releases(stacks, "flux-system")["bootstrap"])
    assert sync["gitRepository"]["spec"]["secretRef"] == {"name": "bootstrap-git"}
    assert not every(stacks["bootstrap"], "kubernetes_secret_v1") and not stacks["bootstrap"].get("variable")


def test_argo_cd_follows_the_repository(synthesize: Synthesize) -> None:
    """OPS-05, OPS-07, OPS-24."""
    releases = _releases(synthesize(**{"bootstrap.method": "argocd"}), "argocd")
    (application,) = _values(releases["argocd-apps"])["applications"].values()
    assert application["source"] == {
        "repoURL": "https://github.com/contoso/aks-baseline",
        "targetRevision": "main",
        "path": "cluster-manifests",
    }
    assert application["syncPolicy"]["automated"] == {"prune": True, "selfHeal": True}


def test_argo_cd_is_probed_and_survives_a_drain(synthesize: Synthesize) -> None:
    """MON-16, BC-07, UPD-07."""
    values = _values(_releases(synthesize(**{"bootstrap.method": "argocd"}), "argocd")["argocd"])
    for component in ("repoServer", "server"):
        assert values[component]["replicas"] == 2
        assert values[component]["pdb"] == {"enabled": True, "maxUnavailable": 1}
    for component in ("repoServer", "server", "redis", "applicationSet"):
        assert values[component]["livenessProbe"]["enabled"] and values[component]["readinessProbe"]["enabled"]
    assert not values["dex"]["enabled"] and not values["notifications"]["enabled"]


def test_flagger_survives_a_drain(synthesize: Synthesize) -> None:
    """BC-07, UPD-07."""
    values = _values(_releases(synthesize(**{"bootstrap.flagger": True}), "flagger")["flagger"])
    assert values["leaderElection"] == {"enabled": True, "replicaCount": 2}
    assert values["podDisruptionBudget"]["minAvailable"] < values["leaderElection"]["replicaCount"]
    assert values["securityContext"]["context"]["capabilities"] == {"drop": ["ALL"]}


def test_kured_reaches_every_node_and_mounts_nothing_of_it(synthesize: Synthesize) -> None:
    """OPS-10: so that the policy on host paths lets it in."""
    values = _values(_releases(synthesize(**{"bootstrap.kured": True}), "kured")["kured"])
    assert values["configuration"]["useRebootSentinelHostPath"] is False
    assert "/var/run/reboot-required" in values["configuration"]["rebootSentinelCommand"]
    assert values["configuration"]["concurrency"] == 1
    assert values["tolerations"] == [{"key": "CriticalAddonsOnly", "operator": "Exists"}]


def test_velero_signs_in_without_a_secret(synthesize: Synthesize) -> None:
    """BC-32."""
    values = _values(_releases(synthesize(**VELERO), "velero")["velero"])
    account = values["serviceAccount"]["server"]
    assert account["annotations"]["azure.workload.identity/client-id"] == VELERO["backup.velero.client_id"]
    assert account["name"] == "velero-server"
    assert values["podLabels"] == {"azure.workload.identity/use": "true"}
    assert values["credentials"] == {"useSecret": False}
    (location,) = values["configuration"]["backupStorageLocation"]
    assert (location["bucket"], location["config"]["useAAD"]) == ("cluster", "true")
    assert values["schedules"]["nightly"]["schedule"]


def test_velero_touches_no_node_and_no_volume(synthesize: Synthesize) -> None:
    """STO-01."""
    values = _values(_releases(synthesize(**VELERO), "velero")["velero"])
    assert not values["deployNodeAgent"] and not values["snapshotsEnabled"] and not values["upgradeCRDs"]


def test_docker_hub_is_signed_in_to(synthesize: Synthesize) -> None:
    """IMG-03: other registries have no use for the credentials."""
    rules = every(synthesize(**VELERO)["spoke"], "azurerm_container_registry_cache_rule").values()
    signed_in = {rule["source_repo"] for rule in rules if rule.get("credential_set_id") == CREDENTIALS}
    assert signed_in == {rule["source_repo"] for rule in rules if rule["source_repo"].startswith("docker.io/")}
    assert len(signed_in) >= 2


def test_keda_is_an_add_on_of_aks(synthesize: Synthesize) -> None:
    """SCALE-09, OPS-02."""
    stacks = synthesize(**{"keda.enabled": True})
    cluster = only(stacks["cluster"], "azurerm_kubernetes_cluster")
    assert block(cluster["workload_autoscaler_profile"]) == {"keda_enabled": True}


def test_the_example_for_keda_scales_no_deployment_that_has_an_autoscaler(stacks: Stacks) -> None:
    """Two autoscalers on one deployment undo each other's work."""
    example = yaml.safe_load((ROOT / "cluster-manifests" / "examples" / "scaled-object.yaml").read_text())
    assert (example["apiVersion"], example["kind"]) == ("keda.sh/v1alpha1", "ScaledObject")
    scaler = only(stacks["bootstrap"], "kubernetes_horizontal_pod_autoscaler_v2")
    taken = block(block(scaler["spec"])["scale_target_ref"])["name"]
    assert example["spec"]["scaleTargetRef"]["name"] != taken
    assert 2 <= example["spec"]["minReplicaCount"] < example["spec"]["maxReplicaCount"]
    assert example["metadata"]["namespace"] == "a0008"


def test_the_page_lists_every_add_on_with_its_version(synthesize: Synthesize) -> None:
    """OPS-03."""
    page = (ROOT / "docs" / "operations.md").read_text()
    listed = set(re.findall(r"\| `([\w-]+)` (\d+\.\d+\.\d+)", page))
    expected = {chart for _, charts, _ in OPTIONS.values() for chart in charts.values()}
    traefik = named(synthesize()["bootstrap"], "helm_release", "traefik")
    assert listed == expected | {(traefik["chart"], traefik["version"])}


DENYING = {"policy": {"overrides": {"pod-security": "Deny"}}}
ACCEPTED: list[dict[str, Any]] = [
    {"bootstrap": {"kured": True}},  # the initiative only audits
    {"bootstrap": {"kured": True}, "policy": {**DENYING["policy"], "exempt_namespaces": ["kured"]}},
    {"bootstrap": {"kured": True}, "policy": {**DENYING["policy"], "initiative": "none"}},
    {"workloads": [{"namespace": "flagger"}]},
    DENYING,
]


def _write(folder: Path, settings: Mapping[str, object]) -> Path:
    file = folder / "config.yaml"
    file.write_text(yaml.safe_dump({"extends": str(BASELINE), **settings}))
    return file


@pytest.mark.parametrize("settings", ACCEPTED, ids=str)
def test_accepted(settings: Mapping[str, object], tmp_path: Path) -> None:
    load(_write(tmp_path, settings))
