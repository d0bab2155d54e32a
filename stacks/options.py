"""Translates the configuration into the options of constructs."""

from collections.abc import Mapping, Sequence

from aks_baseline.cluster.autoscaler import AutoscalerProfile
from aks_baseline.cluster.options import (
    AddOns,
    ApiServerAccess,
    ClusterNetwork,
    ClusterOptions,
    ClusterPools,
    EtcdKey,
    MaintenanceWindow,
    SignIn,
    StorageDrivers,
    Upkeep,
    WindowsNodes,
)
from aks_baseline.cluster.pool_options import Kubelet, LinuxOs, NodePool, Spot, UpgradeSettings
from config import model
from config.model import BaselineConfig
from stacks.cluster_egress import ClusterEgress


def cluster_options(
    config: BaselineConfig,
    *,
    tenant_id: str,
    api_server: ApiServerAccess,
    nodes_subnet_id: str,
    pool_subnet_ids: Mapping[str, str],
    pod_subnet_ids: Mapping[str, str],
    windows_password: str | None,
    gateway_id: str | None,
    egress: ClusterEgress,
) -> ClusterOptions:
    """Options of the AKS cluster.

    Args:
        config: The configuration.
        tenant_id: Entra tenant of the users, unless the configuration names another one.
        api_server: Way to the API server.
        nodes_subnet_id: Subnet of node pools without one of their own.
        pool_subnet_ids: Subnets of pools that have one of their own, by the name of the pool.
        pod_subnet_ids: Subnets of pods that have one of their own, by the name of their pool.
        windows_password: Password of the administrator of Windows nodes, as a reference. None without such nodes.
        gateway_id: Application gateway that the cluster's add-on writes to. None: the add-on does not run.
        egress: Way out of the cluster.
    """
    pools = [
        (
            pool.mode,
            _pool(
                pool,
                zones=config.zones,
                subnet_id=pool_subnet_ids.get(pool.name, nodes_subnet_id),
                pod_subnet_id=pod_subnet_ids.get(pool.name),
            ),
        )
        for pool in config.node_pools
    ]
    (system,) = (pool for mode, pool in pools if mode == "system")
    return ClusterOptions(
        sku_tier=config.sku_tier,
        pools=ClusterPools(system=system, users=[pool for mode, pool in pools if mode == "user"]),
        network=_network(config, egress),
        upkeep=_upkeep(config.updates),
        sign_in=SignIn(
            tenant_id=config.rbac.tenant_id or tenant_id,
            azure_rbac=config.rbac.mode == "azure",
            admin_group_ids=config.rbac.cluster_admin_groups,
        ),
        api_server=api_server,
        add_ons=_add_ons(config, gateway_id),
        autoscaler=AutoscalerProfile(**config.autoscaler_profile.model_dump()),
        windows=_windows(config.windows, windows_password),
        disk_encryption_set_id=config.disk_encryption_set_id,
        proxy=egress.proxy,
        isolation=egress.isolation,
        etcd_key=_etcd_key(config.secrets.etcd_key) if config.secrets.etcd_key else None,
        custom_ca_certificates=config.custom_ca_certificates,
        istio_revisions=config.istio.revisions if config.istio else (),
    )


def _pool(pool: model.AnyPool, *, zones: Sequence[str], subnet_id: str, pod_subnet_id: str | None) -> NodePool:
    return NodePool(
        name=pool.name,
        vm_size=pool.vm_size,
        nodes=(pool.min_count, pool.max_count) if pool.autoscale is True else pool.node_count,
        max_pods=pool.max_pods,
        upgrades=UpgradeSettings(
            surge=pool.surge,
            drain_timeout=pool.drain_timeout,
            soak_time=pool.soak_time,
            undrainable_nodes=pool.undrainable_nodes,
        ),
        os_disk_size_gb=pool.os_disk_size_gb,
        os_disk_type=pool.os_disk_type,
        os_sku=pool.os_sku,
        zones=list(zones) or None,
        subnet_id=subnet_id,
        pod_subnet_id=pod_subnet_id,
        host_encryption=pool.host_encryption,
        fips=pool.fips,
        gpu_driver=pool.gpu_driver,
        spot=_spot(pool) if pool.spot else None,
        kubelet=Kubelet(**pool.kubelet.model_dump()) if pool.kubelet else None,
        linux_os=_linux_os(pool.linux_os) if pool.linux_os else None,
        labels=pool.labels,
        taints=pool.taints,
    )


def _spot(pool: model.AnyPool) -> Spot:
    default = Spot()
    return Spot(
        eviction_policy=pool.eviction_policy or default.eviction_policy,
        max_price=default.max_price if pool.spot_max_price is None else pool.spot_max_price,
    )


def _linux_os(settings: model.LinuxOs) -> LinuxOs:
    return LinuxOs(
        swap_file_size_mb=settings.swap_file_size_mb,
        sysctls=settings.sysctls.model_dump(exclude_none=True) if settings.sysctls else {},
    )


def _etcd_key(key: model.EtcdKey) -> EtcdKey:
    return EtcdKey(key_id=key.key_id, private=key.network == "private")


def _windows(windows: model.Windows | None, password: str | None) -> WindowsNodes | None:
    if windows is None or password is None:
        return None
    return WindowsNodes(
        admin_username=windows.admin_username, admin_password=password, hybrid_benefit=windows.hybrid_benefit
    )


def _network(config: BaselineConfig, egress: ClusterEgress) -> ClusterNetwork:
    network = config.network
    return ClusterNetwork(
        policy_engine=network.policy_engine,
        service_cidr=str(network.service_cidr),
        dns_service_ip=str(network.dns_service_ip),
        pod_cidr=str(network.pod_cidr) if network.model == "overlay" else None,
        pod_metrics=config.monitoring.network_observability == "advanced",
        fqdn_policies=network.fqdn_policies,
        outbound_type=egress.outbound_type,
    )


def _add_ons(config: BaselineConfig, gateway_id: str | None) -> AddOns:
    return AddOns(
        defender=config.defender.cluster_profile,
        keda=config.keda.enabled,
        vpa=config.vpa.enabled,
        cost_analysis=config.cost.analysis,
        secret_rotation_interval=config.secrets.rotation_interval if config.secrets.rotation else None,
        storage_drivers=StorageDrivers(
            blob=config.storage.blob_driver,
            disk=config.storage.disk_driver,
            file=config.storage.file_driver,
            snapshot=config.storage.snapshot_controller,
        ),
        gateway_id=gateway_id,
    )


def _upkeep(updates: model.Updates) -> Upkeep:
    channel, in_place = updates.cluster_channel, updates.mode == "in_place"
    return Upkeep(
        kubernetes_version=updates.kubernetes_version,
        node_os_channel=updates.node_os_channel if in_place else "None",
        node_os_window=_window(updates.window) if in_place else None,
        long_term_support=updates.long_term_support,
        cluster_channel=None if channel == "none" else channel,
        cluster_window=None if channel == "none" else _window(updates.cluster_window),
    )


def _window(window: model.MaintenanceWindow) -> MaintenanceWindow:
    return MaintenanceWindow(
        frequency=window.frequency,
        interval=window.interval,
        day=window.day if window.frequency == "Weekly" else None,
        start=window.start,
        hours=window.hours,
        utc_offset=window.utc_offset,
    )
