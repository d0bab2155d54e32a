"""Ids of what is deployed, from names and from what Azure has chosen. None needs Terraform."""

import json
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from rehearsal.adoption import id_forms
from rehearsal.adoption.azure_reader import AzureReader, ReadError
from rehearsal.adoption.chosen_by_azure import FIND
from rehearsal.adoption.ids import Ids, UnknownIdError
from rehearsal.adoption.import_blocks import imports, said
from rehearsal.adoption.unread_arguments import only_unread
from rehearsal.azure.cloud import DEPLOYER, SUBSCRIPTION
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.server import StandIn
from rehearsal.azure_types import IN_A_VAULT, PARTS, TYPES
from review.terraform import Stacks, addresses
from review.terraform_plan import PlannedChange

HOME = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"


@pytest.fixture
def ids(stacks: Stacks) -> Ids:
    return Ids(stacks=stacks, subscription=SUBSCRIPTION)


@pytest.mark.parametrize(
    ("stack", "address", "id_"),
    [
        (
            "hub",
            "azurerm_firewall.firewall",
            f"{HOME}/rg-enterprise-networking-hubs-eastus2/providers/Microsoft.Network/azureFirewalls/fw-eastus2",
        ),
        (
            "hub",
            "azurerm_subnet.network_AzureBastionSubnet_AB97C3CB",
            f"{HOME}/rg-enterprise-networking-hubs-eastus2/providers/Microsoft.Network/virtualNetworks/"
            "vnet-eastus2-hub/subnets/AzureBastionSubnet",
        ),
        (
            "cluster",
            "azurerm_kubernetes_cluster_node_pool.cluster_npuser01_2721ED8B",
            f"{HOME}/rg-bu0001a0008-eastus2/providers/Microsoft.ContainerService/managedClusters/aks-bbabb9/"
            "agentPools/npuser01",
        ),
        (
            "cluster",
            "azurerm_policy_definition.ingress_tls_hosts",
            f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/policyDefinitions/"
            "K8sCustomIngressTlsHostsHaveDefinedDomainSuffix-bbabb9",
        ),
    ],
)
def test_an_id_follows_from_names_and_references(stacks: Stacks, ids: Ids, stack: str, address: str, id_: str) -> None:
    type_, _, name = address.partition(".")
    name = name if name in stacks[stack]["resource"][type_] else next(iter(stacks[stack]["resource"][type_]))
    assert ids.of(stack, f"{type_}.{name}") == id_


def test_a_reference_into_another_stack_is_followed(stacks: Stacks, ids: Ids) -> None:
    links = [address for address, _ in addresses(stacks["spoke"]) if "virtual_network_peering" in address]
    hubs = [ids.of("spoke", address) for address in links]
    assert sorted(ResourceId.parse(id_).group for id_ in hubs) == [
        "rg-enterprise-networking-hubs-eastus2",
        "rg-enterprise-networking-spokes-eastus2",
    ]


def test_an_association_has_the_id_of_its_subnet(stacks: Stacks, ids: Ids) -> None:
    for stack in stacks:
        for address, body in addresses(stacks[stack]):
            if address.startswith("azurerm_subnet_") and "_association." in address:
                assert ids.of(stack, address) == ids.text(stack, body["subnet_id"])


def test_every_id_of_the_baseline_is_known_or_looked_up(stacks: Stacks, ids: Ids) -> None:
    for stack in stacks:
        for address, _ in addresses(stacks[stack]):
            type_ = address.partition(".")[0]
            if not type_.startswith("azurerm_") or type_ in FIND:
                continue
            if type_.removeprefix("azurerm_") in id_forms.WITHOUT_IMPORT:
                with pytest.raises(UnknownIdError, match="cannot import"):
                    ids.of(stack, address)
                continue
            id_ = ids.of(stack, address)
            assert "${" not in id_
            kind = (TYPES | PARTS)[type_.removeprefix("azurerm_")].lower()
            if type_ != "azurerm_monitor_diagnostic_setting":
                assert ResourceId.parse(id_).kind == kind, address


