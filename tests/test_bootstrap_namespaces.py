"""Namespaces and their guard rails. OPS-08, BC-09, BC-10, FLOW-32, FLOW-33, FLOW-09 of the ingress controller."""

import pytest
from conftest import Synthesize

from review.kubernetes import manifests, of_kind
from review.terraform import Body, Stacks

WORKLOADS = [
    {"namespace": "a0008"},
    {"namespace": "a0009", "ports": [80, 9443], "quota": {"cpu": 4, "memory_gib": 8, "pods": 20}},
]
CONTROLLER = {
    "app.kubernetes.io/name": "traefik-ingress-ilb",
    "app.kubernetes.io/instance": "traefik-ingress-ilb",
}


@pytest.fixture(scope="module")
def objects(synthesize: Synthesize) -> list[Body]:
    """Two workloads: the first one houses the ingress controller."""
    return manifests(synthesize(workloads=WORKLOADS)["bootstrap"])


def _policies(objects: list[Body], namespace: str) -> dict[str, Body]:
    found = of_kind(objects, "NetworkPolicy")
    return {each["metadata"]["name"]: each["spec"] for each in found if each["metadata"]["namespace"] == namespace}


def _names(peer: Body) -> list[str]:
    (expression,) = peer["namespaceSelector"]["matchExpressions"]
    assert (expression["key"], expression["operator"]) == ("kubernetes.io/metadata.name", "In")
    names: list[str] = expression["values"]
    return names


def _named(flow: Body) -> list[str]:
    """Namespaces that a flow goes to, none for one to addresses."""
    return [name for peer in flow["to"] if "namespaceSelector" in peer for name in _names(peer)]


def test_each_workload_and_the_settings_have_a_namespace(objects: list[Body]) -> None:
    """OPS-08."""
    names = [each["metadata"]["name"] for each in of_kind(objects, "Namespace")]
    assert sorted(names) == ["a0008", "a0009", "cluster-baseline-settings"]


def test_pod_security_is_labelled_for_the_clusters_version(objects: list[Body]) -> None:
    prefix = "pod-security.kubernetes.io/"
    for namespace in of_kind(objects, "Namespace"):
        labels = namespace["metadata"]["labels"]
        assert labels[f"{prefix}enforce"] == "baseline"
        assert labels[f"{prefix}audit"] == labels[f"{prefix}warn"] == "restricted"
        assert {labels[f"{prefix}{mode}-version"] for mode in ("enforce", "audit", "warn")} == {"v1.36"}


@pytest.mark.parametrize("version", ["1.35", "1.35.4"])
def test_pod_security_follows_a_minor_version_and_a_full_one(version: str, synthesize: Synthesize) -> None:
    bootstrap = synthesize(**{"updates.kubernetes_version": version})["bootstrap"]
    labels = [each["metadata"]["labels"] for each in of_kind(manifests(bootstrap), "Namespace")]
    found = {value for each in labels for name, value in each.items() if name.endswith("-version")}
    assert found == {"v1.35"}


def test_every_namespace_has_a_quota_and_the_settings_namespace_allows_no_pods(objects: list[Body]) -> None:
    """BC-09, BC-10."""
    quotas = {each["metadata"]["namespace"]: each["spec"]["hard"] for each in of_kind(objects, "ResourceQuota")}
    assert set(quotas) == {"a0008", "a0009", "cluster-baseline-settings"}
    assert quotas["cluster-baseline-settings"] == {"pods": "0"}
    assert quotas["a0009"] == {
        "requests.cpu": "4",
        "limits.cpu": "4",
        "requests.memory": "8Gi",
        "limits.memory": "8Gi",
        "pods": "20",
        "persistentvolumeclaims": "0",
    }


def test_volumes_are_allowed_if_a_storage_driver_is_on(synthesize: Synthesize) -> None:
    quotas = of_kind(manifests(synthesize(**{"storage.disk_driver": True})["bootstrap"]), "ResourceQuota")
    assert quotas
    assert not any("persistentvolumeclaims" in quota["spec"]["hard"] for quota in quotas)


def test_containers_get_limits_and_no_more_than_the_policy_allows(objects: list[Body]) -> None:
    limits = {each["metadata"]["namespace"]: each["spec"]["limits"] for each in of_kind(objects, "LimitRange")}
    assert set(limits) == {"a0008", "a0009"}
    for (limit,) in limits.values():
        assert limit["type"] == "Container"
        assert limit["max"] == {"cpu": "500m", "memory": "256Mi"}
        assert limit["default"] == limit["defaultRequest"]


