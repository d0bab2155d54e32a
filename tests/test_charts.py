"""The charts as Helm renders them: what Terraform's own objects have to be, they have to be too. OPS-03, BC, POL, IMG.

Skipped where tests/charts.py finds no charts.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import yaml
from charts import Charts, rendered
from conftest import ROOT, Synthesize
from deny_policies import POLICIES
from object_checks import CHECKS, Check
from options import ALL, VELERO

from review.kubernetes import containers, controller, of_kind, pod_of, runners, typed
from review.synthesis import part
from review.terraform import Body, Stacks, every, named, only

Render = Callable[..., list[Body]]

WITHOUT_TRAEFIK = {"ingress.controller": "none", "sample_workload": False}
VARIATIONS: dict[str, dict[str, object]] = {
    "every add-on, Argo CD": ALL,
    "every add-on, Flux": ALL | {"bootstrap.method": "flux_helm"},
    "Flux over SSH": {
        "bootstrap.method": "flux_helm",
        "bootstrap.git.url": "git@github.com:a/b",
        "bootstrap.git.auth": "ssh",
    },
    "many": {"ingress.replicas": 5, "ingress.max_unavailable": 2},
    "two workloads": {"workloads": [{"namespace": "a0008"}, {"namespace": "a0009", "ports": [80, 9443]}]},
    "no ingress controller": WITHOUT_TRAEFIK | VELERO,
    **{file.stem: {"extends": str(file)} for file in sorted((ROOT / "config").glob("*.yaml"))},
}
# What one letter less of quoting would make a number, a truth value or a date.
ODD_NAMES = ["0", "on", "1e3", "y", "2020-01-01"]


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Charts:
    return Charts(tmp_path_factory.mktemp("charts"))


@pytest.fixture(scope="module")
def render(synthesize: Synthesize, charts: Charts) -> Render:
    """`render(**settings)`: every object of the first bootstrap stack, Terraform's own and those of its charts."""
    made: dict[str, list[Body]] = {}

    def run(**settings: object) -> list[Body]:
        key = repr(sorted(settings.items()))
        if key not in made:
            stacks = synthesize(**settings)
            bootstrap = stacks[next(each for each in stacks if part(each) == "bootstrap")]
            made[key] = [*typed(bootstrap), *rendered(bootstrap, charts)]
        return made[key]

    return run


@pytest.fixture(params=VARIATIONS)
def objects(request: pytest.FixtureRequest, render: Render) -> list[Body]:
    return render(**VARIATIONS[request.param])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_objects_of_the_charts_pass_the_schemas_and_checks(check: Check, objects: list[Body]) -> None:
    assert list(check(objects)) == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.__name__)
def test_no_policy_denies_an_object(policy: Check, objects: list[Body]) -> None:
    assert list(policy(objects)) == []


@pytest.mark.parametrize("method", ["flux_helm", "argocd"])
def test_images_are_those_that_the_registry_caches(method: str, render: Render, synthesize: Synthesize) -> None:
    """IMG-03, IMG-06: none less, or a node would wait for it, and none more."""
    settings = ALL | {"bootstrap.method": method}
    spoke = synthesize(**settings)["spoke"]
    registry = only(spoke, "azurerm_container_registry")["name"].lower()
    cached = {rule["target_repo"] for rule in every(spoke, "azurerm_container_registry_cache_rule").values()}
    images = {container["image"].rpartition(":")[0] for container in containers(render(**settings))}
    assert images == {f"{registry}.azurecr.io/{repository}" for repository in cached}


def test_charts_make_no_namespace_that_terraform_makes(objects: list[Body]) -> None:
    """OPS-08: no chart brings a namespace, and none puts anything into one that Terraform does not make."""
    namespaces = {each["metadata"]["name"] for each in of_kind(objects, "Namespace")}
    used = {each["metadata"]["namespace"] for each in objects if "namespace" in each["metadata"]}
    assert used <= namespaces | {"kube-system"}


def test_annotated_pods_are_scraped(render: Render) -> None:
    """MON-05: by the expression of the agents' settings, and through the network policies of their namespace."""
    objects = render(**ALL | {"bootstrap.method": "flux_helm"})
    names = {each["metadata"]["name"]: each["data"] for each in of_kind(objects, "ConfigMap")}
    expression = names["ama-metrics-settings-configmap"]["pod-annotation-based-scraping"].split('"')[1]
    scraped = set()
    for runner in runners(objects):
        annotations = runner["spec"]["template"]["metadata"].get("annotations") or {}
        if annotations.get("prometheus.io/scrape") != "true":
            continue
        namespace = runner["metadata"]["namespace"]
        scraped.add(namespace)
        assert re.fullmatch(expression, namespace)
        assert _agents_reach(objects, namespace, int(annotations["prometheus.io/port"])), namespace
    assert scraped == {"a0008", "flagger", "velero", "flux-system"}


