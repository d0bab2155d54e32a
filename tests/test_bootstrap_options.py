"""Add-ons that are off until they are asked for. OPS-03, OPS-07, OPS-10, OPS-30, SCALE-09, BC-32, IMG-03, IMG-06.

Judged by their values: every image, size and place that these name. tests/test_charts.py judges what charts make of
them, where it finds the charts.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml
from conftest import BASELINE, ROOT, Synthesize
from options import ALL, CREDENTIALS, OPTIONS, VELERO

from aks_baseline.add_ons.add_on import repository_flow
from aks_baseline.add_ons.reboot_window import reboot_window
from config.load import load
from config.rules.add_ons import NAMESPACES
from review.kubernetes import manifest, of_kind, quantity, typed
from review.terraform import Body, Stacks, addresses, block, every, named, only

CPU, MEMORY = quantity("500m"), quantity("256Mi")
PUBLIC = ("docker.io", "ghcr.io", "quay.io", "public.ecr.aws", "ecr-public.aws.com", "registry.k8s.io", "gcr.io")
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
def test_charts_are_pinned_and_installed_atomically(namespace: str, synthesize: Synthesize) -> None:
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
def test_cache_rules_have_valid_names(namespace: str, synthesize: Synthesize) -> None:
    for rule in every(synthesize(**OPTIONS[namespace][0])["spoke"], "azurerm_container_registry_cache_rule").values():
        assert re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", rule["name"])
        assert 5 <= len(rule["name"]) <= 49


@each_option
def test_containers_stay_within_the_limits_of_the_policies(namespace: str, synthesize: Synthesize) -> None:
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
def test_every_component_has_requests_and_limits(namespace: str, synthesize: Synthesize) -> None:
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
def test_values_do_not_weaken_the_security_context_of_the_charts(namespace: str, synthesize: Synthesize) -> None:
    for values in _all_values(synthesize(**OPTIONS[namespace][0]), namespace):
        for part in _parts(values):
            assert part.get("readOnlyRootFilesystem", True) is True
            assert "hostPath" not in part
            assert "hostNetwork" not in part
            if namespace != "kured":
                assert not part.get("privileged")
                assert not part.get("allowPrivilegeEscalation")
            assert part.get("type") not in ("LoadBalancer", "NodePort")


@each_option
def test_pods_run_on_the_user_pool(namespace: str, synthesize: Synthesize) -> None:
    """BC-02. Kured alone belongs on every node."""
    stacks = synthesize(**OPTIONS[namespace][0])
    places = [part["nodeSelector"] for part in _parts(_all_values(stacks, namespace)) if "nodeSelector" in part]
    assert places
    assert all(
        place == ({"kubernetes.io/os": "linux"} if namespace == "kured" else {"pool-role": "user"}) for place in places
    )


@each_option
def test_every_add_on_has_a_namespace_that_is_made_first(namespace: str, synthesize: Synthesize) -> None:
    """OPS-08."""
    bootstrap = synthesize(**OPTIONS[namespace][0])["bootstrap"]
    ((address, body),) = (
        (address, body)
        for address, body in addresses(bootstrap)
        if address.startswith("kubernetes_namespace_v1.") and block(body["metadata"])["name"] == namespace
    )
    kubernetes_validate.validate(manifest("kubernetes_namespace_v1", body), "1.36", strict=True)
    labels = block(body["metadata"])["labels"]
    expected = "privileged" if namespace == "kured" else "baseline"
    assert labels["pod-security.kubernetes.io/enforce"] == expected
    assert labels["pod-security.kubernetes.io/audit"] == "restricted"
    first, *others = (
        release for release in every(bootstrap, "helm_release").values() if release["namespace"] == namespace
    )
    assert address in first["depends_on"]
    assert all(any("helm_release." in each for each in other["depends_on"]) for other in others)


def test_rules_know_the_namespaces_of_all_add_ons() -> None:
    assert set(NAMESPACES.values()) == set(OPTIONS)


def test_all_add_ons_work_together(synthesize: Synthesize) -> None:
    settings = {**ALL, "keda.enabled": True}
    stacks = synthesize(**settings)
    assert len(every(stacks["bootstrap"], "helm_release")) == 1 + 1 + 1 + 2 + 1  # argocd takes the place of flux_helm


@pytest.mark.parametrize("method", ["flux_helm", "argocd"])
def test_self_managed_flux_replaces_the_extension(method: str, synthesize: Synthesize) -> None:
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
    assert kustomization["prune"] is True
    assert kustomization["wait"] is True


def test_self_managed_flux_runs_two_controllers(synthesize: Synthesize) -> None:
    values = _values(_releases(synthesize(**{"bootstrap.method": "flux_helm"}), "flux-system")["flux"])
    off = {name for name, part in values.items() if part.get("create") is False} - {"policies"}
    assert off == {
        "helmController",
        "imageAutomationController",
        "imageReflectionController",
        "notificationController",
        "sourceWatcher",
    }


@pytest.mark.parametrize(("kind", "value"), [("tag", "v1.2.0"), ("semver", ">=1.2.0"), ("commit", "0123abcd")])
def test_self_managed_flux_follows_tags_and_commits_too(kind: str, value: str, synthesize: Synthesize) -> None:
    """The chart's own branch is set to null, or Helm would merge it in."""
    git = {"bootstrap.git.reference_type": kind, "bootstrap.git.reference_value": value}
    sync = _values(_releases(synthesize(**{"bootstrap.method": "flux_helm", **git}), "flux-system")["bootstrap"])
    assert sync["gitRepository"]["spec"]["ref"] == {kind: value, "branch": None}


