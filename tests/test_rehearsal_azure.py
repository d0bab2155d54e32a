"""The stand-in for Azure, asked over HTTPS as a provider asks it. No test here needs Terraform."""

import ast
import json
import re
import ssl
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import ROOT

from rehearsal.azure.behaviour import is_known
from rehearsal.azure.cloud import SUBSCRIPTION
from rehearsal.azure.server import StandIn
from rehearsal.azure_types import IN_A_VAULT, PARTS, TYPES

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g"
NETWORK = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv1"
READER, CONTRIBUTOR = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "b24988ac-6180-42a0-ab88-20f7382dd24c"
OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"  # Key Vault Secrets Officer
DEPLOYER = "33333333-4444-4555-8666-777777777777"


class Client:
    """Sends requests through the proxy, and trusts its certificate alone."""

    def __init__(self, azure: StandIn) -> None:
        self.azure = azure

    def ask(
        self, method: str, path: str, body: object = None, *, host: str = "management.azure.com"
    ) -> tuple[int, Any]:
        proxy = urlsplit(self.azure.proxy)
        context = ssl.create_default_context(cafile=str(self.azure.certificate))
        connection = HTTPSConnection(str(proxy.hostname), proxy.port, context=context, timeout=10)
        connection.set_tunnel(host)
        content = None if body is None else json.dumps(body)
        connection.request(method, path, body=content, headers={"Authorization": "Bearer x"})
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        return answer.status, json.loads(raw) if raw else None

    def put(self, path: str, **properties: object) -> tuple[int, Any]:
        return self.ask("PUT", path, {"location": "eastus2", "properties": properties})

    def refused(self, path: str, **properties: object) -> str:
        status, answer = self.put(path, **properties)
        assert status >= 400, answer
        return str(answer["error"]["code"])


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[StandIn]:
    running = StandIn(tmp_path, log=tmp_path / "log")
    yield running
    running.stop()


@pytest.fixture
def client(azure: StandIn) -> Client:
    found = Client(azure)
    assert found.put(GROUP)[0] == 201
    return found


def subnet(name: str, prefix: str, **properties: object) -> dict[str, object]:
    return {"name": name, "properties": {"addressPrefixes": [prefix], **properties}}


def network(client: Client, *subnets: dict[str, object]) -> tuple[int, Any]:
    return client.put(NETWORK, addressSpace={"addressPrefixes": ["10.0.0.0/16"]}, subnets=list(subnets))


def test_a_resource_is_shown_as_it_was_sent_with_what_azure_adds(client: Client) -> None:
    network(client, subnet("a", "10.0.0.0/24"))
    status, shown = client.ask("GET", NETWORK.upper().replace("MICROSOFT", "Microsoft"))
    assert status == 200
    assert shown["id"] == NETWORK
    assert shown["properties"]["provisioningState"] == "Succeeded"
    assert shown["properties"]["enableDdosProtection"] is False
    assert [each["properties"]["addressPrefix"] for each in shown["properties"]["subnets"]] == ["10.0.0.0/24"]
    assert client.ask("GET", f"{NETWORK}/subnets/a")[1]["name"] == "a"


def test_what_is_not_there_is_not_found(client: Client) -> None:
    assert client.ask("GET", NETWORK)[0] == 404
    assert client.ask("HEAD", GROUP)[0] == 204
    assert client.refused(f"{GROUP}x/providers/Microsoft.Network/virtualNetworks/v") == "ResourceGroupNotFound"
    assert client.refused(f"{NETWORK}/subnets/a", addressPrefix="10.0.0.0/24") == "ParentResourceNotFound"


