"""Every Kubernetes object of the bootstrap stack: valid for the cluster's version, fit to stay up. IMG, BC, UPD-07."""

from collections.abc import Iterator

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
from conftest import Synthesize

from review.kubernetes import containers, deployments, manifests, of_kind, quantity
from review.terraform import Body, Stacks, addresses, block, every, only

KUBERNETES = "1.35"
# The one kind that is not Kubernetes' own, made by the secrets store driver of AKS.
CUSTOM = ("SecretProviderClass",)

SHAPES: list[dict[str, object]] = [
    {},
    {"rbac.mode": "kubernetes", "network.policy_engine": "calico"},
    {"ingress.controller": "none", "sample_workload": False},
    {"workloads": [{"namespace": "a0008"}, {"namespace": "a0009", "quota": {"cpu": 1, "memory_gib": 2, "pods": 5}}]},
]


@pytest.fixture(scope="module")
def objects(stacks: Stacks) -> list[Body]:
    return manifests(stacks["bootstrap"])


@pytest.mark.parametrize("settings", SHAPES, ids=str)
def test_every_object_is_valid(settings: dict[str, object], synthesize: Synthesize) -> None:
    stacks = synthesize(**settings)
    assert only(stacks["cluster"], "azurerm_kubernetes_cluster")["kubernetes_version"].startswith(KUBERNETES + ".")
    checked = [each for each in manifests(stacks["bootstrap"]) if each["kind"] not in CUSTOM]
    for each in checked:
        assert kubernetes_validate.validate(each, KUBERNETES, strict=True) == KUBERNETES
    assert len(checked) > 5


def test_the_schema_would_refuse(objects: list[Body]) -> None:
    (deployment,) = (each for each in of_kind(objects, "Deployment") if each["metadata"]["name"].startswith("aspnet"))
    spoiled = deployment | {"spec": deployment["spec"] | {"replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(spoiled, KUBERNETES, strict=True)


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
        assert tag and tag != "latest", image


def test_nothing_names_a_public_registry_or_a_pull_secret(stacks: Stacks) -> None:
    """IMG-06, IDN-07."""
    text = repr(stacks["bootstrap"])
    for word in ("docker.io", "ghcr.io", "quay.io", "mcr.microsoft.com", "image_pull_secret", "imagePullSecrets"):
        assert word not in text, word
    assert not every(stacks["bootstrap"], "kubernetes_secret_v1")


def test_containers_say_what_they_need(objects: list[Body]) -> None:
    """BC-05, BC-06: requests and limits, alike to begin with."""
    for container in containers(objects):
        resources = container["resources"]
        assert set(resources["limits"]) == {"cpu", "memory"}, container["name"]
        assert resources["requests"] == resources["limits"], container["name"]


def test_containers_say_how_they_are(objects: list[Body]) -> None:
    """MON-16, ING-10."""
    for container in containers(objects):
        for probe in ("readinessProbe", "livenessProbe"):
            assert container[probe]["httpGet"]["path"].startswith("/"), (container["name"], probe)


def test_pods_have_company_on_other_nodes_of_the_user_pool(stacks: Stacks, objects: list[Body]) -> None:
    """BC-02, BC-08, ING-05, ING-08: at least two, never together on a node, spread over zones."""
    pool = only(stacks["cluster"], "azurerm_kubernetes_cluster_node_pool")["name"]
    for name, spec, pod in deployments(objects):
        assert spec["replicas"] >= 2, name
        assert pod["nodeSelector"] == {"agentpool": pool}, name
        spread = {each["topologyKey"]: each["whenUnsatisfiable"] for each in pod["topologySpreadConstraints"]}
        assert "topology.kubernetes.io/zone" in spread, name
        apart = pod.get("affinity", {}).get("podAntiAffinity", {})
        required = apart.get("requiredDuringSchedulingIgnoredDuringExecution", ())
        hosts = {term["topologyKey"] for term in required}
        assert "kubernetes.io/hostname" in hosts or spread["kubernetes.io/hostname"] == "DoNotSchedule", name
        for term in (*required, *pod["topologySpreadConstraints"]):
            assert term["labelSelector"]["matchLabels"].items() <= spec["template"]["metadata"]["labels"].items(), name


def test_nodes_can_always_drain(objects: list[Body]) -> None:
    """BC-07, UPD-07: each deployment has one budget, which lets a pod go."""
    budgets = of_kind(objects, "PodDisruptionBudget")
    for name, spec, _ in deployments(objects):
        labels = spec["template"]["metadata"]["labels"]
        (budget,) = (each for each in budgets if each["spec"]["selector"]["matchLabels"].items() <= labels.items())
        assert "minAvailable" not in budget["spec"], name
        assert 0 < budget["spec"]["maxUnavailable"] < spec["replicas"], name


def test_autoscaler_has_bounds_and_a_request_to_measure_by(stacks: Stacks, objects: list[Body]) -> None:
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


def test_quota_holds_everything_at_its_largest(objects: list[Body]) -> None:
    """BC-09: with the autoscaler at its maximum, and a pod more for each update."""
    most: dict[str, int] = {
        each["spec"]["scaleTargetRef"]["name"]: each["spec"]["maxReplicas"] for each in _scalers(objects)
    }
    used = {"cpu": 0.0, "memory": 0.0, "pods": 0.0}
    for name, spec, pod in deployments(objects):
        pods = most.get(name, 0) or spec["replicas"]
        pods += int(spec["strategy"]["rollingUpdate"]["maxSurge"])
        used["pods"] += pods
        for container in pod["containers"]:
            for resource, text in container["resources"]["requests"].items():
                used[resource] += pods * quantity(text)
    (quota,) = of_kind(objects, "ResourceQuota")
    hard = quota["spec"]["hard"]
    assert used["pods"] <= int(hard["pods"])
    assert used["cpu"] <= quantity(hard["requests.cpu"])
    assert used["memory"] <= quantity(hard["requests.memory"])


def test_workload_keeps_no_state(stacks: Stacks, objects: list[Body]) -> None:
    """STO-01."""
    assert not any(
        "persistent_volume" in address or "stateful_set" in address for address, _ in addresses(stacks["bootstrap"])
    )
    for _, _, pod in deployments(objects):
        assert not any("persistentVolumeClaim" in volume for volume in pod["volumes"])


def _scalers(objects: list[Body]) -> Iterator[Body]:
    yield from of_kind(objects, "HorizontalPodAutoscaler")
