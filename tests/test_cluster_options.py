"""Options of the cluster: updates, tiers, scaling of pods, advanced networking, writers and storage classes."""

import json
from base64 import b64decode

from conftest import Synthesize

from review.terraform import Body, block, every, only
from tools.switches.samples import ETCD_KEY, KEY_VAULT, ROOT_CA

AKS = "azurerm_kubernetes_cluster"
ASSIGNMENT = "azurerm_resource_group_policy_assignment"
ADMINS, WRITERS = "00000000-0000-0000-0000-0000000000a1", "11111111-2222-3333-4444-555555555555"
RBAC_WRITER = "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb"


def cluster(synthesize: Synthesize, **settings: object) -> Body:
    return only(synthesize(**settings)["cluster"], AKS)


def test_an_immutable_cluster_is_never_updated(synthesize: Synthesize) -> None:
    """UPD-03."""
    body = cluster(synthesize, **{"updates.mode": "immutable"})
    assert body["node_os_upgrade_channel"] == "None"
    assert not {"automatic_upgrade_channel", "maintenance_window_node_os", "maintenance_window_auto_upgrade"} & set(
        body
    )


def test_long_support_has_its_plan_and_tier(synthesize: Synthesize) -> None:
    """UPD-17, BC-36."""
    settings = {"updates.long_term_support": True, "updates.cluster_channel": "patch", "sku_tier": "Premium"}
    body = cluster(synthesize, **settings)
    assert (body["support_plan"], body["sku_tier"]) == ("AKSLongTermSupport", "Premium")
    critical = cluster(synthesize, sku_tier="Premium", mission_critical=True)
    assert (critical["support_plan"], critical["sku_tier"]) == ("KubernetesOfficial", "Premium")


def test_pods_scale_in_the_ways_that_are_on(synthesize: Synthesize) -> None:
    """A cluster that never had an autoscaler of pods has no block: azurerm would plan one for ever."""
    assert "workload_autoscaler_profile" not in cluster(synthesize)
    vpa = cluster(synthesize, **{"vpa.enabled": True})["workload_autoscaler_profile"]
    assert block(vpa) == {"vertical_pod_autoscaler_enabled": True}
    both = cluster(synthesize, **{"vpa.enabled": False, "keda.enabled": True})["workload_autoscaler_profile"]
    assert block(both) == {"keda_enabled": True, "vertical_pod_autoscaler_enabled": False}


def test_cilium_measures_pods_and_names_domains(synthesize: Synthesize) -> None:
    """MON-15."""
    cilium = {"network.policy_engine": "cilium", "network.model": "overlay"}
    metrics = cluster(synthesize, **cilium, **{"monitoring.network_observability": "advanced"})["network_profile"]
    domains = cluster(synthesize, **cilium, **{"network.fqdn_policies": True})["network_profile"]
    assert [block(block(each)["advanced_networking"]) for each in (metrics, domains)] == [
        {"observability_enabled": True, "security_enabled": False},
        {"observability_enabled": False, "security_enabled": True},
    ]
    assert "advanced_networking" not in block(cluster(synthesize, **cilium)["network_profile"])


def test_etcd_has_a_key_of_its_own_that_the_control_plane_may_use(synthesize: Synthesize) -> None:
    """A private vault takes an endpoint too, which AKS makes with the control plane's rights."""
    key = {"secrets.etcd_key": {"key_id": ETCD_KEY, "vault_id": KEY_VAULT}}
    inside = {"api_server.vnet_integration": True, "spoke.subnets.api_server": "10.240.7.0/28"}
    roles = {"Key Vault Crypto User", "Key Vault Contributor"}
    assert etcd(synthesize(**key, **inside)["cluster"]) == ("Private", roles)
    public = {"secrets.etcd_key": {**key["secrets.etcd_key"], "network": "public"}}
    assert etcd(synthesize(**public)["cluster"]) == ("Public", {"Key Vault Crypto User"})
    assert "key_management_service" not in cluster(synthesize)