def test_a_reference_must_exist(client: Client) -> None:
    group = {"id": f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/none"}
    status, answer = network(client, subnet("a", "10.0.0.0/24", networkSecurityGroup=group))
    assert (status, answer["error"]["code"]) == (400, "InvalidResourceReference")
    assert client.ask("GET", NETWORK)[0] == 404, "the network itself is undone"


@pytest.mark.parametrize(
    ("name", "prefix", "code"),
    [
        ("b", "10.0.0.128/25", "NetcfgSubnetRangesOverlap"),
        ("b", "10.1.0.0/24", "NetcfgInvalidSubnet"),
        ("AzureFirewallSubnet", "10.0.1.0/27", "SubnetTooSmall"),
    ],
)
def test_subnets_must_fit(client: Client, name: str, prefix: str, code: str) -> None:
    network(client, subnet("a", "10.0.0.0/24"))
    assert client.refused(f"{NETWORK}/subnets/{name}", addressPrefixes=[prefix]) == code


def test_a_subnet_in_use_neither_moves_nor_goes(client: Client) -> None:
    network(client, subnet("a", "10.0.0.0/24"))
    client.ask("PUT", VAULT, {"location": "eastus2", "properties": {}})
    link = {"name": "c", "properties": {"privateLinkServiceId": VAULT, "groupIds": ["vault"]}}
    endpoint = f"{GROUP}/providers/Microsoft.Network/privateEndpoints/e"
    client.put(endpoint, subnet={"id": f"{NETWORK}/subnets/a"}, privateLinkServiceConnections=[link])
    shown = client.ask("GET", endpoint)[1]["properties"]
    assert shown["customDnsConfigs"] == [{"fqdn": "kv1.vault.azure.net", "ipAddresses": ["10.0.0.4"]}]
    assert client.refused(f"{NETWORK}/subnets/a", addressPrefixes=["10.0.2.0/24"]) == "InUsePrefixCannotBeDeleted"
    assert client.ask("DELETE", f"{NETWORK}/subnets/a")[1]["error"]["code"] == "InUseSubnetCannotBeDeleted"
    assert client.ask("DELETE", endpoint)[0] == 204
    assert client.ask("DELETE", f"{NETWORK}/subnets/a")[0] == 204


def test_a_backup_policy_and_a_vault_stay_while_something_is_backed_up(client: Client) -> None:
    vault = f"{GROUP}/providers/Microsoft.DataProtection/backupVaults/b"
    policy, instance = f"{vault}/backupPolicies/daily", f"{vault}/backupInstances/aks"
    for path in (vault, policy):
        client.put(path)
    client.put(instance, policyInfo={"policyId": policy})
    assert client.ask("DELETE", policy)[1]["error"]["code"] == "UserErrorDppPolicyObjectInUse"
    assert client.ask("DELETE", vault)[1]["error"]["code"] == "BackupVaultNotEmpty"
    assert [client.ask("DELETE", path)[0] for path in (instance, policy, vault)] == [204, 204, 204]


def test_a_cluster_is_backed_up_when_everybody_has_the_rights(azure: StandIn, client: Client) -> None:
    """The last role is what is missing, and all that was there before it is what the instance relies on."""
    vault, snapshots = f"{GROUP}/providers/Microsoft.DataProtection/backupVaults/b", f"{GROUP}s"
    cluster = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/c"
    client.put(snapshots)
    azure.cloud.add(vault, {"identity": {"principalId": "vault"}})
    azure.cloud.add(cluster, {"identity": {"userAssignedIdentities": {"i": {"principalId": "aks"}}}})
    azure.cloud.add(f"{cluster}/extensions/e", {"properties": {"extensionType": "Microsoft.DataProtection.Kubernetes"}})
    azure.cloud.add(f"{cluster}/trustedAccessRoleBindings/t", {"properties": {"sourceResourceId": vault}})
    backup = {
        "dataSourceInfo": {"resourceID": cluster},
        "policyInfo": {"policyParameters": {"dataStoreParametersList": [{"resourceGroupId": snapshots}]}},
    }
    for number, (principal, role, scope) in enumerate(
        (("vault", READER, cluster), ("vault", READER, snapshots), ("aks", CONTRIBUTOR, snapshots))
    ):
        assert client.refused(f"{vault}/backupInstances/aks", **backup) == "UserErrorMissingPrerequisite"
        path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{number}"
        definition = f"/providers/Microsoft.Authorization/roleDefinitions/{role}"
        azure.cloud.add(
            path, {"properties": {"principalId": principal, "roleDefinitionId": definition, "scope": scope}}
        )
    assert client.put(f"{vault}/backupInstances/aks", **backup)[0] == 201
    assert len({need.reason for need in azure.cloud.needs}) == 5


def test_a_group_does_not_list_roles_on_it(client: Client) -> None:
    allow(client, GROUP)
    client.ask("PUT", VAULT, {"location": "eastus2", "properties": {}})
    shown = client.ask("GET", f"{GROUP}/resources")[1]["value"]
    assert [each["id"] for each in shown] == [VAULT]


def test_a_long_operation_has_ended_when_it_is_asked_for(azure: StandIn, client: Client) -> None:
    from rehearsal.azure.operations import polled

    address = urlsplit(polled()["Azure-AsyncOperation"])
    assert client.ask("GET", address.path)[1]["status"] == "Succeeded"


def test_a_token_names_the_deployer(client: Client) -> None:
    status, answer = client.ask("POST", "/t/oauth2/v2.0/token", {}, host="login.microsoftonline.com")
    assert status == 200
    assert answer["access_token"].count(".") == 2


def test_a_resource_provider_must_be_registered(client: Client) -> None:
    path = f"{GROUP}/providers/Microsoft.Monitor/accounts/m"
    assert client.refused(path) == "MissingSubscriptionRegistration"
    client.ask("POST", f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Monitor/register")
    assert client.put(path)[0] == 201


def allow(client: Client, scope: str, *, to: str = DEPLOYER) -> None:
    role = f"/providers/Microsoft.Authorization/roleDefinitions/{OFFICER}"
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{to}"
    status, answer = client.put(path, principalId=to, roleDefinitionId=role)
    assert status == 201, answer


def test_a_vault_answers_only_those_who_have_a_role(azure: StandIn, client: Client) -> None:
    client.put(VAULT, enableRbacAuthorization=True)
    host = "kv1.vault.azure.net"
    assert client.ask("PUT", "/secrets/s", {"value": "x"}, host=host)[0] == 403
    allow(client, VAULT)
    assert client.ask("PUT", "/secrets/s", {"value": "x"}, host=host)[1]["value"] == "x"
    (listed,) = client.ask("GET", "/secrets", host=host)[1]["value"]
    assert "value" not in listed
    assert [need.reason for need in azure.cloud.needs] == ["the deployer's role on the vault"]


def test_the_deployer_may_be_a_group(azure: StandIn, client: Client) -> None:
    client.put(VAULT, enableRbacAuthorization=True)
    azure.cloud.deployers.add("44444444-0000-4000-8000-000000000000")
    allow(client, VAULT, to="44444444-0000-4000-8000-000000000000")
    assert client.ask("PUT", "/secrets/s", {"value": "x"}, host="kv1.vault.azure.net")[0] == 200


def test_a_deleted_secret_blocks_its_name_until_it_is_purged(client: Client) -> None:
    client.put(VAULT, enableRbacAuthorization=True)
    allow(client, VAULT)
    host = "kv1.vault.azure.net"
    client.ask("PUT", "/secrets/s", {"value": "x"}, host=host)
    client.ask("DELETE", "/secrets/s", host=host)
    assert client.ask("PUT", "/secrets/s", {"value": "y"}, host=host)[0] == 409
    assert client.ask("DELETE", "/deletedsecrets/s", host=host)[0] == 204
    assert client.ask("PUT", "/secrets/s", {"value": "y"}, host=host)[0] == 200


def test_a_deleted_vault_comes_back_with_what_was_in_it(client: Client) -> None:
    client.put(VAULT, enableRbacAuthorization=True)
    allow(client, GROUP)
    client.ask("PUT", "/secrets/s", {"value": "x"}, host="kv1.vault.azure.net")
    client.ask("DELETE", VAULT)
    assert client.refused(VAULT, enableRbacAuthorization=True) == "ConflictError"
    client.put(VAULT, enableRbacAuthorization=True, createMode="recover")
    assert client.ask("GET", "/secrets/s", host="kv1.vault.azure.net")[1]["value"] == "x"


def test_a_fault_of_the_stand_in_is_an_answer(azure: StandIn, client: Client) -> None:
    status, answer = client.ask("POST", f"{NETWORK}/fly")
    assert (status, answer["error"]["code"]) == (400, "NotInTheStandIn")
    assert azure.cloud.gaps == [f"POST {NETWORK}/fly"]


def test_the_log_has_a_line_for_every_request(tmp_path: Path, client: Client) -> None:
    client.ask("GET", NETWORK)
    rows = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [(row["method"], row["status"]) for row in rows] == [("PUT", 201), ("GET", 404)]
    assert "ResourceNotFound" in rows[1]["note"]


def imported_types() -> set[str]:
    """Types of azurerm that the constructs and stacks can create, without the prefix."""
    found = set()
    for file in [*(ROOT / "constructs" / "aks_baseline").rglob("*.py"), *(ROOT / "stacks").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            if name := re.fullmatch(r"cdktf_cdktf_provider_azurerm\.(\w+)", module or ""):
                found.add(name[1])
    return {name for name in found if name != "provider" and not name.startswith("data_azurerm_")}


def test_the_stand_in_knows_every_type_that_a_configuration_can_create() -> None:
    listed = {*TYPES, *PARTS, *IN_A_VAULT}
    assert sorted(imported_types() - listed) == [], "add it to rehearsal/azure_types.py"
    assert sorted(name for name, type_ in (TYPES | PARTS).items() if not is_known(type_)) == [], (
        "see rehearsal/README.md"
    )
