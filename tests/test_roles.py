"""Every role assignment of every stack, and no other. Requirements IDN-01, IDN-02, IDN-05 to IDN-12, IDN-16, SEC-08."""

from conftest import Synthesize

from review.terraform import Stacks, every, resolve

ADMINS, READERS = "00000000-0000-0000-0000-0000000000a1", "00000000-0000-0000-0000-0000000000b2"
CLUSTER = "cluster: azurerm_kubernetes_cluster.cluster"
PIPELINE = "00000000-0000-0000-0000-0000000000c3"
VAULT = "cluster: azurerm_key_vault.key_vault.id"
CONTROL_PLANE = "cluster: azurerm_user_assigned_identity.control_plane.principal_id"
GATEWAY = "cluster: azurerm_user_assigned_identity.gateway_identity.principal_id"
INGRESS = "cluster: azurerm_user_assigned_identity.ingress_identity.principal_id"
KUBELET = f"{CLUSTER}.kubelet_identity[0].object_id"
CLUSTER_ADMIN = "Azure Kubernetes Service RBAC Cluster Admin"
LOGIN = "data.azurerm_client_config.login.object_id"
USER_ROLE = "Azure Kubernetes Service Cluster User Role"


def assignments(stacks: Stacks) -> set[tuple[str, str, str]]:
    """(role, scope, principal) of all, references followed to their resource."""
    return {
        (
            body.get("role_definition_name") or body["role_definition_id"].rsplit("/", 1)[1],
            resolve(stacks, name, body["scope"]),
            resolve(stacks, name, body["principal_id"]),
        )
        for name, stack in stacks.items()
        for body in every(stack, "azurerm_role_assignment").values()
    }


def subnet(stacks: Stacks, name: str) -> str:
    (address,) = (key for key, body in every(stacks["spoke"], "azurerm_subnet").items() if body["name"] == name)
    return f"spoke: azurerm_subnet.{address}.id"


def test_assignments_are_exactly_those_the_baseline_needs(stacks: Stacks) -> None:
    assert assignments(stacks) == {
        ("Network Contributor", subnet(stacks, "snet-clusternodes"), CONTROL_PLANE),
        ("Network Contributor", subnet(stacks, "snet-clusteringressservices"), CONTROL_PLANE),
        ("AcrPull", "spoke: azurerm_container_registry.registry.id", KUBELET),
        ("Virtual Machine Contributor", f"{CLUSTER}.node_resource_group_id", KUBELET),
        ("Monitoring Metrics Publisher", f"{CLUSTER}.id", f"{CLUSTER}.oms_agent[0].oms_agent_identity[0].object_id"),
        (CLUSTER_ADMIN, f"{CLUSTER}.id", f"cluster: {ADMINS}"),
        (CLUSTER_ADMIN, f"{CLUSTER}.id", f"cluster: {LOGIN}"),
        (USER_ROLE, f"{CLUSTER}.id", f"cluster: {ADMINS}"),
        (USER_ROLE, f"{CLUSTER}.id", f"cluster: {READERS}"),
        # Azure Kubernetes Service RBAC Reader, by its id: Azure lists no roles by name at a namespace
        ("7f6c6a51-bcf8-42ba-9220-52d62157d7db", f"{CLUSTER}.id}}/namespaces/a0008", f"cluster: {READERS}"),
        ("Key Vault Secrets User", VAULT, GATEWAY),
        ("Key Vault Reader", VAULT, GATEWAY),
        ("Key Vault Secrets User", VAULT, INGRESS),
        ("Key Vault Reader", VAULT, INGRESS),
        ("Key Vault Certificates Officer", VAULT, f"cluster: {LOGIN}"),
        ("Key Vault Secrets Officer", VAULT, f"cluster: {LOGIN}"),
    }


def test_managed_identities_are_named_as_such_and_people_as_groups(stacks: Stacks) -> None:
    """IDN-02: no user is granted anything; what runs Terraform may be a person or a pipeline."""
    for stack in stacks.values():
        for address, body in every(stack, "azurerm_role_assignment").items():
            expected = "Group" if body["principal_id"] in (ADMINS, READERS) else "ServicePrincipal"
            if "client_config" in body["principal_id"]:
                assert "principal_type" not in body, address
            else:
                assert body["principal_type"] == expected, address
            assert body["description"], address


def of_deployer(stacks: Stacks, deployer: str) -> set[tuple[str, str]]:
    return {(role, scope) for role, scope, to in assignments(stacks) if to == f"cluster: {deployer}"}


def test_the_deployer_gets_roles_in_the_cluster_and_the_vault(synthesize: Synthesize, stacks: Stacks) -> None:
    """OPS-12: Owner has no data action, and local accounts are off."""
    needed = {
        (CLUSTER_ADMIN, f"{CLUSTER}.id"),
        ("Key Vault Certificates Officer", VAULT),
        ("Key Vault Secrets Officer", VAULT),
    }
    assert of_deployer(stacks, LOGIN) == needed
    named = synthesize(**{"operators.deployer_object_id": PIPELINE})
    assert of_deployer(named, PIPELINE) == needed
    assert of_deployer(named, LOGIN) == set()


def test_an_admin_group_that_deploys_gets_no_role_twice(synthesize: Synthesize) -> None:
    """Azure refuses a second assignment of the same role at the same scope."""
    found = [
        (body.get("role_definition_name"), body["scope"], body["principal_id"].lower())
        for body in every(
            synthesize(**{"operators.deployer_object_id": ADMINS.upper()})["cluster"], "azurerm_role_assignment"
        ).values()
    ]
    assert len(found) == len(set(found))


def test_every_workload_namespace_has_its_readers(synthesize: Synthesize) -> None:
    workloads = [{"namespace": "a0008"}, {"namespace": "shop"}]
    found = assignments(synthesize(workloads=workloads))
    scopes = {scope.rsplit("/", 1)[1] for role, scope, _ in found if role.startswith("7f6c6a51")}
    assert scopes == {"a0008", "shop"}
