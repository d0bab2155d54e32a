"""Microsoft.ContainerService: clusters and node pools. `cluster_rules.py` has what Azure refuses."""

import base64
import json

from rehearsal.azure.behaviour import (
    Put,
    Query,
    Reply,
    acts,
    after_delete,
    built_in,
    completes,
    defaults,
    lists,
    plain,
)
from rehearsal.azure.cloud import TENANT, Cloud, Resource
from rehearsal.azure.inline import holds, pending
from rehearsal.azure.kubernetes_versions import DEFAULT_VERSION, VERSIONS, full_version, numbers
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.resource_manager import stored_rows
from rehearsal.azure.values import Body, at, filled, guid, short
from rehearsal.azure.vault_certificates import pem

CLUSTER = "Microsoft.ContainerService/managedClusters"
POOL = f"{CLUSTER}/agentPools"
SCALE_SET = "Microsoft.Compute/virtualMachineScaleSets"
FLEET = "Microsoft.ContainerService/fleets"
KUBELOGIN = "6dae42f8-4368-4678-94ff-3960e28e3630"  # Entra application of every AKS API server

holds(CLUSTER, {"agentPoolProfiles": "agentPools"})
plain(f"{CLUSTER}/maintenanceConfigurations", f"{CLUSTER}/trustedAccessRoleBindings", FLEET)
plain(*(f"{FLEET}/{type_}" for type_ in ("members", "updateRuns", "updateStrategies", "autoUpgradeProfiles")))
defaults(
    {
        CLUSTER: {
            "powerState": {"code": "Running"},
            "enableRBAC": True,
            "supportPlan": "KubernetesOfficial",
            "maxAgentPools": 100,
            "servicePrincipalProfile": {"clientId": "msi"},
            "kubernetesVersion": DEFAULT_VERSION,
            "identityProfile": {},
            "networkProfile": {
                "networkPlugin": "azure",
                "networkPolicy": "none",
                "networkDataplane": "azure",
                "loadBalancerSku": "standard",
                "outboundType": "loadBalancer",
                "serviceCidr": "10.0.0.0/16",
                "dnsServiceIP": "10.0.0.10",
                "ipFamilies": ["IPv4"],
            },
            "storageProfile": {
                key: {"enabled": True} for key in ("diskCSIDriver", "fileCSIDriver", "snapshotController")
            },
            "securityProfile": {},
            "bootstrapProfile": {"artifactSource": "Direct"},
            "nodeProvisioningProfile": {"mode": "Manual", "defaultNodePools": "Auto"},
            "metricsProfile": {"costAnalysis": {"enabled": False}},
            "workloadAutoScalerProfile": {},
            "autoUpgradeProfile": {"nodeOSUpgradeChannel": "NodeImage"},
        },
        POOL: {
            "osType": "Linux",
            "osDiskSizeGB": 128,
            "osDiskType": "Managed",
            "type": "VirtualMachineScaleSets",
            "mode": "User",
            "kubeletDiskType": "OS",
            "enableNodePublicIP": False,
            "enableEncryptionAtHost": False,
            "enableUltraSSD": False,
            "enableFIPS": False,
            "enableAutoScaling": False,
            "scaleDownMode": "Delete",
            "vmSize": "Standard_D4ds_v5",
            "powerState": {"code": "Running"},
            "securityProfile": {"enableVTPM": False, "enableSecureBoot": False},
        },
    }
)
# Azure page "Use the cluster autoscaler in AKS", default profile.
AUTOSCALER: Body = {
    "balance-similar-node-groups": "false",
    "daemonset-eviction-for-empty-nodes": False,
    "daemonset-eviction-for-occupied-nodes": True,
    "expander": "random",
    "ignore-daemonsets-utilization": False,
    "max-empty-bulk-delete": "10",
    "max-graceful-termination-sec": "600",
    "max-node-provision-time": "15m",
    "max-total-unready-percentage": "45",
    "new-pod-scale-up-delay": "0s",
    "ok-total-unready-count": "3",
    "scale-down-delay-after-add": "10m",
    "scale-down-delay-after-delete": "10s",
    "scale-down-delay-after-failure": "3m",
    "scale-down-unneeded-time": "10m",
    "scale-down-unready-time": "20m",
    "scale-down-utilization-threshold": "0.5",
    "scan-interval": "10s",
    "skip-nodes-with-local-storage": "false",
    "skip-nodes-with-system-pods": "true",
}


