"""Bootstrap stack: objects in the cluster."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.priority_class_v1 import PriorityClassV1
from constructs import Construct

from aks_baseline.add_ons.add_on import AddOnRelease
from aks_baseline.foundation.awaited import awaited
from aks_baseline.foundation.hosts import client_host, ingress_domain
from aks_baseline.inside.agent_settings import AgentSettings
from aks_baseline.inside.cluster_access import ClusterAccess
from aks_baseline.inside.namespaces import Quota, SettingsNamespace, WorkloadNamespace
from aks_baseline.inside.network_policy import Peer
from aks_baseline.inside.priority_class import serves_users
from aks_baseline.inside.route import Route, gateway_route, traefik_route
from aks_baseline.inside.sample_pods import WebPods
from aks_baseline.inside.sample_workload import SampleWorkload
from aks_baseline.inside.storage_class import zone_redundant_disks
from aks_baseline.inside.traefik import Served, Traefik, controller_pods
from aks_baseline.inside.traefik_options import ControllerPods, Entrance, VaultCertificate
from config.facts import footprints
from config.fleet import ClusterView
from config.model import BaselineConfig
from stacks.add_ons import add_ons
from stacks.base import BaselineStack
from stacks.cluster_links import ClusterLinks
from stacks.cluster_providers import cluster_providers
from stacks.ingress_behind import IngressLinks
from stacks.names import Names
from stacks.site import Site
from stacks.spoke_links import SpokeLinks


class BootstrapStack(BaselineStack):
    """Namespaces with limits, settings of the agents, ingress controller, sample workload and add-ons.

    kubelogin signs in as whoever runs Terraform. The machine must reach the API server.

    Args:
        site: Names, region, tags, state and protection.
        cluster: Cluster with its configuration.
        spoke: Values of the spoke.
        aks: Values of the cluster.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        site: Site,
        cluster: ClusterView,
        spoke: SpokeLinks,
        aks: ClusterLinks,
    ) -> None:
        config, names = cluster.config, site.names
        super().__init__(scope, id_, part="bootstrap", site=site, subscription_id=config.spoke.subscription_id)
        aks, _ = awaited(self, "cluster", aks, stack=aks.stack)
        cluster_providers(self, config=config, aks=aks)
        version = "v{}.{}".format(*config.updates.kubernetes_version.split("."))
        namespaces = Construct(self, "namespaces")
        settings = SettingsNamespace(namespaces, "settings", pod_security_version=version)
        workloads = _workloads(namespaces, config, version=version)
        ready = {name: namespace.ready for name, namespace in workloads.items()}
        if config.rbac.mode == "kubernetes":
            self._access(config, workloads=list(ready), namespaces=ready | {settings.name: settings.ready})
        if config.storage.disk_driver and config.zones:
            zone_redundant_disks(self, "zone_redundant_disks")
        registry = spoke.registry.login_server
        switched_on = list(add_ons(config, registry=registry))
        AgentSettings(
            self,
            "agents",
            workloads=list(workloads),
            add_ons=[add_on.namespace for add_on in switched_on if add_on.metrics_port],
            settings_namespace=settings.name,
            network_policy_metrics=config.network.policy_engine == "azure",
        )
        priority_class = serves_users(self, "serves_users")
        route = _route(config, names=names, certificate=aks.gateway_certificate)
        # The ingress controller and the sample run in the first workload's namespace.
        home = config.workloads[0].namespace
        served_version, before_sample = None, workloads[home].ready
        if config.ingress.controller == "traefik" and aks.ingress:
            traefik = _traefik(
                self,
                config,
                priority_class=priority_class,
                ready=ready,
                spoke=spoke,
                aks=aks,
                ingress=aks.ingress,
                route=route,
            )
            if config.tls.to_pod:  # the chart brings the SecretProviderClass of the certificate
                served_version, before_sample = aks.ingress.certificate_version, [*before_sample, traefik.release]
        if config.sample_workload:
            _sample(
                self,
                namespace=home,
                route=route,
                registry=registry,
                certificate_version=served_version,
                after=before_sample,
            )
        for add_on in switched_on:
            AddOnRelease(self, add_on.name, add_on=add_on, pod_security_version=version)

    def _access(
        self,
        config: BaselineConfig,
        *,
        workloads: Sequence[str],
        namespaces: Mapping[str, Sequence[ITerraformDependable]],
    ) -> None:
        """Bind Entra groups to roles of Kubernetes."""
        ClusterAccess(
            self,
            "access",
            admins=config.rbac.cluster_admin_groups,
            readers=config.rbac.namespace_reader_groups,
            writers=config.rbac.namespace_writer_groups,
            workloads=workloads,
            namespaces=namespaces,
        )


