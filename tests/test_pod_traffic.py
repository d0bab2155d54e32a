"""Who may reach whom, by the rules of Kubernetes: cases of its page "Network Policies", then the profiles. FLOW-32."""

import copy
from ipaddress import IPv4Network
from typing import Any

import pytest
from conftest import ROOT, Synthesize
from reviewing import beside_baseline, content_of
from sections import Sections

from review.conformance.pod_traffic import pods_are_closed_by_default
from review.difference import differences
from review.facts import pod_flows, pod_traffic
from review.network_policy import EVERY_PORT, End, allowed, merged, ports_in_words
from review.report.page import page
from review.synthesis import Output, Resource
from review.terraform import Stacks, every

WEB = End(name="web", namespace="shop", labels={"app": "web", "tier": "front"}, namespace_labels={"team": "blue"})
DATA = End(name="data", namespace="shop", labels={"app": "data"}, namespace_labels={"team": "blue"})
BUILD = End(name="build", namespace="tools", labels={"app": "web"})
OFFICE = End(name="office", prefix=IPv4Network("192.0.2.0/28"))
EVERYONE = End(name="everyone", prefix=IPv4Network("0.0.0.0/0"))
PODS = (IPv4Network("10.244.0.0/16"),)


def on(selector: dict[str, Any], *, namespace: str = "shop", **spec: Any) -> Resource:
    """A policy on the pods that `selector` selects."""
    metadata = {"name": "policy", "namespace": namespace}
    body = {"kind": "NetworkPolicy", "metadata": metadata, "spec": {"podSelector": selector, **spec}}
    return Resource(stack="bootstrap", address="NetworkPolicy policy", body=body)


def opened(*policies: Resource, source: End, to: End, pods: tuple[IPv4Network, ...] | None = PODS) -> str:
    return ports_in_words(allowed(policies, source, to, pods_in_blocks=pods).ports)


def lets_in(*peers: dict[str, Any], ports: list[dict[str, Any]] | None = None) -> Resource:
    rule: dict[str, Any] = {"from": list(peers)} if peers else {}
    return on({}, policyTypes=["Ingress"], ingress=[rule | ({"ports": ports} if ports else {})])


LABELLED = {"podSelector": {"matchLabels": {"app": "web"}}}
ELSEWHERE = {"namespaceSelector": {"matchLabels": {"team": "blue"}}}
BY_NAME = {
    "namespaceSelector": {
        "matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["tools"]}]
    }
}
BLOCK = {"ipBlock": {"cidr": "192.0.2.0/24"}}


