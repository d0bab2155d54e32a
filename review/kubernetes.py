"""Converts the Terraform JSON of the bootstrap stack to Kubernetes manifests, for checks against Kubernetes rules.

Typed resources are converted argument by argument. For the Traefik chart, `controller` builds the objects that its
values determine. tests/test_charts.py renders the real charts and compares `controller` with them.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import yaml

from review.terraform import Body, every, named

API_VERSIONS = {
    "ClusterRole": "rbac.authorization.k8s.io/v1",
    "ClusterRoleBinding": "rbac.authorization.k8s.io/v1",
    "ConfigMap": "v1",
    "Deployment": "apps/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "Ingress": "networking.k8s.io/v1",
    "IngressClass": "networking.k8s.io/v1",
    "LimitRange": "v1",
    "Namespace": "v1",
    "NetworkPolicy": "networking.k8s.io/v1",
    "PodDisruptionBudget": "policy/v1",
    "PriorityClass": "scheduling.k8s.io/v1",
    "ResourceQuota": "v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1",
    "Service": "v1",
    "ServiceAccount": "v1",
}
# Terraform uses the singular for a repeated block, Kubernetes the plural for the list.
PLURALS = {
    "container": "containers",
    "limit": "limits",
    "metric": "metrics",
    "path": "paths",
    "port": "ports",
    "rule": "rules",
    "subject": "subjects",
    "topology_spread_constraint": "topologySpreadConstraints",
    "volume": "volumes",
    "volume_mount": "volumeMounts",
}
# Terraform uses strings for these numbers of Kubernetes.
NUMBERS = ("replicas", "run_as_user", "run_as_group", "fs_group", "port", "target_port", "max_surge", "max_unavailable")
META = ("depends_on", "lifecycle", "provider", "wait_for_rollout")

UNITS = {"m": 0.001, "Mi": 2.0**20, "Gi": 2.0**30}


def manifests(bootstrap: Body) -> list[Body]:
    """Return every Kubernetes object of the stack: typed resources and the objects of the Traefik chart."""
    return [*typed(bootstrap), *controller(bootstrap)] if "traefik" in _releases(bootstrap) else typed(bootstrap)


def typed(bootstrap: Body) -> list[Body]:
    """Every Kubernetes object that is a Terraform resource of its own."""
    return [
        manifest(type_, body)
        for type_, found in bootstrap["resource"].items()
        for body in found.values()
        if type_.startswith("kubernetes_")
    ]


def manifest(type_: str, body: Body) -> Body:
    """Convert a typed resource: `kubernetes_network_policy_v1` becomes a NetworkPolicy."""
    kind = "".join(word.title() for word in re.sub(r"_v\d$", "", type_.removeprefix("kubernetes_")).split("_"))
    converted = _converted({key: value for key, value in body.items() if key not in META})
    return {"apiVersion": API_VERSIONS.get(kind, "v1"), "kind": kind, **converted}


def values(bootstrap: Body) -> Body:
    """Values for the Traefik chart, without those that remove a default of the chart."""
    (text,) = named(bootstrap, "helm_release", "traefik")["values"]
    given = dict(_parsed(text))
    given["ports"] = {name: port for name, port in given["ports"].items() if port is not None}
    return given


@cache
def _parsed(text: str) -> Body:
    """Parse once and cache, because many checks need the result. Callers must not change it."""
    parsed: Body = yaml.safe_load(text)
    return parsed


def controller(bootstrap: Body) -> Iterator[Body]:
    """Deployment, service, disruption budget and further objects that the Traefik chart makes from its values."""
    release, given = named(bootstrap, "helm_release", "traefik"), values(bootstrap)
    name, image = given["fullnameOverride"], given["image"]
    labels = {
        "app.kubernetes.io/name": given["nameOverride"],
        "app.kubernetes.io/instance": given["instanceLabelOverride"],
    }
    health = {"httpGet": {"path": "/ping", "port": given["ports"]["traefik"]["port"], "scheme": "HTTP"}}
    container = {
        "name": name,
        "image": f"{image['registry']}/{image['repository']}:{image['tag']}",
        "imagePullPolicy": image["pullPolicy"],
        "resources": given["resources"],
        "readinessProbe": health | given["readinessProbe"],
        "livenessProbe": health | given["livenessProbe"],
        "securityContext": given["securityContext"],
        "ports": [{"name": each, "containerPort": port["port"]} for each, port in given["ports"].items()],
        "volumeMounts": [
            {"name": "data", "mountPath": "/data"},
            {"name": "tmp", "mountPath": "/tmp"},
            {"name": "traefik-extra-config", "mountPath": "/etc/traefik/dynamic"},
            *given["additionalVolumeMounts"],
        ],
    }
    pod = {
        "serviceAccountName": given["serviceAccount"]["name"],
        "automountServiceAccountToken": True,
        "priorityClassName": given["priorityClassName"],
        "terminationGracePeriodSeconds": given["deployment"]["terminationGracePeriodSeconds"],
        "containers": [container],
        "nodeSelector": given["nodeSelector"],
        "affinity": given["affinity"],
        "topologySpreadConstraints": given["topologySpreadConstraints"],
        "securityContext": given["podSecurityContext"],
        "volumes": [
            {"name": "data", "emptyDir": {}},
            {"name": "tmp", "emptyDir": {}},
            {"name": "traefik-extra-config", "configMap": {"name": f"{name}-file-provider"}},
            *given["deployment"]["additionalVolumes"],
        ],
    }
    metadata = {"name": name, "namespace": release["namespace"], "labels": labels}
    metrics = given["ports"][given["metrics"]["prometheus"]["entryPoint"]]["port"]
    scraped = {
        "prometheus.io/scrape": "true",
        "prometheus.io/path": "/metrics",
        "prometheus.io/port": str(metrics),
    }
    yield {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata | {"name": f"{name}-file-provider"},
        "data": {"config.yml": yaml.safe_dump(given["providers"]["file"]["content"])},
    }
    yield {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata,
        "spec": {
            "replicas": given["deployment"]["replicas"],
            "minReadySeconds": given["deployment"]["minReadySeconds"],
            "selector": {"matchLabels": labels},
            "strategy": given["updateStrategy"],
            "template": {
                "metadata": {"labels": labels, "annotations": given["deployment"]["podAnnotations"] | scraped},
                "spec": pod,
            },
        },
    }
    exposed = [(each, port) for each, port in given["ports"].items() if port["expose"]["default"]]
    yield {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata
        | {"name": given["service"]["nameOverride"], "annotations": given["service"]["annotations"]},
        "spec": {
            **given["service"]["spec"],
            "selector": labels,
            "ports": [{"name": each, "port": port["exposedPort"], "targetPort": each} for each, port in exposed],
        },
    }
    if given["podDisruptionBudget"]["enabled"]:
        budget = {key: value for key, value in given["podDisruptionBudget"].items() if key != "enabled"}
        yield {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": metadata,
            "spec": {"selector": {"matchLabels": labels}, **budget},
        }
    yield from given["extraObjects"]


def of_kind(objects: list[Body], kind: str) -> list[Body]:
    return [each for each in objects if each["kind"] == kind]


def runners(objects: list[Body]) -> list[Body]:
    """Objects with a pod template. Asserts that no other kind of object runs pods."""
    assert not {each["kind"] for each in objects} & {"Pod", "CronJob", "ReplicaSet", "ReplicationController"}
    return [each for each in objects if each["kind"] in ("Deployment", "DaemonSet", "StatefulSet", "Job")]


def pod_of(runner: Body) -> Body:
    pod: Body = runner["spec"]["template"]["spec"]
    return pod


def deployments(objects: list[Body]) -> Iterator[tuple[str, Body, Body]]:
    """Yield name, spec and pod spec of every deployment. Asserts that only deployments run pods."""
    for each in runners(objects):
        assert each["kind"] == "Deployment", each["metadata"]
        yield each["metadata"]["name"], each["spec"], pod_of(each)


def containers(objects: list[Body]) -> Iterator[Body]:
    for each in runners(objects):
        yield from (*pod_of(each).get("initContainers", ()), *pod_of(each)["containers"])


def quantity(text: str) -> float:
    """Convert a Kubernetes quantity: `500m` to 0.5, `256Mi` to bytes."""
    number, unit = re.fullmatch(r"([\d.]+)([A-Za-z]*)", text).groups()  # type: ignore[union-attr]
    return float(number) * (UNITS[unit] if unit else 1)


def _releases(bootstrap: Body) -> set[str]:
    return {release["name"] for release in every(bootstrap, "helm_release").values()}


def _converted(value: Any, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return dict(_renamed(each, part) for each, part in value.items())
    if isinstance(value, list):
        return [_converted(each) for each in value]
    return int(value) if key in NUMBERS and isinstance(value, str) and value.isdigit() else value


def _renamed(key: str, value: Any) -> tuple[str, Any]:
    if key == "label_selector":  # Terraform writes this single block as a list
        (value,) = value
    if isinstance(value, list) and key in PLURALS:
        return PLURALS[key], _converted(value)
    return re.sub(r"_([a-z])", lambda letter: letter[1].upper(), key), _converted(value, key)