def test_a_form_names_types_that_the_stand_in_knows() -> None:
    forms = {*id_forms.BELOW, *id_forms.IN_GROUP, *id_forms.WHOLE, *id_forms.SPELLED, *id_forms.WITHOUT_IMPORT}
    assert sorted(forms - {*TYPES, *PARTS, *IN_A_VAULT}) == []
    below = {name: path for name, (_, path) in id_forms.BELOW.items()}
    for name, path in below.items():
        assert TYPES[name].lower().endswith(path.rsplit("/", 1)[-1].lower()), name


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[StandIn]:
    running = StandIn(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def reader(azure: StandIn) -> AzureReader:
    trust = ssl.create_default_context(cafile=str(azure.certificate))
    return AzureReader(token=lambda _: "made-up", proxy=azure.proxy, trust=trust)


def assignment(azure: StandIn, scope: str, name: str, **properties: object) -> str:
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
    role = "/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d"
    azure.cloud.adopt(ResourceId.parse(path), {"properties": {"roleDefinitionId": role, **properties}})
    return path


def test_a_role_assignment_is_found_by_its_description_and_principal(azure: StandIn, reader: AzureReader) -> None:
    scope = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g"
    azure.cloud.add(scope, {"location": "eastus2"})
    others = [("a", "Nodes pull images", DEPLOYER), ("b", "Members read", "p1"), ("d", "Members push", "p2")]
    for name, description, principal in others:
        assignment(azure, scope, name, description=description, principalId=principal)
    wanted = assignment(azure, scope, "c", description="Members read", principalId="p2")
    stacks: Stacks = {"s": {"resource": {}}}
    body = {"scope": scope, "description": "Members read", "principal_id": "p2", "role_definition_name": "AcrPull"}
    found = FIND["azurerm_role_assignment"](reader, Ids(stacks=stacks, subscription=SUBSCRIPTION), "s", body)
    assert found == wanted


def test_what_azure_does_not_have_is_left_out_with_a_reason(stacks: Stacks, reader: AzureReader, ids: Ids) -> None:
    made = imports(ids, "cluster", azure=reader)
    lost = {address.partition(".")[0] for address in made.left_out}
    assert lost == set(FIND), "everything else follows from names"
    assert all("no such" in why for why in made.left_out.values())
    assert f"{len(made.left_out)} left out" in said([made])[0]


def test_import_blocks_are_json_that_terraform_reads(
    stacks: Stacks, reader: AzureReader, ids: Ids, tmp_path: Path
) -> None:
    made = imports(ids, "hub", azure=reader)
    file = made.write(tmp_path)
    assert file.name == "import.tf.json"
    blocks = json.loads(file.read_text())["import"]
    wanted = {address for address, _ in addresses(stacks["hub"]) if address.startswith("azurerm_")}
    assert {block["to"] for block in blocks} == wanted
    assert all(re.match(r"/subscriptions/|https://", block["id"]) for block in blocks)


def test_azure_that_refuses_is_told_in_one_line(azure: StandIn, reader: AzureReader) -> None:
    with pytest.raises(ReadError, match=r"^https://kv\.vault\.azure\.net/secrets/s: Azure answers|cannot be reached"):
        AzureReader(token=lambda _: "x", proxy="http://127.0.0.1:9", trust=reader.trust).get(
            "https://kv.vault.azure.net/secrets/s"
        )


def change(type_: str, before: dict[str, object], after: dict[str, object]) -> PlannedChange:
    return PlannedChange(
        address=f"{type_}.x",
        previous_address="",
        type=type_,
        data=False,
        deposed="",
        kind="change",
        reason="",
        before=before,
        after=after,
        forced_by=(),
        imported="/id",
    )


def test_only_what_azurerm_cannot_read_is_written_again() -> None:
    pool = "azurerm_kubernetes_cluster_node_pool"
    assert only_unread(change(pool, {"temporary_name_for_rotation": ""}, {"temporary_name_for_rotation": "tmp"}))
    assert not only_unread(change(pool, {"vm_size": "a"}, {"vm_size": "b"}))
    assert not only_unread(change("azurerm_subnet", {"name": "a"}, {"name": "b"}))


def test_the_page_names_the_commands() -> None:
    text = (ROOT / "docs" / "rehearsal.md").read_text()
    assert "make adopt CONFIG=" in text