@pytest.mark.parametrize(
    ("policies", "source", "to", "ports"),
    [
        pytest.param([], BUILD, DATA, "every port", id="no policy"),
        pytest.param([on({}, policyTypes=["Ingress"])], BUILD, DATA, "", id="closed"),
        pytest.param([on({})], BUILD, DATA, "", id="ingress is the type that is left out"),
        pytest.param([on({})], DATA, BUILD, "every port", id="egress is open then"),
        pytest.param([on({}, egress=[])], DATA, BUILD, "every port", id="an empty egress is no egress"),
        pytest.param([on({}, egress=[{"to": [BLOCK]}])], DATA, BUILD, "", id="a rule of egress closes it"),
        pytest.param([on({}, policyTypes=["Egress"])], BUILD, DATA, "every port", id="egress says nothing of ingress"),
        pytest.param([on({"matchLabels": {"app": "web"}})], BUILD, DATA, "every port", id="other pods"),
        pytest.param([on({}, namespace="tools")], BUILD, DATA, "every port", id="other namespace"),
        pytest.param([lets_in()], EVERYONE, DATA, "every port", id="a rule without peers"),
        pytest.param([lets_in(LABELLED)], WEB, DATA, "every port", id="pods of the same namespace"),
        pytest.param([lets_in(LABELLED)], BUILD, DATA, "", id="not those of another"),
        pytest.param([lets_in(ELSEWHERE)], WEB, DATA, "every port", id="namespace by label"),
        pytest.param([lets_in(ELSEWHERE)], BUILD, DATA, "", id="namespace without the label"),
        pytest.param([lets_in(BY_NAME | LABELLED)], BUILD, DATA, "every port", id="namespace by name, and pods"),
        pytest.param([lets_in(BY_NAME | LABELLED)], WEB, DATA, "", id="both have to hold"),
        pytest.param([lets_in(BY_NAME, LABELLED)], WEB, DATA, "every port", id="two peers are two ways"),
        pytest.param([lets_in({"namespaceSelector": {}})], BUILD, DATA, "every port", id="every namespace"),
        pytest.param([lets_in({"namespaceSelector": {}})], OFFICE, DATA, "", id="an address is in no namespace"),
        pytest.param([lets_in(BLOCK)], OFFICE, DATA, "every port", id="block"),
        pytest.param([lets_in(BLOCK)], EVERYONE, DATA, "", id="a block is not everyone"),
        pytest.param(
            [lets_in({"ipBlock": {"cidr": "192.0.2.0/24", "except": ["192.0.2.0/25"]}})], OFFICE, DATA, "", id="except"
        ),
        pytest.param([lets_in({"ipBlock": {"cidr": "0.0.0.0/0"}})], BUILD, DATA, "every port", id="pods in a block"),
        pytest.param([lets_in(BLOCK)], BUILD, DATA, "", id="pods outside of it"),
        pytest.param(
            [lets_in({"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}})], BUILD, DATA, "", id="without pods"
        ),
        pytest.param([lets_in(ports=[{"port": "80"}])], WEB, DATA, "TCP 80", id="TCP unless it says otherwise"),
        pytest.param(
            [lets_in(ports=[{"port": 80, "endPort": 90, "protocol": "UDP"}])], WEB, DATA, "UDP 80 to 90", id="range"
        ),
        pytest.param([lets_in(ports=[{"protocol": "UDP"}])], WEB, DATA, "UDP", id="every port of a protocol"),
        pytest.param([lets_in(ports=[{"port": "http"}])], WEB, DATA, "TCP", id="a named port may be any"),
        pytest.param(
            [lets_in(ports=[{"port": 80}]), lets_in(LABELLED, ports=[{"port": 81}])],
            WEB,
            DATA,
            "TCP 80 to 81",
            id="sum",
        ),
        pytest.param(
            [
                lets_in(ports=[{"port": 80, "endPort": 90}]),
                on(LABELLED["podSelector"], policyTypes=["Egress"], egress=[{"ports": [{"port": 85, "endPort": 99}]}]),
            ],
            WEB,
            DATA,
            "TCP 85 to 90",
            id="both ends allow",
        ),
    ],
)
def test_policies_allow_what_kubernetes_says(policies: list[Resource], source: End, to: End, ports: str) -> None:
    assert opened(*policies, source=source, to=to) == ports


@pytest.mark.parametrize(
    ("operator", "values", "reached"),
    [
        ("In", ["front"], True),
        ("In", ["back"], False),
        ("NotIn", ["front"], False),
        ("NotIn", ["back"], True),
        ("Exists", [], True),
        ("DoesNotExist", [], False),
    ],
)
def test_expressions_select_labels(operator: str, values: list[str], reached: bool) -> None:
    peer = {"podSelector": {"matchExpressions": [{"key": "tier", "operator": operator, "values": values}]}}
    assert (opened(lets_in(peer), source=WEB, to=DATA) == "every port") is reached


def test_cilium_applies_no_block_to_pods() -> None:
    everything = lets_in({"ipBlock": {"cidr": "0.0.0.0/0"}})
    assert opened(everything, source=BUILD, to=DATA, pods=()) == ""
    assert opened(everything, source=OFFICE, to=DATA, pods=()) == "every port"


def test_pods_in_an_unknown_subnet_are_only_in_a_block_of_all_addresses() -> None:
    everything = lets_in({"ipBlock": {"cidr": "0.0.0.0/0"}})
    assert opened(everything, source=BUILD, to=DATA, pods=None) == "every port"
    assert opened(lets_in({"ipBlock": {"cidr": "10.0.0.0/8"}}), source=BUILD, to=DATA, pods=None) == ""


def test_ports_merge_into_few_ranges() -> None:
    assert merged([*EVERY_PORT, *EVERY_PORT]) == EVERY_PORT


def rows(stacks: Stacks) -> set[tuple[str, str, str]]:
    made = Output(stacks=stacks)
    return {
        (", ".join(each.sources), ", ".join(each.destinations), ports_in_words(each.ports))
        for stack in made.parts("bootstrap")
        for each in pod_traffic(pod_flows(made, stack))
    }


AGENTS = "ama-logs-rs in kube-system, ama-metrics in kube-system"
TRAEFIK = "traefik-ingress-controller in a0008"
DNS = "kube-dns in kube-system"
EVERYTHING = "pods in kube-system, pods in other namespaces, any address"
BASELINE_ROWS = {
    ("snet-applicationgateway 10.240.5.0/24", TRAEFIK, "TCP 8443"),
    (TRAEFIK, "pods in a0008", "TCP 8080"),
    (AGENTS, "pods in a0008", "every port"),
    ("pods in a0008", DNS, "TCP 53, UDP 53"),
    (TRAEFIK, DNS, "TCP 53, TCP 443, UDP 53"),
    (TRAEFIK, EVERYTHING, "TCP 443"),
}


@pytest.mark.parametrize("profile", ["baseline", "private", "dev"])
def test_profiles_let_the_gateway_the_controller_and_the_agents_in(profile: str, synthesize: Synthesize) -> None:
    """All flows of a profile: nothing else comes in, and nothing else goes out."""
    found = rows(synthesize(extends=str(ROOT / "config" / f"{profile}.yaml")))
    assert found == BASELINE_ROWS


def test_every_cluster_of_the_fleet_has_its_own_gateway(synthesize: Synthesize) -> None:
    found = rows(synthesize(extends=str(ROOT / "config" / "fleet.yaml")))
    gateways = {source for source, to, _ in found if to == TRAEFIK and source != AGENTS}
    assert len(gateways) == 4
    assert found - BASELINE_ROWS == {(each, TRAEFIK, "TCP 8443") for each in gateways} - BASELINE_ROWS


def test_with_cilium_the_controller_reaches_no_pods_by_their_addresses(synthesize: Synthesize) -> None:
    settings = {"network.policy_engine": "cilium", "network.model": "overlay"}
    found = rows(synthesize(**settings))
    assert found - BASELINE_ROWS == {(TRAEFIK, "any address", "TCP 443")}


def test_add_ons_and_two_workloads_have_rows_of_their_own(synthesize: Synthesize) -> None:
    workloads = [{"namespace": "a0008"}, {"namespace": "a0009", "ports": [9000]}]
    found = rows(synthesize(**{"workloads": workloads, "bootstrap.method": "argocd"}))
    assert (TRAEFIK, "pods in a0009", "TCP 9000") in found
    assert ("pods in argocd", "pods in argocd", "every port") in found
    assert not any("argocd" in to and "argocd" not in source for source, to, _ in found)


def test_without_an_ingress_controller_nothing_but_the_agents_comes_in(synthesize: Synthesize) -> None:
    found = rows(synthesize(**{"ingress.controller": "none", "sample_workload": False}))
    assert found == {(AGENTS, "pods in a0008", "every port"), ("pods in a0008", DNS, "TCP 53, UDP 53")}


@pytest.fixture
def spoiled(stacks: Stacks) -> Stacks:
    """The baseline with a policy that lets everyone into the workload."""
    made = copy.deepcopy(dict(stacks))
    policies = every(made["bootstrap"], "kubernetes_network_policy_v1").values()
    found = next(each for each in policies if each["metadata"]["name"] == "allow-only-ingress-to-workload")
    found["spec"]["ingress"] = [{"ports": [{"port": "8080", "protocol": "TCP"}]}]
    return made


def test_a_policy_that_lets_everyone_in_deviates(spoiled: Stacks) -> None:
    found = [str(each) for each in pods_are_closed_by_default(beside_baseline(spoiled))]
    assert found == [
        f"bootstrap: allow-only-ingress-to-workload: found {each} may reach pods in a0008 on TCP 8080, "
        "wanted only the sources that the workload needs"
        for each in ("pods in other namespaces", "any address")
    ]


def test_the_difference_names_who_newly_reaches_whom(stacks: Stacks, spoiled: Stacks) -> None:
    after = [str(each) for each in differences(Output(stacks=stacks), beside_baseline(spoiled)) if _of_pods(each)]
    assert "+ any address may reach pods in a0008 on TCP 8080" in after
    back = [str(each) for each in differences(Output(stacks=spoiled), beside_baseline(stacks)) if _of_pods(each)]
    assert "- any address may no longer reach pods in a0008 on TCP 8080" in back


def _of_pods(change: Any) -> bool:
    return bool(change.kind == "pod traffic")


def test_the_page_has_the_table(stacks: Stacks) -> None:
    words = Sections(page(content_of(beside_baseline(stacks))))["pods"]
    for source, destination, ports in BASELINE_ROWS:
        assert source in words
        assert destination in words
        assert ports in words
    assert "A rule on addresses includes the addresses of pods." in words
