"""The changes that `make changes` plays: every switch on, and what else a platform team changes one day."""

from rehearsal.changes.case import Case
from tools.switches import SWITCHES

OWN_SUBNET = {
    "node_pools[2].name": "npuser02",
    "node_pools[2].mode": "user",
    "node_pools[2].vm_size": "Standard_DS4_v2",
    "node_pools[2].min_count": 2,
    "node_pools[2].max_count": 3,
    "node_pools[2].subnet": "10.240.8.0/22",
}
BACKUP = {"backup.mode": "aks_extension", "storage.disk_driver": True, "storage.snapshot_controller": True}

OTHERS = (
    Case(key="environment: preprod", settings={"environment": "preprod"}),
    Case(key="location", settings={"location": "westus2"}),
    Case(key="naming.application", settings={"naming.application": "A0009"}),
    Case(key="naming.suffix", settings={"naming.suffix": "abc123"}),
    Case(key="naming.region_in_groups: false", settings={"naming.region_in_groups": False}),
    Case(key="zones", settings={"zones": ["1", "2"]}),
    Case(
        key="state.backend: azurerm",
        settings={
            "state.backend": "azurerm",
            "state.resource_group_name": "rg-state",
            "state.storage_account_name": "ststate",
            "state.container_name": "tfstate",
        },
    ),
    Case(key="hub.address_space: more room", settings={"hub.address_space": "10.200.0.0/23"}),
    Case(
        key="hub.address_space: elsewhere",
        settings={
            "hub.address_space": "10.201.0.0/24",
            "hub.subnets.firewall": "10.201.0.0/26",
            "hub.subnets.gateway": "10.201.0.64/27",
            "hub.subnets.bastion": "10.201.0.128/26",
        },
    ),
    Case(key="hub.subnets.gateway", settings={"hub.subnets.gateway": "10.200.0.96/27"}),
    Case(key="spoke.subnets.nodes", settings={"spoke.subnets.nodes": "10.240.8.0/22"}),
    Case(key="spoke.subnets.application_gateway", settings={"spoke.subnets.application_gateway": "10.240.6.0/24"}),
    Case(key="spoke.subnets.private_endpoints", settings={"spoke.subnets.private_endpoints": "10.240.4.64/28"}),
    Case(
        key="spoke.subnets.ingress",
        settings={"spoke.subnets.ingress": "10.240.4.16/28", "ingress.load_balancer_ip": "10.240.4.20"},
    ),
    Case(
        key="spoke.subnets, with safety.allow_destroy: true",
        settings={"spoke.subnets.application_gateway": "10.240.6.0/24", "safety.allow_destroy": True},
    ),
    Case(key="ingress.load_balancer_ip", settings={"ingress.load_balancer_ip": "10.240.4.5"}),
    Case(
        key="network.service_cidr",
        settings={"network.service_cidr": "172.20.0.0/16", "network.dns_service_ip": "172.20.0.10"},
    ),
    Case(
        key="network.pod_cidr",
        base={"network.model": "overlay"},
        settings={"network.model": "overlay", "network.pod_cidr": "192.169.0.0/16"},
    ),
    Case(key="network.on_premises_ranges", settings={"network.on_premises_ranges": ["10.0.0.0/16"]}),
    Case(key="firewall.public_ip_count: fewer", settings={"firewall.public_ip_count": 2}),
    Case(key="gateway.type: none, after vpn", base={"gateway.type": "vpn"}, settings={}),
    Case(
        key="gateway.type: expressroute, after vpn",
        base={"gateway.type": "vpn"},
        settings={"gateway.type": "expressroute"},
    ),
    Case(key="node_pools[].name of a user pool", settings={"node_pools[1].name": "npuser02"}),
    Case(key="node_pools[].name of the system pool", settings={"node_pools[0].name": "npsys02"}),
    Case(key="node_pools[].vm_size of the system pool", settings={"node_pools[0].vm_size": "Standard_DS3_v2"}),
    Case(key="node_pools[].max_pods", settings={"node_pools[1].max_pods": 20}),
    Case(key="node_pools[].os_disk_size_gb", settings={"node_pools[1].os_disk_size_gb": 256}),
    Case(key="node_pools[].max_count", settings={"node_pools[1].max_count": 4}),
    Case(key="node_pools[]: a pool less", base=OWN_SUBNET, settings={}),
    Case(
        key="node_pools[] to retired_pools",
        base=OWN_SUBNET,
        settings={"retired_pools": [{"name": "npuser02", "subnet": "10.240.8.0/22"}]},
    ),
    Case(
        key="node_pools[].subnet moved",
        base=OWN_SUBNET,
        settings=OWN_SUBNET | {"node_pools[2].subnet": "10.240.12.0/22"},
    ),
    Case(key="dns.domain", settings={"dns.domain": "example.org"}),
    Case(key="operators.ip_ranges", settings={"operators.ip_ranges": ["198.51.100.0/24"]}),
    Case(
        key="rbac.cluster_admin_groups",
        settings={"rbac.cluster_admin_groups": ["00000000-0000-0000-0000-0000000000f1"]},
    ),
    Case(key="rbac.tenant_id", settings={"rbac.tenant_id": "00000000-0000-0000-0000-0000000000f2"}),
    Case(key="sku_tier: Premium", settings={"sku_tier": "Premium"}),
    Case(
        key="updates.kubernetes_version: one up",
        base={"updates.kubernetes_version": "1.35"},
        settings={"updates.kubernetes_version": "1.36"},
    ),
    Case(
        key="updates.kubernetes_version: down",
        base={"updates.kubernetes_version": "1.36"},
        settings={"updates.kubernetes_version": "1.35"},
    ),
    Case(key="keda.enabled: left out, after true", base={"keda.enabled": True}, settings={}),
    Case(key="keda.enabled: false, after true", base={"keda.enabled": True}, settings={"keda.enabled": False}),
    Case(key="backup.mode: none, after aks_extension", base=BACKUP, settings={}),
    Case(key="defender.cluster_profile: true", base={"defender.cluster_profile": False}, settings={}),
    Case(key="bastion.enabled: true", base={"bastion.enabled": False}, settings={}),
    Case(key="workloads[].namespace", settings={"workloads[0].namespace": "shop"}),
    Case(key="alerts.receivers", settings={"alerts.receivers": [{"name": "team", "email": "team@example.org"}]}),
)
# A switch that needs another environment starts from a deployment of that environment.
TURNED_ON = tuple(
    Case(
        key=switch.key,
        settings=switch.on,
        base={key: value for key, value in switch.given.items() if key == "environment"},
    )
    for switch in SWITCHES
)
CASES = (*OTHERS, *TURNED_ON)