def test_self_managed_flux_signs_in_with_a_secret_that_is_not_ours(synthesize: Synthesize) -> None:
    """OPS-22, OPS-23."""
    stacks = synthesize(**{"bootstrap.method": "flux_helm", "bootstrap.git.auth": "https"})
    sync = _values(_releases(stacks, "flux-system")["bootstrap"])
    assert sync["gitRepository"]["spec"]["secretRef"] == {"name": "bootstrap-git"}
    assert not every(stacks["bootstrap"], "kubernetes_secret_v1")
    assert not stacks["bootstrap"].get("variable")


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
        assert values[component]["livenessProbe"]["enabled"]
        assert values[component]["readinessProbe"]["enabled"]
    assert not values["dex"]["enabled"]
    assert not values["notifications"]["enabled"]


def test_flagger_survives_a_drain(synthesize: Synthesize) -> None:
    """BC-07, UPD-07."""
    values = _values(_releases(synthesize(**{"bootstrap.flagger": True}), "flagger")["flagger"])
    assert values["leaderElection"] == {"enabled": True, "replicaCount": 2}
    assert values["podDisruptionBudget"]["minAvailable"] < values["leaderElection"]["replicaCount"]
    assert values["securityContext"]["context"]["capabilities"] == {"drop": ["ALL"]}


def test_kured_runs_on_every_node_without_host_mounts(synthesize: Synthesize) -> None:
    """OPS-10: so that the policy on host paths lets it in."""
    values = _values(_releases(synthesize(**{"bootstrap.kured": True}), "kured")["kured"])
    assert values["configuration"]["useRebootSentinelHostPath"] is False
    assert "/var/run/reboot-required" in values["configuration"]["rebootSentinelCommand"]
    assert values["configuration"]["concurrency"] == 1
    assert values["tolerations"] == [{"key": "CriticalAddonsOnly", "operator": "Exists"}]