def etcd(stack: Body) -> tuple[str, set[str]]:
    """Network of the vault, and roles on it, for all of which the cluster waits."""
    aks = only(stack, "azurerm_kubernetes_cluster")
    service = block(aks["key_management_service"])
    assert service["key_vault_key_id"] == ETCD_KEY
    grants = every(stack, "azurerm_role_assignment").items()
    mine = {name: body for name, body in grants if body["scope"] == KEY_VAULT}
    assert {body["principal_id"] for body in mine.values()} == {
        "${azurerm_user_assigned_identity.control_plane.principal_id}"
    }
    assert {f"azurerm_role_assignment.{name}" for name in mine} <= set(aks["depends_on"])
    return service["key_vault_network_access"], {body["role_definition_name"] for body in mine.values()}


def test_nodes_trust_certificates_of_yours(synthesize: Synthesize) -> None:
    certificates = [ROOT_CA, ROOT_CA.replace("MIIB", "MIIC")]
    trusted = cluster(synthesize, custom_ca_certificates=certificates)["custom_ca_trust_certificates_base64"]
    assert [b64decode(each).decode() for each in trusted] == certificates
    assert "custom_ca_trust_certificates_base64" not in cluster(synthesize)


def test_the_mesh_has_no_way_in_of_its_own(synthesize: Synthesize) -> None:
    """Its namespace is exempt from policies that deny, and is audited."""
    made = synthesize(istio={"revisions": ["asm-1-29", "asm-1-30"]})["cluster"]
    assert block(only(made, "azurerm_kubernetes_cluster")["service_mesh_profile"]) == {
        "mode": "Istio",
        "revisions": ["asm-1-29", "asm-1-30"],
        "internal_ingress_gateway_enabled": False,
        "external_ingress_gateway_enabled": False,
    }
    given = [json.loads(each["parameters"]) for each in every(made, ASSIGNMENT).values() if each.get("parameters")]
    excluded = {
        each["effect"]["value"].lower(): "aks-istio-system" in each["excludedNamespaces"]["value"]
        for each in given
        if "excludedNamespaces" in each
    }
    assert excluded == {"deny": True, "audit": False}
    assert "service_mesh_profile" not in cluster(synthesize)


def test_writers_change_the_workloads_namespaces_alone(synthesize: Synthesize) -> None:
    stack = synthesize(**{"rbac.namespace_writer_groups": [WRITERS]})["cluster"]
    mine = [each for each in every(stack, "azurerm_role_assignment").values() if each["principal_id"] == WRITERS]
    roles = {each.get("role_definition_name") or each["role_definition_id"].rsplit("/", 1)[1]: each for each in mine}
    assert set(roles) == {RBAC_WRITER, "Azure Kubernetes Service Cluster User Role"}
    assert roles[RBAC_WRITER]["scope"].endswith("/namespaces/a0008")
    assert {each["principal_type"] for each in mine} == {"Group"}
    assert WRITERS in stack["output"]["access_groups"]["value"]


def test_kubernetes_binds_writers_in_the_workloads_namespaces(synthesize: Synthesize) -> None:
    settings = {"rbac.mode": "kubernetes", "rbac.namespace_writer_groups": [WRITERS]}
    bindings = every(synthesize(**settings)["bootstrap"], "kubernetes_role_binding_v1").values()
    editors = [each for each in bindings if block(each["role_ref"])["name"] == "edit"]
    assert [block(each["metadata"])["namespace"] for each in editors] == ["a0008"]
    assert [subject["name"] for subject in editors[0]["subject"]] == [WRITERS]


def test_disks_survive_a_zone_where_there_are_zones(synthesize: Synthesize) -> None:
    """BC-18."""
    storage = only(synthesize(**{"storage.disk_driver": True})["bootstrap"], "kubernetes_storage_class_v1")
    assert storage["parameters"] == {"skuName": "Premium_ZRS"}
    assert storage["storage_provisioner"] == "disk.csi.azure.com"
    assert storage["volume_binding_mode"] == "WaitForFirstConsumer"
    assert not every(synthesize()["bootstrap"], "kubernetes_storage_class_v1")
    without = synthesize(**{"storage.disk_driver": True, "zones": [], "environment": "dev"})["bootstrap"]
    assert not every(without, "kubernetes_storage_class_v1")