@completes(CLUSTER)
def complete_names(put: Put) -> None:
    properties, place = put.properties, put.location
    prefix = properties.get("dnsPrefix") or properties.get("fqdnSubdomain") or put.id.name
    host, access = f"{prefix}-{short(put.id.text)}", properties.get("apiServerAccessProfile") or {}
    if access.get("enablePrivateCluster"):
        properties["privateFQDN"] = f"{host}.{short(put.id.text, 'private')}.privatelink.{place}.azmk8s.io"
        access.setdefault("privateDNSZone", "system")
    if not access.get("enablePrivateCluster") or access.get("enablePrivateClusterPublicFQDN"):
        properties["fqdn"] = f"{host}.hcp.{place}.azmk8s.io"
    properties["azurePortalFQDN"] = f"{host}.portal.hcp.{place}.azmk8s.io"
    properties["nodeResourceGroup"] = properties.get("nodeResourceGroup") or f"MC_{put.id.group}_{put.id.name}_{place}"
    properties["currentKubernetesVersion"] = full_version(properties["kubernetesVersion"])
    properties["resourceUID"] = short(put.id.text)
    put.body.setdefault("sku", {"name": "Base", "tier": "Free"})


@completes(CLUSTER)
def complete_network(put: Put) -> None:
    network = put.properties["networkProfile"]
    if network.get("networkPluginMode") == "overlay" or network["networkPlugin"] == "kubenet":
        filled(network, {"podCidr": "10.244.0.0/16"})
    if network.get("podCidr"):
        filled(network, {"podCidrs": [network["podCidr"]]})
    filled(network, {"serviceCidrs": [network["serviceCidr"]]})
    if network["outboundType"] == "loadBalancer":
        outbound = {
            "managedOutboundIPs": {"count": 1},
            "effectiveOutboundIPs": [],
            "backendPoolType": "nodeIPConfiguration",
        }
        network.setdefault("loadBalancerProfile", outbound)


@completes(CLUSTER)
def complete_identities(put: Put) -> None:
    """AKS creates the resource group of the nodes, and identities for the kubelet and the add-ons in it."""
    properties = put.properties
    put.cloud.add(_node_group(put.resource), {"location": put.location, "managedBy": put.id.text})
    if not properties["identityProfile"].get("kubeletidentity"):
        properties["identityProfile"]["kubeletidentity"] = _made_identity(put, f"{put.id.name}-agentpool")
    for name, addon in (properties.get("addonProfiles") or {}).items():
        if addon.get("enabled"):
            addon["identity"] = _made_identity(put, f"{name.lower()}-{put.id.name}")
    routing = at(properties, "ingressProfile", "webAppRouting")
    if routing and routing.get("enabled"):
        routing["identity"] = _made_identity(put, f"webapprouting-{put.id.name}")
    if at(properties, "oidcIssuerProfile", "enabled"):
        issuer = f"https://{put.location}.oic.prod-aks.azure.com/{TENANT}/{put.guid('issuer')}/"
        properties["oidcIssuerProfile"]["issuerURL"] = issuer
    if properties.get("aadProfile"):
        properties["aadProfile"]["managed"] = True
        properties["aadProfile"].setdefault("adminGroupObjectIDs", None)
        properties["aadProfile"].setdefault("tenantID", TENANT)


@completes(CLUSTER)
def complete_autoscaler(put: Put) -> None:
    stored = [child.properties for child in put.cloud.children(put.id.text, "agentPools")]
    pools = pending(put.resource, "agentPools") or stored
    if any(pool.get("enableAutoScaling") for pool in pools):
        filled(put.properties, {"autoScalerProfile": AUTOSCALER})


def _node_group(cluster: Resource) -> str:
    return f"/subscriptions/{cluster.id.subscription}/resourceGroups/{cluster.properties['nodeResourceGroup']}"


def _made_identity(put: Put, name: str) -> Body:
    path = f"{_node_group(put.resource)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"
    born = put.resource.born
    ids = {"principalId": guid(path, "principal", born), "clientId": guid(path, "client", born), "tenantId": TENANT}
    made = put.cloud.get(path) or put.cloud.add(path, {"location": put.location, "properties": ids})
    shown = made.properties
    return {"resourceId": made.id.text, "clientId": shown["clientId"], "objectId": shown["principalId"]}


@after_delete(CLUSTER)
def remove_node_group(cloud: Cloud, resource: Resource) -> None:
    cloud.drop(_node_group(resource))


