"""What the bootstrap stack puts into the cluster passes the policies that deny there. Inventory POL-02 to 08, POL-20.

Each rule below says what its policy refuses, as a list of complaints.
"""

import copy
import re
from collections.abc import Callable, Iterator

import pytest
from conftest import Synthesize

from review.kubernetes import containers, deployments, manifests, of_kind, quantity
from review.terraform import Body, Stacks

Rule = Callable[[list[Body]], Iterator[str]]

ALLOWED_IMAGES = re.compile(r"^([a-z0-9]+\.azurecr\.io|mcr\.microsoft\.com)/.+$")
INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal"
CPU, MEMORY = quantity("500m"), quantity("256Mi")


def https_only(objects: list[Body]) -> Iterator[str]:
    for ingress in of_kind(objects, "Ingress"):
        if ingress["metadata"].get("annotations", {}).get("kubernetes.io/ingress.allow-http") != "false":
            yield "ingress allows HTTP"
        if not ingress["spec"].get("tls"):
            yield "ingress without TLS"


def internal_load_balancers(objects: list[Body]) -> Iterator[str]:
    for service in of_kind(objects, "Service"):
        annotations = service["metadata"].get("annotations", {})
        if service["spec"].get("type") == "LoadBalancer" and annotations.get(INTERNAL) != "true":
            yield "public load balancer"


def read_only_root(objects: list[Body]) -> Iterator[str]:
    for container in containers(objects):
        if not container.get("securityContext", {}).get("readOnlyRootFilesystem"):
            yield f"{container['name']} writes to its root file system"


def limited(objects: list[Body]) -> Iterator[str]:
    for container in containers(objects):
        limits = container.get("resources", {}).get("limits", {})
        if not 0 < quantity(limits.get("cpu", "0")) <= CPU:
            yield f"{container['name']}: CPU limit {limits.get('cpu')}"
        if not 0 < quantity(limits.get("memory", "0")) <= MEMORY:
            yield f"{container['name']}: memory limit {limits.get('memory')}"


def allowed_images(objects: list[Body]) -> Iterator[str]:
    for container in containers(objects):
        if not ALLOWED_IMAGES.match(container["image"]):
            yield f"image {container['image']}"


def no_host_paths(objects: list[Body]) -> Iterator[str]:
    for name, _, pod in deployments(objects):
        if any("hostPath" in volume for volume in pod.get("volumes", ())):
            yield f"{name} mounts a path of its node"


def no_external_ips(objects: list[Body]) -> Iterator[str]:
    for service in of_kind(objects, "Service"):
        if service["spec"].get("externalIPs"):
            yield "service with external addresses"


def hosts_of_our_domain(objects: list[Body]) -> Iterator[str]:
    for ingress in of_kind(objects, "Ingress"):
        for tls in ingress["spec"].get("tls", ()):
            yield from (f"TLS host {host}" for host in tls["hosts"] if not host.endswith("contoso.com"))


def no_custom_constraints(objects: list[Body]) -> Iterator[str]:
    """POL-13: policies come from Azure Policy, never beside it."""
    for each in objects:
        if "gatekeeper.sh" in each["apiVersion"]:
            yield f"{each['kind']} applied directly"


def _spoil(kind: str, path: str, value: object) -> Callable[[list[Body]], None]:
    """Set what lies at a dotted path of the first object of a kind."""

    def spoil(objects: list[Body]) -> None:
        at = of_kind(objects, kind)[0]
        *parents, last = path.split(".")
        for step in parents:
            at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
        at[last] = value

    return spoil


CONTAINER = "spec.template.spec.containers.0"
RULES: dict[Rule, Callable[[list[Body]], None]] = {
    https_only: _spoil("Ingress", "metadata.annotations", {}),
    internal_load_balancers: _spoil("Service", "spec.type", "LoadBalancer"),
    read_only_root: _spoil("Deployment", f"{CONTAINER}.securityContext.readOnlyRootFilesystem", False),
    limited: _spoil("Deployment", f"{CONTAINER}.resources.limits", {"cpu": "501m", "memory": "1Gi"}),
    allowed_images: _spoil("Deployment", f"{CONTAINER}.image", "docker.io/library/nginx:1"),
    no_host_paths: _spoil("Deployment", "spec.template.spec.volumes", [{"name": "root", "hostPath": {"path": "/"}}]),
    no_external_ips: _spoil("Service", "spec.externalIPs", ["203.0.113.1"]),
    hosts_of_our_domain: _spoil("Ingress", "spec.tls", [{"hosts": ["shop.fabrikam.com"]}]),
    no_custom_constraints: _spoil("Namespace", "apiVersion", "templates.gatekeeper.sh/v1"),
}


@pytest.fixture(scope="module")
def objects(stacks: Stacks) -> list[Body]:
    return manifests(stacks["bootstrap"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_object_breaks_a_policy(rule: Rule, objects: list[Body]) -> None:
    assert list(rule(objects)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_would_complain(rule: Rule, objects: list[Body]) -> None:
    spoiled = copy.deepcopy(objects)
    RULES[rule](spoiled)
    assert list(rule(spoiled))


def test_no_object_breaks_a_policy_in_other_shapes(synthesize: Synthesize) -> None:
    varied = synthesize(**{"rbac.mode": "kubernetes", "network.policy_engine": "calico", "ingress.replicas": 3})
    objects = manifests(varied["bootstrap"])
    assert [complaint for rule in RULES for complaint in rule(objects)] == []


def test_pods_meet_the_restricted_standard_though_it_is_only_audited(objects: list[Body]) -> None:
    for name, _, pod in deployments(objects):
        security = pod["securityContext"]
        assert security["runAsNonRoot"] and security["runAsUser"] and security["seccompProfile"], name
        assert not pod.get("hostNetwork") and not pod.get("hostPID") and not pod.get("hostIPC"), name
        for volume in pod["volumes"]:
            assert set(volume) - {"name"} <= {"emptyDir", "csi", "configMap"}, name
        for container in pod["containers"]:
            assert container["securityContext"]["allowPrivilegeEscalation"] is False, name
            assert container["securityContext"]["capabilities"]["drop"] == ["ALL"], name


def test_nothing_lives_in_the_default_namespace(objects: list[Body]) -> None:
    assert all(each["metadata"].get("namespace") != "default" for each in objects)