def _agents_reach(objects: list[Body], namespace: str, port: int) -> bool:
    flows = [
        flow
        for policy in of_kind(objects, "NetworkPolicy")
        if policy["metadata"]["namespace"] == namespace and policy["spec"]["podSelector"] == {}
        for flow in policy["spec"].get("ingress", ())
    ]
    agents = [flow for flow in flows if any("rsName" in _labels(peer) for peer in flow["from"])]
    return any(port in {each["port"] for each in flow.get("ports", ())} or "ports" not in flow for flow in agents)


def _labels(peer: Body) -> Mapping[str, str]:
    labels: Mapping[str, str] = peer.get("podSelector", {}).get("matchLabels", {})
    return labels


def test_charts_make_no_network_policies(render: Render) -> None:
    """Only Terraform's network policies are left; those of the charts let every pod reach Argo CD's login page."""
    for method in ("flux_helm", "argocd"):
        policies = of_kind(render(**ALL | {"bootstrap.method": method}), "NetworkPolicy")
        assert not [each for each in policies if "helm.sh/chart" in each["metadata"].get("labels", {})]


def test_traefik_drains_before_it_stops(render: Render) -> None:
    """It serves on while the load balancer takes notice, passes its readiness probe meanwhile, and has the time."""
    (traefik,) = (each for each in of_kind(render(), "Deployment") if each["metadata"]["name"].startswith("traefik"))
    pod, spec = pod_of(traefik), traefik["spec"]
    arguments = dict(argument.split("=", 1) for argument in pod["containers"][0]["args"] if "=" in argument)
    lifecycle = "transport.lifeCycle.requestAcceptGraceTimeout"
    waits = {arguments[f"--entryPoints.{entry}.{lifecycle}"] for entry in ("websecure", "traefik")}
    assert waits == {"20s"}
    assert arguments["--ping.terminatingStatusCode"] == "204"
    assert spec["minReadySeconds"] == 20
    assert pod["terminationGracePeriodSeconds"] > 20 + 10, "Traefik's own graceTimeOut follows"
    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}
    assert pod["priorityClassName"] in {each["metadata"]["name"] for each in of_kind(render(), "PriorityClass")}


def test_the_controller_in_the_review_is_what_the_chart_makes(render: Render, synthesize: Synthesize) -> None:
    """review/kubernetes.py stands in for the chart where there is none: it must not differ from it."""
    found = {(each["kind"], each["metadata"]["name"]): each for each in render()}
    for each in controller(synthesize()["bootstrap"]):
        real = found[each["kind"], each["metadata"]["name"]]
        if each["kind"] == "ConfigMap":
            assert [yaml.safe_load(text) for text in each["data"].values()] == [
                yaml.safe_load(text) for text in real["data"].values()
            ]
        else:
            assert _missing(each, real) == []


def _missing(part: Any, whole: Any, at: str = "") -> list[str]:
    """Paths at which `whole` does not hold what `part` says."""
    if isinstance(part, dict):
        return [path for key, value in part.items() for path in _missing(value, whole.get(key), f"{at}.{key}")]
    if isinstance(part, list) and part and isinstance(part[0], dict) and "name" in part[0]:
        named = {each["name"]: each for each in whole}
        return [path for each in part for path in _missing(each, named.get(each["name"], {}), f"{at}.{each['name']}")]
    return [] if part == whole else [f"{at}: {part!r} != {whole!r}"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_that_look_like_numbers_or_booleans_stay_text(name: str, synthesize: Synthesize, charts: Charts) -> None:
    """Seen in a cluster before: Traefik watched namespace 1000 for 1e3."""
    bootstrap = synthesize(workloads=[{"namespace": name}])["bootstrap"]
    objects = charts.render(named(bootstrap, "helm_release", "traefik"))
    (traefik,) = of_kind(objects, "Deployment")
    arguments = pod_of(traefik)["containers"][0]["args"]
    for option in ("namespaces", "crossProviderNamespaces"):
        assert f"--providers.kubernetesingress.{option}={name}" in arguments
    assert f"--providers.kubernetesingress.ingressendpoint.publishedservice={name}/traefik-ingress-service" in arguments
    (provider,) = of_kind(objects, "SecretProviderClass")
    assert provider["metadata"]["namespace"] == name


def test_kured_restarts_inside_the_window(render: Render) -> None:
    (kured,) = of_kind(render(**{"bootstrap.kured": True}), "DaemonSet")
    arguments = pod_of(kured)["containers"][0]["args"]
    for argument in ("--reboot-days=wed", "--start-time=00:00", "--end-time=09:00", "--time-zone=UTC"):
        assert argument in arguments


def test_a_folder_without_the_chart_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, stacks: Stacks, tmp_path: object
) -> None:
    """Else a raised version would go untested."""
    monkeypatch.setenv("HELM_CHARTS", str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match=r"holds neither traefik-41\.3\.0\.tgz nor"):
        Charts(tmp_path).render(named(stacks["bootstrap"], "helm_release", "traefik"))  # type: ignore[arg-type]
