"""Every construct of `inside` builds alone in an empty stack, from plain values."""

from collections.abc import Sequence

import pytest
import yaml
from alone import inside_cluster, made
from cdktf import TerraformStack
from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1, NamespaceV1Metadata

from aks_baseline.inside.agent_settings import AgentSettings
from aks_baseline.inside.closed_namespace import Opening, close_namespace
from aks_baseline.inside.cluster_access import ClusterAccess
from aks_baseline.inside.deployment import deployment
from aks_baseline.inside.namespaces import Quota, SettingsNamespace, WorkloadNamespace
from aks_baseline.inside.network_policy import Flow, Peer, network_policy
from aks_baseline.inside.priority_class import serves_users
from aks_baseline.inside.route import traefik_route
from aks_baseline.inside.sample_pods import WebPods
from aks_baseline.inside.sample_workload import SampleWorkload
from aks_baseline.inside.storage_class import zone_redundant_disks
from aks_baseline.inside.traefik import Served, Traefik, controller_pods
from aks_baseline.inside.traefik_options import ControllerPods, Entrance, VaultCertificate
from review.terraform import Body, block, every, named, only


def namespace(stack: TerraformStack) -> NamespaceV1:
    return NamespaceV1(stack, "home", metadata=NamespaceV1Metadata(name="home"))


def by_name(body: Body, type_: str) -> dict[str, Body]:
    """Resources of a type by the name of the Kubernetes object."""
    return {block(each["metadata"])["name"]: each for each in every(body, type_).values()}


@pytest.mark.parametrize("npm", [True, False])
def test_agent_settings(npm: bool) -> None:
    body = inside_cluster(
        lambda stack: AgentSettings(
            stack,
            "agents",
            workloads=["home"],
            add_ons=["velero"],
            settings_namespace="settings",
            network_policy_metrics=npm,
        )
    )
    maps = by_name(body, "kubernetes_config_map_v1")
    assert len(maps) == (4 if npm else 2)
    annotated = maps["ama-metrics-settings-configmap"]["data"]["pod-annotation-based-scraping"]
    assert annotated == 'podannotationnamespaceregex = "kube-system|home|velero"'
    insights = maps["container-azm-ms-agentconfig"]["data"]["prometheus-data-collection-settings"]
    assert 'monitor_kubernetes_pods_namespaces = ["home", "settings"]' in insights


def test_close_namespace() -> None:
    flow = Flow(peers=(Peer(prefix="10.0.0.0/8"),), ports=(("TCP", 443),))
    body = inside_cluster(
        lambda stack: close_namespace(
            stack, "home", openings=[Opening(id="https", name="allow-https", egress=(flow,))], after=[namespace(stack)]
        )
    )
    policies = by_name(body, "kubernetes_network_policy_v1")
    assert set(policies) == {"allow-dns", "allow-https", "default-deny"}
    spec = block(policies["default-deny"]["spec"])
    assert spec["policy_types"] == ["Ingress", "Egress"]
    assert not spec.get("ingress")
    assert not spec.get("egress")
    assert len(policies["default-deny"]["depends_on"]) == 3, "the namespace and both policies that allow"


@pytest.mark.parametrize(("readers", "bindings"), [([], 0), (["readers"], 2)])
def test_cluster_access(readers: Sequence[str], bindings: int) -> None:
    body = inside_cluster(
        lambda stack: ClusterAccess(
            stack,
            "access",
            admins=["admins"],
            readers=readers,
            namespaces={"home": [namespace(stack)], "settings": []},
        )
    )
    admins = only(body, "kubernetes_cluster_role_binding_v1")
    assert block(admins["role_ref"])["name"] == "cluster-admin"
    assert [each["name"] for each in admins["subject"]] == ["admins"]
    found = every(body, "kubernetes_role_binding_v1").values()
    assert len(found) == bindings
    assert all(block(each["role_ref"])["name"] == "view" for each in found)


