"""What every Kubernetes object of this baseline has to be, be it Terraform's own or a rendered chart's.

Each check below answers with a list of complaints. `CHECKS` has beside each a way to break it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
from jsonschema import Draft202012Validator

from review.kubernetes import containers, of_kind, pod_of, quantity, runners
from review.terraform import Body

Check = Callable[[list[Body]], Iterator[str]]
Spoil = Callable[[list[Body]], None]

KUBERNETES = "1.36"
# Made by the secrets store driver of AKS; no chart of ours brings the kind.
UNKNOWN_KINDS = ("SecretProviderClass",)
# Of the restricted standard (Kubernetes page "Pod Security Standards").
VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
# Argo CD's chart can ask its controller no more than whether it is ready.
WITHOUT_LIVENESS = ("application-controller",)


def of_its_kind(objects: list[Body]) -> Iterator[str]:
    """Fields are those of the kind, Kubernetes' own or one that a chart defines: others are dropped or refused."""
    defined = {
        (crd["spec"]["group"], version["name"], crd["spec"]["names"]["kind"]): version["schema"]["openAPIV3Schema"]
        for crd in of_kind(objects, "CustomResourceDefinition")
        for version in crd["spec"]["versions"]
    }
    for each in objects:
        if each["kind"] in UNKNOWN_KINDS:
            continue
        group, _, version = each["apiVersion"].rpartition("/")
        schema = defined.get((group, version, each["kind"]))
        if schema:
            metadata: Body = {"apiVersion": {}, "kind": {}, "metadata": {}}
            closed = _closed(schema | {"properties": schema["properties"] | metadata})
            errors = Draft202012Validator(closed).iter_errors(each)
            yield from (f"{each['kind']} {each['metadata']['name']}: {error.message}" for error in errors)
            continue
        try:
            kubernetes_validate.validate(each, KUBERNETES, strict=True)
        except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
            yield f"{each['kind']} {each['metadata']['name']}: {error}"


def sized(objects: list[Body]) -> Iterator[str]:
    """BC-05, BC-06: requests and limits, alike to begin with."""
    for container in containers(objects):
        resources = container.get("resources", {})
        if set(resources.get("limits", ())) != {"cpu", "memory"} or resources["requests"] != resources["limits"]:
            yield f"{container['name']}: {resources}"


def probed(objects: list[Body]) -> Iterator[str]:
    """MON-16, ING-10: whatever runs on says whether it is ready and alive."""
    for runner in runners(objects):
        for container in pod_of(runner)["containers"] if runner["kind"] != "Job" else ():
            missing = {"readinessProbe", "livenessProbe"} - set(container)
            if missing and container["name"] not in WITHOUT_LIVENESS:
                yield f"{container['name']} without {missing}"


