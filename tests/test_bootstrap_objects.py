"""Every Kubernetes object of the bootstrap stack: valid for the cluster's version, fit to stay up. IMG, BC, UPD-07."""

import copy
from collections.abc import Mapping

import pytest
from conftest import ROOT, Synthesize
from object_checks import CHECKS, KUBERNETES, Check

from review.kubernetes import containers, deployments, manifests, of_kind, values
from review.synthesis import part
from review.terraform import Body, Stacks, addresses, block, every, named, only

PROFILES = sorted((ROOT / "config").glob("*.yaml"))
SHAPES: list[Mapping[str, object]] = [
    {},
    {"rbac.mode": "kubernetes", "network.policy_engine": "calico"},
    {"ingress.controller": "none", "sample_workload": False},
    {"workloads": [{"namespace": "a0008"}, {"namespace": "a0009", "quota": {"cpu": 1, "memory_gib": 2, "pods": 5}}]},
    *({"extends": str(file)} for file in PROFILES),
]

SYSTEM = {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS4_v2", "min_count": 3, "max_count": 4}
USER = {"mode": "user", "vm_size": "Standard_DS4_v2", "min_count": 2, "max_count": 3}
POOLS = [SYSTEM, USER | {"name": "one"}, USER | {"name": "two", "labels": {"disk": "fast"}}]


@pytest.fixture(scope="module")
def objects(stacks: Stacks) -> list[Body]:
    return manifests(stacks["bootstrap"])


@pytest.mark.parametrize("settings", SHAPES, ids=str)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_objects_pass_the_kubernetes_schemas_and_checks(
    check: Check, settings: Mapping[str, object], synthesize: Synthesize
) -> None:
    made = synthesize(**settings)
    for stack in (each for each in made if part(each) == "bootstrap"):
        found = manifests(made[stack])
        assert len(found) > 5
        assert list(check(found)) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_checks_find_faults(check: Check, objects: list[Body]) -> None:
    spoiled = copy.deepcopy(objects)
    CHECKS[check](spoiled)
    assert list(check(spoiled))


def test_objects_are_checked_with_the_schemas_of_the_clusters_version(stacks: Stacks) -> None:
    assert only(stacks["cluster"], "azurerm_kubernetes_cluster")["kubernetes_version"] == KUBERNETES


def test_images_come_from_the_own_registry(stacks: Stacks, objects: list[Body]) -> None:
    """IMG-03, IMG-06, OPS-09: from repositories that the registry has a rule for, so that nobody imports by hand."""
    registry = only(stacks["spoke"], "azurerm_container_registry")["name"].lower()
    cached = {rule["target_repo"] for rule in every(stacks["spoke"], "azurerm_container_registry_cache_rule").values()}
    images = [container["image"] for container in containers(objects)]
    assert len(images) == 2
    for image in images:
        host, _, rest = image.partition("/")
        repository, _, tag = rest.rpartition(":")
        assert (host, repository in cached) == (f"{registry}.azurecr.io", True), image
        assert tag not in ("", "latest"), image


def test_nothing_names_a_public_registry_or_a_pull_secret(stacks: Stacks) -> None:
    """IMG-06, IDN-07."""
    text = repr(stacks["bootstrap"])
    for word in ("docker.io", "ghcr.io", "quay.io", "mcr.microsoft.com", "image_pull_secret", "imagePullSecrets"):
        assert word not in text, word
    assert not every(stacks["bootstrap"], "kubernetes_secret_v1")


def test_replicas_are_spread_over_nodes(objects: list[Body]) -> None:
    """BC-08, ING-05, ING-08: at least two, never together on a node, spread over zones."""
    for name, spec, pod in deployments(objects):
        assert spec["replicas"] >= 2, name
        spread = {each["topologyKey"]: each["whenUnsatisfiable"] for each in pod["topologySpreadConstraints"]}
        assert "topology.kubernetes.io/zone" in spread, name
        apart = pod.get("affinity", {}).get("podAntiAffinity", {})
        required = apart.get("requiredDuringSchedulingIgnoredDuringExecution", ())
        hosts = {term["topologyKey"] for term in required}
        assert "kubernetes.io/hostname" in hosts or spread["kubernetes.io/hostname"] == "DoNotSchedule", name
        for term in (*required, *pod["topologySpreadConstraints"]):
            assert term["labelSelector"]["matchLabels"].items() <= spec["template"]["metadata"]["labels"].items(), name


def test_autoscaler_has_bounds_and_its_pods_request_cpu(stacks: Stacks, objects: list[Body]) -> None:
    """SCALE-01, SCALE-06, SCALE-07."""
    (scaler,) = of_kind(objects, "HorizontalPodAutoscaler")
    (target,) = (each for each in deployments(objects) if each[0] == scaler["spec"]["scaleTargetRef"]["name"])
    assert 2 <= scaler["spec"]["minReplicas"] < scaler["spec"]["maxReplicas"]
    (metric,) = scaler["spec"]["metrics"]
    assert metric["resource"]["name"] == "cpu"
    assert 0 < metric["resource"]["target"]["averageUtilization"] < 100
    assert all(container["resources"]["requests"]["cpu"] for container in target[2]["containers"])
    deployment = only(stacks["bootstrap"], "kubernetes_deployment_v1")
    assert block(deployment["lifecycle"])["ignore_changes"] == ["spec[0].replicas"], "Terraform would undo the scaling"
    assert only(stacks["cluster"], "azurerm_kubernetes_cluster_node_pool")["auto_scaling_enabled"] is True


def test_pods_find_nodes_by_a_label_that_user_pools_carry(synthesize: Synthesize) -> None:
    """BC-02: whichever they are and whatever they are called, so that a pool can be replaced."""
    cluster = synthesize(node_pools=POOLS)["cluster"]
    pools = every(cluster, "azurerm_kubernetes_cluster_node_pool").values()
    assert {pool["name"]: pool["node_labels"] for pool in pools} == {
        "one": {"pool-role": "user"},
        "two": {"pool-role": "user", "disk": "fast"},
    }
    system = block(only(cluster, "azurerm_kubernetes_cluster")["default_node_pool"])
    assert system["node_labels"] == {"pool-role": "system"}


def test_ingress_controller_has_a_higher_priority_than_pods_without_a_class(objects: list[Body]) -> None:
    """Nobody's pod takes its place: those with a class of Git's have less, those with its own have the same."""
    (made,) = of_kind(objects, "PriorityClass")
    (controller,) = (pod for name, _, pod in deployments(objects) if name.startswith("traefik"))
    assert controller["priorityClassName"] == made["metadata"]["name"] == "serves-users"
    assert 0 < made["value"] < 2_000_000_000
    assert made["globalDefault"] is False
    assert made["metadata"]["annotations"] == {"kustomize.toolkit.fluxcd.io/prune": "disabled"}


@pytest.mark.parametrize(("replicas", "missing", "seconds"), [(2, 1, 600), (5, 1, 720), (20, 1, 2520), (20, 5, 600)])
def test_helm_waits_as_long_as_a_roll_out_may_take(
    replicas: int, missing: int, seconds: int, synthesize: Synthesize
) -> None:
    """One after another, or as many at once as may be missing; Helm would undo what outlasts it."""
    settings = {
        "ingress.replicas": replicas,
        "ingress.max_unavailable": missing,
        "node_pools": [SYSTEM, USER | {"name": "one", "max_count": 20}],
        "spoke.subnets.nodes": "10.240.16.0/20",
    }
    bootstrap = synthesize(**settings)["bootstrap"]
    assert named(bootstrap, "helm_release", "traefik")["timeout"] == seconds
    strategy = values(bootstrap)["updateStrategy"]["rollingUpdate"]
    assert strategy == {"maxSurge": 0, "maxUnavailable": missing}


def test_workload_keeps_no_state(stacks: Stacks, objects: list[Body]) -> None:
    """STO-01."""
    assert not any(
        "persistent_volume" in address or "stateful_set" in address for address, _ in addresses(stacks["bootstrap"])
    )
    for _, _, pod in deployments(objects):
        assert not any("persistentVolumeClaim" in volume for volume in pod["volumes"])