def test_deployment() -> None:
    spec = {"replicas": "2", "template": {"metadata": {"labels": {"app": "shop"}}}}
    body = inside_cluster(
        lambda stack: deployment(stack, "shop", name="shop", namespace="home", spec=spec, after=[namespace(stack)])
    )
    assert made(body) == {"kubernetes_namespace_v1": 1, "kubernetes_deployment_v1": 1}
    found = only(body, "kubernetes_deployment_v1")
    assert found["metadata"] == {"name": "shop", "namespace": "home", "labels": {"app": "shop"}}
    assert (found["spec"], found["depends_on"]) == (spec, ["kubernetes_namespace_v1.home"])
    assert block(found["lifecycle"])["ignore_changes"] == ["spec[0].replicas"]


@pytest.mark.parametrize(
    ("controller", "expected"),
    [(None, set()), (Peer(namespaces=("home",)), {"allow-only-ingress-to-workload"})],
    ids=["without ingress controller", "with ingress controller"],
)
def test_workload_namespace(controller: Peer | None, expected: set[str]) -> None:
    body = inside_cluster(
        lambda stack: WorkloadNamespace(
            stack,
            "home",
            name="home",
            pod_security_version="v1.36",
            quota=Quota(cpu="4", memory="16Gi", pods=20, volumes=False),
            ports=[8080],
            controller=controller,
        )
    )
    labels = block(only(body, "kubernetes_namespace_v1")["metadata"])["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "baseline"
    assert labels["pod-security.kubernetes.io/enforce-version"] == "v1.36"
    hard = block(only(body, "kubernetes_resource_quota_v1")["spec"])["hard"]
    assert (hard["limits.cpu"], hard["requests.memory"], hard["pods"]) == ("4", "16Gi", "20")
    assert hard["persistentvolumeclaims"] == "0"
    (limit,) = block(only(body, "kubernetes_limit_range_v1")["spec"])["limit"]
    assert limit["max"] == {"cpu": "500m", "memory": "256Mi"}
    policies = set(by_name(body, "kubernetes_network_policy_v1"))
    assert policies == {"allow-dns", "allow-monitoring", "default-deny"} | expected


def test_settings_namespace() -> None:
    body = inside_cluster(lambda stack: SettingsNamespace(stack, "settings", pod_security_version="v1.36"))
    assert made(body) == {
        "kubernetes_namespace_v1": 1,
        "kubernetes_network_policy_v1": 2,
        "kubernetes_resource_quota_v1": 1,
    }
    quota = only(body, "kubernetes_resource_quota_v1")
    assert block(quota["spec"])["hard"] == {"pods": "0"}
    (namespace_first,) = quota["depends_on"]
    assert namespace_first.startswith("kubernetes_namespace_v1.")


def test_network_policy() -> None:
    flow = Flow(peers=(Peer(namespaces=("shop",), labels={"app": "web"}),), ports=(("TCP", 8080),))
    body = inside_cluster(
        lambda stack: network_policy(
            stack, "policy", name="allow-web", namespace="home", pods={"app": "shop"}, ingress=[flow], after=[]
        )
    )
    assert made(body) == {"kubernetes_network_policy_v1": 1}
    spec = block(only(body, "kubernetes_network_policy_v1")["spec"])
    assert spec["policy_types"] == ["Ingress"], "egress stays as it is"
    assert block(spec["pod_selector"])["match_labels"] == {"app": "shop"}
    ingress = block(spec["ingress"])
    assert block(ingress["ports"]) == {"protocol": "TCP", "port": "8080"}
    source = block(ingress["from"])
    assert block(source["pod_selector"])["match_labels"] == {"app": "web"}
    assert block(block(source["namespace_selector"])["match_expressions"])["values"] == ["shop"]


def test_network_policy_serves_users() -> None:
    body = inside_cluster(lambda stack: serves_users(stack, "class"))
    assert made(body) == {"kubernetes_priority_class_v1": 1}
    found = only(body, "kubernetes_priority_class_v1")
    assert block(found["metadata"])["name"] == "serves-users"
    assert (found["value"], found["global_default"]) == (1000, False)


def test_sample_workload() -> None:
    body = inside_cluster(
        lambda stack: SampleWorkload(
            stack,
            "sample",
            namespace="home",
            route=traefik_route("shop.example.com"),
            registry="acr.example.com",
            pods=WebPods(fewest=2, most=5, cpu="200m", memory="128Mi", port=8080),
            after=[namespace(stack)],
        )
    )
    spec = only(body, "kubernetes_deployment_v1")["spec"]
    (container,) = spec["template"]["spec"]["container"]
    assert container["image"].startswith("acr.example.com/")
    assert container["resources"]["limits"] == container["resources"]["requests"] == {"cpu": "200m", "memory": "128Mi"}
    assert (spec["replicas"], container["port"][0]["container_port"]) == ("2", 8080)
    scaler = block(only(body, "kubernetes_horizontal_pod_autoscaler_v2")["spec"])
    assert (scaler["min_replicas"], scaler["max_replicas"]) == (2, 5)
    measured = block(block(scaler["metric"])["resource"])
    assert (measured["name"], block(measured["target"])) == ("cpu", {"type": "Utilization", "average_utilization": 70})
    service = block(only(body, "kubernetes_service_v1")["spec"])
    assert block(service["port"])["target_port"] == "8080"
    assert block(block(only(body, "kubernetes_ingress_v1")["spec"])["rule"])["host"] == "shop.example.com"
    budget = block(only(body, "kubernetes_pod_disruption_budget_v1")["spec"])
    assert budget["max_unavailable"] == "1"


def traefik(stack: TerraformStack) -> Traefik:
    return Traefik(
        stack,
        "traefik",
        namespace="home",
        workloads={"home": Served(ports=[8080], ready=[namespace(stack)]), "shop": Served(ports=[8443], ready=[])},
        priority_class=serves_users(stack, "class"),
        registry="acr.example.com",
        entrance=Entrance(
            gateway_prefix="10.2.5.0/24", load_balancer_ip="10.2.4.4", load_balancer_subnet="snet-ingress"
        ),
        pods=ControllerPods(replicas=3, max_unavailable=1, cpu="200m", memory="128Mi"),
        certificate=VaultCertificate(
            name="ingress", version="7", vault_name="kv-alone", tenant_id="tenant", client_id="client"
        ),
    )


def test_traefik() -> None:
    body = inside_cluster(traefik)
    release = named(body, "helm_release", "traefik")
    values = yaml.safe_load(block(release)["values"][0])
    assert values["image"]["registry"] == "acr.example.com"
    assert values["deployment"]["replicas"] == 3
    assert values["deployment"]["podAnnotations"] == {"aks-baseline/ingress-certificate": "version-7"}
    assert values["providers"]["kubernetesIngress"]["namespaces"] == ["home", "shop"]
    annotations = values["service"]["annotations"]
    assert annotations["service.beta.kubernetes.io/azure-load-balancer-ipv4"] == "10.2.4.4"
    assert annotations["service.beta.kubernetes.io/azure-load-balancer-internal-subnet"] == "snet-ingress"
    (secret_class,) = values["extraObjects"]
    assert secret_class["spec"]["parameters"]["keyvaultName"] == "kv-alone"
    account = block(only(body, "kubernetes_service_account_v1")["metadata"])
    assert account["annotations"] == {"azure.workload.identity/client-id": "client"}


def test_traefik_reads_the_namespaces_of_workloads_only() -> None:
    bindings = every(inside_cluster(traefik), "kubernetes_role_binding_v1").values()
    assert {block(each["metadata"])["namespace"] for each in bindings} == {"home", "shop"}


def test_only_the_gateway_reaches_traefik() -> None:
    (policy,) = every(inside_cluster(traefik), "kubernetes_network_policy_v1").values()
    spec = block(policy["spec"])
    source = block(block(spec["ingress"])["from"])
    assert block(source["ip_block"])["cidr"] == "10.2.5.0/24"
    assert block(spec["pod_selector"])["match_labels"] == controller_pods("home").labels


def test_zone_redundant_disks() -> None:
    """BC-18."""
    body = inside_cluster(lambda stack: zone_redundant_disks(stack, "disks"))
    disks = only(body, "kubernetes_storage_class_v1")
    assert disks["storage_provisioner"] == "disk.csi.azure.com"
    assert disks["parameters"] == {"skuName": "Premium_ZRS"}
    assert disks["volume_binding_mode"] == "WaitForFirstConsumer"
    assert disks["allow_volume_expansion"] is True
