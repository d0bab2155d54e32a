"""Article, "Integrate Microsoft Entra ID for the cluster" and for the workload."""

from review.conformance.spoke import in_spoke_subnet
from review.facts import clusters, registries, roles
from review.requirement import Findings, chosen, requirement
from review.synthesis import Resource, Synthesis

CLUSTER_ADMIN = "Azure Kubernetes Service RBAC Cluster Admin"
ACCESS = "azure_active_directory_role_based_access_control"
GROUP_OF_RESOURCES = "azurerm_resource_group"
TOO_MUCH = ("Owner", "Contributor", "User Access Administrator", "Role Based Access Control Administrator")


def is_subscription(scope: object) -> bool:
    text = str(scope).strip("/")
    return (text.startswith("subscriptions/") and text.count("/") == 1) or text.endswith("subscription_id}")


@requirement("IDN-01")
def the_cluster_may_do_what_it_needs(made: Synthesis) -> Findings:
    """The cluster's identities have roles on the single resources they need: none is Owner or Contributor."""
    snapshots = _snapshot_groups(made)
    for grant in roles(made):
        if grant.scope in snapshots:  # AKS backup demands these roles on the group of its snapshots
            continue
        if grant.role in TOO_MUCH:
            yield grant.resource.deviates("role_definition_name", "a role that allows one task")
        wide = is_subscription(grant.resource.at("scope")) or (grant.scope and grant.scope.type == GROUP_OF_RESOURCES)
        if wide and grant.resource.at("principal_type") != "Group":
            yield grant.resource.deviates("scope", "one resource, not a subscription or a resource group")


def _snapshot_groups(made: Synthesis) -> list[Resource]:
    """Resource groups that hold only the snapshots of AKS backup."""
    return [
        group
        for instance in made.every("azurerm_data_protection_backup_instance_kubernetes_cluster")
        if (group := made.follow(instance, "snapshot_resource_group_name"))
    ]


@requirement("IDN-02")
def only_named_groups_reach_the_cluster(made: Synthesis) -> Findings:
    """Only named Entra groups reach the API server; no role is given to a single user."""
    for cluster in (yield from clusters(made)):
        groups = cluster.at(f"{ACCESS}.admin_group_object_ids") or [
            grant for grant in roles(made) if grant.role == CLUSTER_ADMIN and grant.scope is cluster
        ]
        if not groups:
            yield cluster.deviates(ACCESS, "a group that administers the cluster")
    for grant in roles(made):
        yield from grant.resource.expects("principal_type", "Group", "ServicePrincipal", None)


@requirement("IDN-03")
def the_cluster_has_managed_identities(made: Synthesis) -> Findings:
    """The cluster has managed identities from the start, and no service principal."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("identity.type", "UserAssigned", "SystemAssigned")
        yield from cluster.expects_none("service_principal", "a managed identity")


@requirement("IDN-04")
def a_service_principal_needs_a_secret_from_outside(made: Synthesis) -> Findings:
    """A service principal can replace the managed identity; its secret then comes from outside and is rotated."""
    mine = [each for each in made.every("azurerm_kubernetes_cluster") if each.at("service_principal")]
    chosen(mine, "a service principal")
    for cluster in mine:
        if not str(cluster.at("service_principal.client_secret")).startswith("${var."):
            yield cluster.deviates("service_principal", "a secret that is a sensitive variable")


@requirement("IDN-05")
def control_plane_and_nodes_have_identities_of_their_own(made: Synthesis) -> Findings:
    """The control plane's identity manages the network, the nodes' identity pulls images."""
    for grant in roles(made):
        who = str(grant.resource.at("principal_id"))
        if grant.role == "Network Contributor" and "kubelet" in who:
            yield grant.resource.deviates("principal_id", "the identity of the control plane")
        if grant.role == "AcrPull" and "kubelet_identity" not in who and grant.principal in _clusters(made):
            yield grant.resource.deviates("principal_id", "the identity of the nodes")
        if grant.role == "AcrPull" and grant.principal in _control_planes(made):
            yield grant.resource.deviates("principal_id", "the identity of the nodes")


@requirement("IDN-06")
def the_kind_of_identity_can_be_chosen(made: Synthesis) -> Findings:
    """The cluster's identity can be its own or one that exists before it, which a private DNS zone of ours needs."""
    for cluster in (yield from clusters(made)):
        zone = cluster.at("private_dns_zone_id")
        if zone and zone not in ("System", "None"):
            yield from cluster.expects("identity.type", "UserAssigned")
        if cluster.at("identity.type") == "UserAssigned":
            yield from cluster.expects_some("identity.identity_ids", "the id of the identity")