@each_option
def test_network_policies_allow_only_what_the_add_on_needs(namespace: str, synthesize: Synthesize) -> None:
    """FLOW-32: nobody else's pods reach it; Argo CD's login page is for those who forward a port."""
    bootstrap = synthesize(**OPTIONS[namespace][0])["bootstrap"]
    policies = {
        each["metadata"]["name"]: each["spec"]
        for each in of_kind(typed(bootstrap), "NetworkPolicy")
        if each["metadata"]["namespace"] == namespace
    }
    (opening,) = set(policies) - {"default-deny", "allow-dns"}
    assert policies["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    ingress, egress = policies[opening]["ingress"], policies[opening]["egress"]
    expected = {
        "kured": [8080],
        "flagger": [8080],
        "flux-system": [8080],
        "velero": [8085],
        "argocd": [],
    }[namespace]
    assert [port["port"] for flow in ingress for port in flow.get("ports", ())] == expected
    assert _namespaces(ingress) == {namespace} | ({"kube-system"} if expected else set())
    assert _namespaces(egress) == {namespace} | ({"a0008"} if namespace == "flagger" else set())
    addresses = [flow for flow in egress if "ipBlock" in flow["to"][0]]
    assert {port["port"] for flow in addresses for port in flow["ports"]} == {443}
    first = next(release for release in every(bootstrap, "helm_release").values() if release["namespace"] == namespace)
    assert sum("kubernetes_network_policy_v1." in each for each in first["depends_on"]) == len(policies)


def _namespaces(flows: list[Body]) -> set[str]:
    return {
        name
        for flow in flows
        for peer in flow.get("from", []) + flow.get("to", [])
        if "namespaceSelector" in peer
        for expression in peer["namespaceSelector"]["matchExpressions"]
        for name in expression["values"]
    }


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("https://github.com/a/b", 443),
        ("https://git.example.com:8443/a/b", 8443),
        ("ssh://git@git.example.com/a/b", 22),
        ("ssh://git@git.example.com:7999/a/b", 7999),
        ("git@github.com:a/b", 22),
    ],
)
def test_git_is_reached_on_the_port_of_its_address(url: str, port: int) -> None:
    assert repository_flow(url).ports == (("TCP", port),)


def test_flux_gets_a_url_that_fits_the_kind_of_source(synthesize: Synthesize) -> None:
    """A GitRepository refuses git@host:path."""
    git = {"bootstrap.git.url": "git@github.com:contoso/manifests.git", "bootstrap.git.auth": "ssh"}
    sync = _values(_releases(synthesize(**{"bootstrap.method": "flux_helm", **git}), "flux-system")["bootstrap"])
    assert sync["gitRepository"]["spec"]["url"] == "ssh://git@github.com/contoso/manifests.git"


@pytest.mark.parametrize(
    ("window", "days", "start", "end"),
    [
        ({"day": "Tuesday", "start": "21:00", "hours": 12}, ["wed"], "00:00", "09:00"),
        ({"day": "Tuesday", "start": "18:00", "hours": 8}, ["tue"], "18:00", "23:59"),
        ({"day": "Sunday", "start": "21:00", "hours": 8}, ["mon"], "00:00", "05:00"),
        ({"day": "Monday", "start": "01:00", "hours": 4, "utc_offset": "+05:30"}, ["sun"], "19:30", "23:30"),
        ({"day": "Sunday", "start": "20:00", "hours": 4, "utc_offset": "-08:00"}, ["mon"], "04:00", "08:00"),
        ({"day": "Tuesday", "start": "12:00", "hours": 24}, ["tue"], "12:00", "23:59"),
        ({"day": "Tuesday", "start": "00:00", "hours": 24}, ["tue"], "00:00", "23:59"),
    ],
)
def test_kured_restarts_inside_a_weekly_window(
    window: dict[str, Any], days: list[str], start: str, end: str, synthesize: Synthesize
) -> None:
    """OPS-10, UPD-13."""
    settings = {f"updates.window.{key}": value for key, value in window.items()}
    values = _values(_releases(synthesize(**{"bootstrap.kured": True, **settings}), "kured")["kured"])
    given = values["configuration"]
    assert (given["rebootDays"], given["startTime"], given["endTime"]) == (days, start, end)
    assert given["timeZone"] == "UTC"


@pytest.mark.parametrize(
    ("start", "hours", "offset", "opens", "closes"),
    [
        ("21:00", 12, "+00:00", "21:00", "09:00"),
        ("01:00", 4, "+02:00", "23:00", "03:00"),
        ("21:00", 24, "+00:00", "00:00", "23:59"),
    ],
)
def test_kured_restarts_inside_a_daily_window(start: str, hours: int, offset: str, opens: str, closes: str) -> None:
    """Over midnight too: every day is one of its days."""
    window = reboot_window(day=None, start=start, hours=hours, utc_offset=offset)
    assert (len(window.days), window.start, window.end) == (7, opens, closes)


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


def test_velero_runs_without_node_agent_and_volume_snapshots(synthesize: Synthesize) -> None:
    """STO-01."""
    values = _values(_releases(synthesize(**VELERO), "velero")["velero"])
    assert not values["deployNodeAgent"]
    assert not values["snapshotsEnabled"]
    assert not values["upgradeCRDs"]


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
