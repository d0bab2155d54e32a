"""Every construct of `add_ons` builds alone in an empty stack, from plain values."""

import yaml
from alone import inside_cluster, made

from aks_baseline.add_ons.add_on import AddOn, AddOnRelease, Chart
from aks_baseline.inside.network_policy import Flow, Peer
from review.terraform import block, every, named, only

CHARTS = (
    Chart(release="first", name="one", repository="https://charts.example.com", version="1.2.3", values={"a": "on"}),
    Chart(release="second", name="two", repository="https://charts.example.com", version="2.0.0", values={}),
)


def add_on(metrics_port: int | None) -> AddOn:
    return AddOn(
        name="backups",
        namespace="backups",
        charts=CHARTS,
        repositories=(),
        metrics_port=metrics_port,
        reaches=(Flow(peers=(Peer(prefix="203.0.113.0/24"),), ports=(("TCP", 22),)),),
    )


def test_add_on_release() -> None:
    body = inside_cluster(
        lambda stack: AddOnRelease(stack, "backups", add_on=add_on(None), pod_security_version="v1.36")
    )
    assert made(body) == {"kubernetes_namespace_v1": 1, "kubernetes_network_policy_v1": 3, "helm_release": 2}
    first, second = (named(body, "helm_release", name) for name in ("first", "second"))
    assert (first["chart"], first["version"], first["namespace"]) == ("one", "1.2.3", "backups")
    assert yaml.safe_load(first["values"][0]) == {"a": "on"}, "text stays text"
    assert second["depends_on"] == ["helm_release.backups"], "charts are installed in their order"
    labels = block(only(body, "kubernetes_namespace_v1")["metadata"])["labels"]
    assert labels["pod-security.kubernetes.io/enforce-version"] == "v1.36"


def ingress_ports(metrics_port: int | None) -> list[str]:
    body = inside_cluster(
        lambda stack: AddOnRelease(stack, "backups", add_on=add_on(metrics_port), pod_security_version="v1.36")
    )
    policies = every(body, "kubernetes_network_policy_v1").values()
    (policy,) = (each for each in policies if block(each["metadata"])["name"] == "allow-backups")
    flows = block(policy["spec"])["ingress"]
    return [port["port"] for flow in flows for port in flow.get("ports", ())]


def test_agents_read_metrics_of_add_ons_that_have_some() -> None:
    assert ingress_ports(8085) == ["8085"]
    assert ingress_ports(None) == []


def test_add_ons_reach_what_they_name() -> None:
    body = inside_cluster(
        lambda stack: AddOnRelease(stack, "backups", add_on=add_on(None), pod_security_version="v1.36")
    )
    policies = every(body, "kubernetes_network_policy_v1").values()
    (policy,) = (each for each in policies if block(each["metadata"])["name"] == "allow-backups")
    flows = block(policy["spec"])["egress"]
    blocks = [block(end["ip_block"])["cidr"] for flow in flows for end in flow["to"] if "ip_block" in end]
    assert "203.0.113.0/24" in blocks