def _workloads(scope: Construct, config: BaselineConfig, *, version: str) -> dict[str, WorkloadNamespace]:
    storage = config.storage
    controllers = {
        "traefik": controller_pods(config.workloads[0].namespace),
        "agic": Peer(prefix=str(config.spoke.subnets.application_gateway)),
    }
    return {
        workload.namespace: WorkloadNamespace(
            scope,
            workload.namespace,
            name=workload.namespace,
            pod_security_version=version,
            quota=Quota(
                cpu=str(workload.quota.cpu),
                memory=f"{workload.quota.memory_gib}Gi",
                pods=workload.quota.pods,
                volumes=any((storage.blob_driver, storage.disk_driver, storage.file_driver)),
            ),
            ports=workload.ports,
            controller=controllers.get(config.ingress.controller),
        )
        for workload in config.workloads
    }


def _route(config: BaselineConfig, *, names: Names, certificate: str) -> Route:
    """Way of requests to the sample, as the ingress controller understands it."""
    if config.ingress.controller == "agic":
        return gateway_route(client_host(config.dns.domain), certificate=certificate)
    return traefik_route(f"{names.ingress_record}.{ingress_domain(config.dns.domain)}")


def _traefik(
    scope: Construct,
    config: BaselineConfig,
    *,
    priority_class: PriorityClassV1,
    ready: Mapping[str, Sequence[ITerraformDependable]],
    spoke: SpokeLinks,
    aks: ClusterLinks,
    ingress: IngressLinks,
    route: Route,
) -> Traefik:
    size = footprints.controller(config)
    return Traefik(
        scope,
        "traefik",
        namespace=config.workloads[0].namespace,
        workloads={
            workload.namespace: Served(ports=workload.ports, ready=ready[workload.namespace])
            for workload in config.workloads
        },
        priority_class=priority_class,
        registry=spoke.registry.login_server,
        entrance=Entrance(
            gateway_prefix=str(config.spoke.subnets.application_gateway),
            load_balancer_ip=str(config.ingress.load_balancer_ip),
            load_balancer_subnet=spoke.ingress_subnet_name,
            pods_host=route.host if config.tls.to_pod else None,
        ),
        pods=ControllerPods(
            replicas=size.fewest,
            max_unavailable=config.ingress.max_unavailable,
            cpu=size.cpu,
            memory=size.memory,
        ),
        certificate=VaultCertificate(
            name=ingress.certificate,
            version=ingress.certificate_version,
            vault_name=aks.vault_name,
            tenant_id=aks.tenant_id,
            client_id=ingress.client_id,
        ),
    )


def _sample(
    scope: Construct,
    *,
    namespace: str,
    route: Route,
    registry: str,
    certificate_version: str | None,
    after: Sequence[ITerraformDependable],
) -> None:
    SampleWorkload(
        scope,
        "sample",
        namespace=namespace,
        route=route,
        registry=registry,
        pods=WebPods(
            fewest=footprints.SAMPLE.fewest,
            most=footprints.SAMPLE.most,
            cpu=footprints.SAMPLE.cpu,
            memory=footprints.SAMPLE.memory,
            port=footprints.SAMPLE_PORT,
            certificate_version=certificate_version,
        ),
        after=after,
    )