def confined(objects: list[Body]) -> Iterator[str]:
    """Pods meet the restricted standard, but where the namespace enforces none. POL-10."""
    enforced = {
        each["metadata"]["name"]: each["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        for each in of_kind(objects, "Namespace")
    }
    for runner in runners(objects):
        if enforced[runner["metadata"]["namespace"]] == "privileged":
            continue
        pod, name = pod_of(runner), runner["metadata"]["name"]
        yield from (f"{name}: {key}" for key in ("hostNetwork", "hostPID", "hostIPC") if pod.get(key))
        for volume in pod.get("volumes", ()):
            if not set(volume) - {"name"} <= VOLUMES:
                yield f"{name}: volume {volume}"
        for container in (*pod.get("initContainers", ()), *pod["containers"]):
            security = pod.get("securityContext", {}) | container.get("securityContext", {})
            wanted = {
                "runAsNonRoot": True,
                "allowPrivilegeEscalation": False,
                "seccompProfile": {"type": "RuntimeDefault"},
                "capabilities": {"drop": ["ALL"]},
            }
            yield from (f"{name}: {key}" for key, value in wanted.items() if security.get(key) != value)
            yield from (f"{name}: host port" for port in container.get("ports", ()) if "hostPort" in port)


def placed(objects: list[Body]) -> Iterator[str]:
    """BC-02: on nodes of user pools, whichever they are; a daemon on every Linux node."""
    for runner in runners(objects):
        selector = pod_of(runner).get("nodeSelector", {})
        daemon = runner["kind"] == "DaemonSet"
        if not ({"kubernetes.io/os": "linux"} if daemon else {"pool-role": "user"}).items() <= selector.items():
            yield f"{runner['metadata']['name']} runs on {selector}"
        if "agentpool" in selector:
            yield f"{runner['metadata']['name']} is bound to a pool"


def drainable(objects: list[Body]) -> Iterator[str]:
    """BC-07, UPD-07: whatever runs more than once has one budget, which keeps a pod and lets one go."""
    budgets = of_kind(objects, "PodDisruptionBudget")
    for runner in runners(objects):
        replicas, name = runner["spec"].get("replicas", 1), runner["metadata"]["name"]
        if runner["kind"] != "Deployment" or replicas < 2:
            continue
        labels = runner["spec"]["template"]["metadata"]["labels"]
        found = [
            each["spec"]
            for each in budgets
            if each["metadata"]["namespace"] == runner["metadata"]["namespace"]
            and each["spec"]["selector"]["matchLabels"].items() <= labels.items()
        ]
        if len(found) != 1:
            yield f"{name} has {len(found)} budgets"
        for budget in found:
            going = budget.get("maxUnavailable", replicas - budget.get("minAvailable", replicas))
            if not 0 < going < replicas:
                yield f"{name}: {budget}"


def within_quota(objects: list[Body]) -> Iterator[str]:
    """BC-09: with autoscalers at their maximum and an update that runs: a pod counts until it is gone."""
    scaled: dict[str, int] = {
        each["spec"]["scaleTargetRef"]["name"]: each["spec"]["maxReplicas"]
        for each in of_kind(objects, "HorizontalPodAutoscaler")
    }
    for quota in of_kind(objects, "ResourceQuota"):
        namespace, hard = quota["metadata"]["namespace"], quota["spec"]["hard"]
        used = {"cpu": 0.0, "memory": 0.0, "pods": 0.0}
        for runner in runners(objects):
            if runner["metadata"]["namespace"] != namespace:
                continue
            update = runner["spec"]["strategy"]["rollingUpdate"]
            most = scaled.get(runner["metadata"]["name"], runner["spec"]["replicas"])
            pods = most + (most if int(update["maxSurge"]) else int(update["maxUnavailable"]))
            used["pods"] += pods
            for container in pod_of(runner)["containers"]:
                for resource, text in container["resources"]["requests"].items():
                    used[resource] += pods * quantity(text)
        for key, amount in used.items():
            given = hard.get(key if key == "pods" else f"requests.{key}", "0")
            if amount > quantity(given):
                yield f"{namespace}: {amount} {key}, the quota is {given}"


def closed(objects: list[Body]) -> Iterator[str]:
    """FLOW-32: namespaces are closed but for DNS and the flows that are named, and none is open to every pod."""
    for namespace in of_kind(objects, "Namespace"):
        name = namespace["metadata"]["name"]
        found = {
            each["metadata"]["name"]: each["spec"]
            for each in of_kind(objects, "NetworkPolicy")
            if each["metadata"]["namespace"] == name
        }
        if found.get("default-deny") != {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}:
            yield f"{name} is not closed"
        if "allow-dns" not in found:
            yield f"{name} looks up no names"
        for policy, spec in found.items():
            for flow in spec.get("ingress", ()):
                if not flow.get("from") or any(peer.get("namespaceSelector") == {} for peer in flow["from"]):
                    yield f"{name}: {policy} lets every pod in"


def _closed(schema: Any) -> Any:
    """A kind's schema that refuses fields it does not name, where the API server would drop them."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    inner = {key: _closed(value) for key, value in schema.items()}
    open_ended = "additionalProperties" in schema or schema.get("x-kubernetes-preserve-unknown-fields")
    names_fields = isinstance(schema.get("properties"), Mapping) and schema.get("type") == "object"
    return inner | {"additionalProperties": False} if names_fields and not open_ended else inner


def spoil(kind: str, path: str, value: object) -> Spoil:
    """Set what lies at a dotted path of the first object of a kind."""
    return partial(_spoil, kind=kind, path=path, value=value)


def _spoil(objects: list[Body], *, kind: str, path: str, value: object) -> None:
    at = of_kind(objects, kind)[0]
    *parents, last = path.split(".")
    for step in parents:
        at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
    at[last] = value


POD = "spec.template.spec"
CONTAINER = f"{POD}.containers.0"
CHECKS: dict[Check, Spoil] = {
    of_its_kind: spoil("Deployment", "spec.replica", 2),
    sized: spoil("Deployment", f"{CONTAINER}.resources.requests", {"cpu": "1m", "memory": "1Mi"}),
    probed: spoil("Deployment", f"{POD}.containers", [{"name": "silent", "readinessProbe": {}}]),
    confined: spoil("Deployment", f"{CONTAINER}.securityContext.capabilities", {"drop": ["ALL"], "add": ["NET_ADMIN"]}),
    placed: spoil("Deployment", f"{POD}.nodeSelector", {"agentpool": "npuser01"}),
    drainable: spoil("PodDisruptionBudget", "spec.maxUnavailable", 2),
    within_quota: spoil("HorizontalPodAutoscaler", "spec.maxReplicas", 60),
    closed: spoil("NetworkPolicy", "spec.ingress", [{"from": [{"namespaceSelector": {}}]}]),
}
