"""The policies that deny in the cluster, as the stack `cluster` assigns them. Inventory POL-02 to 08, POL-20.

Each function says what its policy refuses, as a list of complaints; `POLICIES` has beside each a way to break it.
"""

import re
from collections.abc import Iterator

from object_checks import CONTAINER, Check, Spoil, spoil

from review.kubernetes import containers, of_kind, pod_of, quantity, runners
from review.terraform import Body

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
    for runner in runners(objects):
        if any("hostPath" in volume for volume in pod_of(runner).get("volumes", ())):
            yield f"{runner['metadata']['name']} mounts a path of its node"


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


POLICIES: dict[Check, Spoil] = {
    https_only: spoil("Ingress", "metadata.annotations", {}),
    internal_load_balancers: spoil("Service", "spec.type", "LoadBalancer"),
    read_only_root: spoil("Deployment", f"{CONTAINER}.securityContext.readOnlyRootFilesystem", False),
    limited: spoil("Deployment", f"{CONTAINER}.resources.limits", {"cpu": "501m", "memory": "1Gi"}),
    allowed_images: spoil("Deployment", f"{CONTAINER}.image", "docker.io/library/nginx:1"),
    no_host_paths: spoil("Deployment", "spec.template.spec.volumes", [{"name": "root", "hostPath": {"path": "/"}}]),
    no_external_ips: spoil("Service", "spec.externalIPs", ["203.0.113.1"]),
    hosts_of_our_domain: spoil("Ingress", "spec.tls", [{"hosts": ["shop.fabrikam.com"]}]),
    no_custom_constraints: spoil("Namespace", "apiVersion", "templates.gatekeeper.sh/v1"),
}