@completes(POOL)
def complete_pool(put: Put) -> None:
    properties, cluster = put.properties, put.cloud.get(put.id.parent)
    network = cluster.properties["networkProfile"] if cluster else {}
    overlay, kubenet = network.get("networkPluginMode") == "overlay", network.get("networkPlugin") == "kubenet"
    pods = 250 if overlay else 110 if kubenet else 30
    lowest = properties.get("minCount") or 1
    version = cluster.properties["kubernetesVersion"] if cluster else DEFAULT_VERSION
    system = "Ubuntu" if properties["osType"] == "Linux" else "Windows2022"
    filled(properties, {"count": lowest, "maxPods": pods, "osSKU": system, "orchestratorVersion": version})
    if properties["enableAutoScaling"] and properties["count"] < (properties.get("minCount") or 0):
        properties["count"] = properties["minCount"]
    properties["currentOrchestratorVersion"] = full_version(properties["orchestratorVersion"])
    properties["nodeImageVersion"] = f"AKS{properties['osSKU']}-2204gen2containerd-202601.01.0"


@built_in(f"{CLUSTER}/namespaces")
def namespace(cloud: Cloud, id_: ResourceId) -> Body | None:
    """Scope of a role assignment; Kubernetes has the namespace itself."""
    return {} if cloud.get(id_.parent) else None


@lists("resources")
def resources(cloud: Cloud, id_: ResourceId, query: Query) -> list[Body]:
    """Every pool has a scale set in the resource group of the nodes. Nothing else in this project has one."""
    if SCALE_SET.lower() not in query.get("$filter", "").lower():
        return stored_rows(cloud, id_, query)
    return [
        {
            "id": f"{_node_group(cluster)}/providers/{SCALE_SET}/aks-{pool.id.name}-10000001-vmss",
            "name": f"aks-{pool.id.name}-10000001-vmss",
            "type": SCALE_SET,
            "location": cluster.body.get("location"),
            "tags": {"aks-managed-poolName": pool.id.name},
        }
        for cluster in cloud.of_type(CLUSTER)
        for pool in cloud.children(cluster.id.text, "agentPools")
    ]


@acts("get availableAgentPoolVersions")
def pool_versions(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    cluster = cloud.get(id_.text)
    if not cluster:
        return None
    mine = cluster.properties["currentKubernetesVersion"]
    offered = [each for each in sorted({*VERSIONS, mine}, key=numbers) if numbers(each) <= numbers(mine)]
    versions = [{"kubernetesVersion": each, "default": each == mine} for each in offered]
    return Reply(body={"id": id_.text, "name": "default", "properties": {"agentPoolVersions": versions}})


@acts("get upgradeProfiles")
def upgrade_profile(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    return Reply(body={"name": "default", "properties": {"upgrades": []}})


@acts("get kubernetesVersions")
def kubernetes_versions(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    offered = [
        {
            "version": each.rsplit(".", 1)[0],
            "isDefault": each == DEFAULT_VERSION,
            "isPreview": False,
            "capabilities": {"supportPlan": ["KubernetesOfficial"]},
            "patchVersions": {each: {"upgrades": []}},
        }
        for each in VERSIONS
    ]
    return Reply(body={"values": offered})


@acts("listClusterUserCredential", "listClusterAdminCredential", "listClusterMonitoringUserCredential")
def kubeconfig(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    cluster = cloud.get(id_.text)
    if not cluster:
        return None
    admin = "admin" in str(id_.rest).lower()
    name, who = id_.name, "clusterAdmin" if admin else "clusterUser"
    user = f"{who}_{id_.group}_{name}"
    exec_ = {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "kubelogin", "env": None}
    entra = {"exec": {**exec_, "args": ["get-token", "--server-id", KUBELOGIN]}}
    keys = {"client-certificate-data": _encoded(pem()), "client-key-data": _encoded(pem()), "token": "t" * 32}
    host = cluster.properties.get("fqdn") or cluster.properties.get("privateFQDN")
    server = {"server": f"https://{host}:443", "certificate-authority-data": _encoded(pem())}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "preferences": {},
        "current-context": name,
        "clusters": [{"name": name, "cluster": server}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": user}}],
        "users": [{"name": user, "user": entra if cluster.properties.get("aadProfile") and not admin else keys}],
    }
    return Reply(body={"kubeconfigs": [{"name": who, "value": _encoded(json.dumps(content))}]})


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@acts("start", "stop", "upgradeNodeImageVersion", "rotateClusterCertificates", "resetAADProfile")
@acts("validateForBackup", "validateMove", "validate", "suspend")
def done(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    return Reply(body={"status": "Succeeded"})