def test_every_namespace_is_closed_by_default(objects: list[Body]) -> None:
    """FLOW-32; kube-system and its like are none of ours: FLOW-33."""
    assert {each["metadata"]["namespace"] for each in of_kind(objects, "NetworkPolicy")} == {
        each["metadata"]["name"] for each in of_kind(objects, "Namespace")
    }
    for namespace in of_kind(objects, "Namespace"):
        denied = _policies(objects, namespace["metadata"]["name"])["default-deny"]
        assert denied == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


@pytest.mark.parametrize("namespace", ["a0008", "a0009", "cluster-baseline-settings"])
def test_every_namespace_may_reach_dns(namespace: str, objects: list[Body]) -> None:
    """FLOW-33."""
    (dns,) = _policies(objects, namespace)["allow-dns"]["egress"]
    (peer,) = dns["to"]
    assert (_names(peer), peer["podSelector"]["matchLabels"]) == (["kube-system"], {"k8s-app": "kube-dns"})
    assert {(port["protocol"], port["port"]) for port in dns["ports"]} == {("UDP", 53), ("TCP", 53)}


@pytest.mark.parametrize(("namespace", "ports"), [("a0008", [8080]), ("a0009", [80, 9443])])
def test_ingress_controller_reaches_workloads_on_their_ports(
    namespace: str, ports: list[int], objects: list[Body]
) -> None:
    """FLOW-32: and on no other; both ends say so."""
    policies = _policies(objects, namespace)
    expected = [{"protocol": "TCP", "port": port} for port in ports]
    (flow,) = policies["allow-only-ingress-to-workload"]["ingress"]
    (peer,) = flow["from"]
    assert (_names(peer), peer["podSelector"]["matchLabels"]) == (["a0008"], CONTROLLER)
    assert flow["ports"] == expected
    egress = _policies(objects, "a0008")["allow-gateway-to-controller"]["egress"]
    assert [flow["ports"] for flow in egress if _named(flow) == [namespace]] == [expected]
    others = set(policies) - {"default-deny", "allow-dns", "allow-only-ingress-to-workload", "allow-monitoring"}
    assert others == ({"allow-gateway-to-controller"} if namespace == "a0008" else set())


@pytest.mark.parametrize("namespace", ["a0008", "a0009"])
def test_agents_read_the_metrics_of_annotated_pods(namespace: str, objects: list[Body]) -> None:
    """MON-05: on whichever port the annotation names, but only these agents."""
    (flow,) = _policies(objects, namespace)["allow-monitoring"]["ingress"]
    assert "ports" not in flow
    assert [(_names(peer), peer["podSelector"]["matchLabels"]) for peer in flow["from"]] == [
        (["kube-system"], {"rsName": "ama-metrics"}),
        (["kube-system"], {"rsName": "ama-logs-rs"}),
    ]


def test_only_the_gateway_reaches_the_ingress_controller(objects: list[Body]) -> None:
    """ING-09: and the agents, for metrics."""
    policy = _policies(objects, "a0008")["allow-gateway-to-controller"]
    assert policy["podSelector"]["matchLabels"] == CONTROLLER
    (gateway,) = policy["ingress"]
    assert gateway == {
        "from": [{"ipBlock": {"cidr": "10.240.5.0/24"}}],
        "ports": [{"protocol": "TCP", "port": 8443}],
    }
    *workloads, api_server = policy["egress"]
    assert [_named(flow) for flow in workloads] == [["a0008"], ["a0009"]]
    assert api_server["ports"] == [{"protocol": "TCP", "port": 443}]


def test_without_an_ingress_controller_no_traffic_reaches_the_pods(synthesize: Synthesize) -> None:
    """ING-14."""
    stacks = synthesize(**{"ingress.controller": "none", "sample_workload": False})
    assert "helm_release" not in stacks["bootstrap"]["resource"]
    assert set(_policies(manifests(stacks["bootstrap"]), "a0008")) == {
        "default-deny",
        "allow-dns",
        "allow-monitoring",
    }


def test_sample_workload_can_be_left_out(stacks: Stacks, synthesize: Synthesize) -> None:
    with_sample = {each["kind"] for each in manifests(stacks["bootstrap"])}
    without = {each["kind"] for each in manifests(synthesize(sample_workload=False)["bootstrap"])}
    assert with_sample - without == {"Ingress", "HorizontalPodAutoscaler"}