@requirement("IDN-07")
def no_pull_secret_exists(made: Synthesis) -> Findings:
    """No secret is needed to pull images, and none exists."""
    for secret in made.of_kind("Secret"):
        if secret.at("type") == "kubernetes.io/dockerconfigjson":
            yield secret.deviates("type", "no secret for a registry")
    for each in made.of_kind("Deployment"):
        yield from each.expects_none("spec.template.spec.imagePullSecrets", "none: the nodes' identity pulls")


@requirement("IDN-08")
def nodes_may_pull_images(made: Synthesis) -> Findings:
    """The nodes' identity has the role AcrPull on each registry."""
    pulling = [grant for grant in roles(made) if grant.role == "AcrPull"]
    for registry in (yield from registries(made)):
        if not any(
            grant.scope is registry and "kubelet" in str(grant.resource.at("principal_id")) for grant in pulling
        ):
            yield registry.deviates("name", "a role AcrPull for the nodes' identity")
    if not pulling:
        yield made.configured("registry", found=None, wanted="a role AcrPull for the nodes' identity")


@requirement("IDN-09")
def the_control_plane_manages_its_subnets(made: Synthesis) -> Findings:
    """The control plane's identity has the role Network Contributor on the ingress and node subnets alone."""
    grants = [grant for grant in roles(made) if grant.role == "Network Contributor"]
    for purpose, name in (("ingress", "snet-clusteringressservices"), ("nodes", "snet-clusternodes")):
        scopes = [(grant.resource.stack, grant.resource.at("scope")) for grant in grants]
        if not any(in_spoke_subnet(made, stack, scope, purpose) for stack, scope in scopes):
            yield made.configured("rbac", found=None, wanted=f"a role Network Contributor on {name}")
    for grant in grants:
        if "ingress_application_gateway_identity" in str(grant.resource.at("principal_id")):
            continue  # AGIC writes the gateway and joins what belongs to it
        existing = made.config.spoke.existing
        if existing and str(grant.resource.at("scope")).startswith(f"{existing.virtual_network_id}/subnets/"):
            continue
        if grant.scope is None or grant.scope.type not in ("azurerm_subnet", "azurerm_route_table"):
            yield grant.resource.deviates("scope", "a subnet")


@requirement("IDN-10")
def the_monitoring_agent_may_publish_metrics(made: Synthesis) -> Findings:
    """The monitoring agent has the role Monitoring Metrics Publisher on the cluster."""
    for cluster in (yield from clusters(made)):
        if not any(grant.role == "Monitoring Metrics Publisher" and grant.scope is cluster for grant in roles(made)):
            yield cluster.deviates("oms_agent", "the role Monitoring Metrics Publisher on the cluster")


@requirement("IDN-20")
def workloads_have_identities(made: Synthesis) -> Findings:
    """Microsoft Entra Workload ID gives pods their identities."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("workload_identity_enabled", True)
        yield from cluster.expects("oidc_issuer_enabled", True)


@requirement("IDN-21")
def service_accounts_are_federated(made: Synthesis) -> Findings:
    """Kubernetes service accounts are federated with managed identities."""
    alone = made.config.ingress.controller == "agic" and not made.config.workload_identities
    chosen(not alone, "a service account with an identity")
    for credential in (yield from made.needed("azurerm_federated_identity_credential", part="cluster")):
        if "oidc_issuer_url" not in str(credential.at("issuer")):
            yield credential.deviates("issuer", "the cluster's issuer")
        if not str(credential.at("subject")).startswith("system:serviceaccount:"):
            yield credential.deviates("subject", "a service account")
        yield from credential.expects("audience", ["api://AzureADTokenExchange"])


@requirement("IDN-22")
def further_workloads_can_have_identities(made: Synthesis) -> Findings:
    """Further workloads can have identities of their own, each with its roles on single resources."""
    wanted = made.config.workload_identities
    chosen(wanted, "identities of further workloads")
    subjects = {each.at("subject") for each in made.every("azurerm_federated_identity_credential")}
    for position, identity in enumerate(wanted):
        subject = f"system:serviceaccount:{identity.namespace}:{identity.service_account}"
        if subject not in subjects:
            path = f"workload_identities[{position}]"
            yield made.configured(path, found=identity.name, wanted=f"a credential for {subject}")


def _clusters(made: Synthesis) -> tuple[Resource, ...]:
    return made.every("azurerm_kubernetes_cluster")


def _control_planes(made: Synthesis) -> set[Resource | None]:
    return {
        made.target(cluster.stack, id_)
        for cluster in _clusters(made)
        for id_ in cluster.at("identity.identity_ids") or ()
    }
