"""Blocks of the AKS cluster resource."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesClusterApiServerAccessProfile,
    KubernetesClusterAutoScalerProfile,
    KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl,
    KubernetesClusterBootstrapProfile,
    KubernetesClusterHttpProxyConfig,
    KubernetesClusterKeyManagementService,
    KubernetesClusterKubeletIdentity,
    KubernetesClusterNetworkProfile,
    KubernetesClusterNetworkProfileAdvancedNetworking,
    KubernetesClusterServiceMeshProfile,
    KubernetesClusterStorageProfile,
    KubernetesClusterWindowsProfile,
    KubernetesClusterWorkloadAutoscalerProfile,
)

from aks_baseline.cluster.autoscaler import AutoscalerProfile
from aks_baseline.cluster.options import (
    AddOns,
    ApiServerAccess,
    ClusterNetwork,
    EtcdKey,
    HttpProxy,
    Isolation,
    MaintenanceWindow,
    SignIn,
    StorageDrivers,
    WindowsNodes,
)


def api_server_arguments(access: ApiServerAccess) -> dict[str, Any]:
    """Arguments for the way to the API server. A private one takes no ranges, and is named in a zone.

    Source: Azure pages "Create a private Azure Kubernetes Service (AKS) cluster", "Use API Server VNet Integration".

    Args:
        access: The way to the API server.
    """
    private: dict[str, Any] = {}
    if access.private:
        private = {
            "private_cluster_enabled": True,
            "private_dns_zone_id": access.private_dns_zone,
            "private_cluster_public_fqdn_enabled": access.public_name,
        }
    profile = None
    if access.authorized_ip_ranges or access.subnet_id:
        profile = KubernetesClusterApiServerAccessProfile(
            authorized_ip_ranges=list(access.authorized_ip_ranges) or None,
            virtual_network_integration_enabled=True if access.subnet_id else None,
            subnet_id=access.subnet_id,
        )
    return {"api_server_access_profile": profile, "run_command_enabled": access.run_command, **private}


def autoscaler_profile(profile: AutoscalerProfile) -> KubernetesClusterAutoScalerProfile:
    """Settings of the cluster autoscaler. The provider sends false for some of them where they are left out.

    Args:
        profile: The settings.
    """
    return KubernetesClusterAutoScalerProfile(
        balance_similar_node_groups=profile.balance_similar_node_groups,
        daemonset_eviction_for_empty_nodes_enabled=profile.daemonset_eviction_for_empty_nodes,
        daemonset_eviction_for_occupied_nodes_enabled=profile.daemonset_eviction_for_occupied_nodes,
        empty_bulk_delete_max=str(profile.empty_bulk_delete_max),
        expander=profile.expander,
        ignore_daemonsets_utilization_enabled=profile.ignore_daemonsets_utilization,
        max_graceful_termination_sec=str(profile.max_graceful_termination_sec),
        max_node_provisioning_time=profile.max_node_provisioning_time,
        max_unready_nodes=profile.max_unready_nodes,
        max_unready_percentage=profile.max_unready_percentage,
        new_pod_scale_up_delay=profile.new_pod_scale_up_delay,
        scale_down_delay_after_add=profile.scale_down_delay_after_add,
        scale_down_delay_after_delete=profile.scale_down_delay_after_delete,
        scale_down_delay_after_failure=profile.scale_down_delay_after_failure,
        scale_down_unneeded=profile.scale_down_unneeded,
        scale_down_unready=profile.scale_down_unready,
        scale_down_utilization_threshold=f"{profile.scale_down_utilization_threshold:g}",
        scan_interval=profile.scan_interval,
        skip_nodes_with_local_storage=profile.skip_nodes_with_local_storage,
        skip_nodes_with_system_pods=profile.skip_nodes_with_system_pods,
    )


def network_profile(network: ClusterNetwork) -> KubernetesClusterNetworkProfile:
    """Networking inside the cluster, and the way out of it.

    Args:
        network: The networking.
    """
    return KubernetesClusterNetworkProfile(
        network_plugin="azure",
        network_plugin_mode="overlay" if network.pod_cidr else None,
        network_policy=network.policy_engine,
        network_data_plane="cilium" if network.policy_engine == "cilium" else "azure",
        pod_cidr=network.pod_cidr,
        service_cidr=network.service_cidr,
        dns_service_ip=network.dns_service_ip,
        outbound_type=network.outbound_type,
        load_balancer_sku="standard",
        advanced_networking=(
            KubernetesClusterNetworkProfileAdvancedNetworking(
                observability_enabled=network.pod_metrics, security_enabled=network.fqdn_policies
            )
            if network.pod_metrics or network.fqdn_policies
            else None
        ),
    )


def maintenance_window(window: MaintenanceWindow) -> dict[str, Any]:
    """Arguments of a maintenance window.

    Args:
        window: The window.
    """
    return {
        "frequency": window.frequency,
        "interval": window.interval,
        "day_of_week": window.day,
        "start_time": window.start,
        "duration": window.hours,
        "utc_offset": window.utc_offset,
    }


def sign_in_profile(sign_in: SignIn) -> KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl:
    """Sign-in with Entra, and who decides what a user may do.

    Args:
        sign_in: The sign-in.
    """
    return KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl(
        tenant_id=sign_in.tenant_id,
        azure_rbac_enabled=sign_in.azure_rbac,
        admin_group_object_ids=None if sign_in.azure_rbac else list(sign_in.admin_group_ids),
    )


def storage_profile(drivers: StorageDrivers) -> KubernetesClusterStorageProfile:
    """CSI drivers.

    Args:
        drivers: Which of them are on.
    """
    return KubernetesClusterStorageProfile(
        blob_driver_enabled=drivers.blob,
        disk_driver_enabled=drivers.disk,
        file_driver_enabled=drivers.file,
        snapshot_controller_enabled=drivers.snapshot,
    )


def windows_profile(windows: WindowsNodes) -> KubernetesClusterWindowsProfile:
    """Administrator and licences of Windows nodes, which AKS takes when it makes the cluster.

    Args:
        windows: What Windows nodes share.
    """
    return KubernetesClusterWindowsProfile(
        admin_username=windows.admin_username,
        admin_password=windows.admin_password,
        license="Windows_Server" if windows.hybrid_benefit else None,
    )


def proxy_arguments(proxy: HttpProxy | None) -> dict[str, Any]:
    """Arguments for a proxy. Source: Azure page "HTTP proxy support in Azure Kubernetes Service (AKS)".

    Args:
        proxy: The proxy. None: there is none.
    """
    if proxy is None:
        return {}
    return {
        "http_proxy_config": KubernetesClusterHttpProxyConfig(
            http_proxy=proxy.http,
            https_proxy=proxy.https,
            no_proxy=list(proxy.direct),
            trusted_ca=b64encode(proxy.trusted_ca.encode()).decode() if proxy.trusted_ca else None,
        )
    }


def isolation_arguments(isolation: Isolation | None) -> dict[str, Any]:
    """Arguments of a network isolated cluster.

    Source: Azure page "Create a network isolated Azure Kubernetes Service (AKS) cluster", on a registry of one's own.

    Args:
        isolation: What the cluster starts from. None: it is not isolated.
    """
    if isolation is None:
        return {}
    return {
        "bootstrap_profile": KubernetesClusterBootstrapProfile(
            artifact_source="Cache", container_registry_id=isolation.registry_id
        ),
        "kubelet_identity": KubernetesClusterKubeletIdentity(
            client_id=isolation.kubelet_client_id,
            object_id=isolation.kubelet_object_id,
            user_assigned_identity_id=isolation.kubelet_id,
        ),
    }


def workload_autoscaler_profile(add_ons: AddOns) -> KubernetesClusterWorkloadAutoscalerProfile | None:
    """KEDA and the vertical pod autoscaler. None for a cluster that never had either.

    Args:
        add_ons: Add-ons of the cluster.
    """
    if add_ons.keda is None and add_ons.vpa is None:
        return None
    return KubernetesClusterWorkloadAutoscalerProfile(
        keda_enabled=add_ons.keda, vertical_pod_autoscaler_enabled=add_ons.vpa
    )


def etcd_key_arguments(key: EtcdKey | None) -> dict[str, Any]:
    """Arguments for the key that encrypts Kubernetes secrets.

    Source: Azure page "Add Key Management Service etcd encryption to an Azure Kubernetes Service cluster".

    Args:
        key: The key. None: Azure's own keys.
    """
    if key is None:
        return {}
    access = "Private" if key.private else "Public"
    return {
        "key_management_service": KubernetesClusterKeyManagementService(
            key_vault_key_id=key.key_id, key_vault_network_access=access
        )
    }


def custom_ca_arguments(certificates: Sequence[str]) -> dict[str, Any]:
    """Arguments for the CA certificates of the nodes.

    Source: Azure page "Use custom certificate authorities (CAs) in Azure Kubernetes Service (AKS)".

    Args:
        certificates: The certificates, as PEM.
    """
    if not certificates:
        return {}
    return {"custom_ca_trust_certificates_base64": [b64encode(each.encode()).decode() for each in certificates]}


def istio_arguments(revisions: Sequence[str]) -> dict[str, Any]:
    """Arguments for the service mesh add-on, without gateways of its own: the baseline's ingress stays the way in.

    Source: Azure page "Deploy Istio-based service mesh add-on for Azure Kubernetes Service".

    Args:
        revisions: Revisions of the add-on. Empty: there is no mesh.
    """
    if not revisions:
        return {}
    return {
        "service_mesh_profile": KubernetesClusterServiceMeshProfile(
            mode="Istio",
            revisions=list(revisions),
            internal_ingress_gateway_enabled=False,
            external_ingress_gateway_enabled=False,
        )
    }
