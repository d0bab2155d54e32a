"""Copies of the stacks, values of their variables, missing order, and what a change refuses. None needs Terraform."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Synthesize, configuration
from cryptography import x509
from test_fleet_stacks import TWO_REGIONS

from config.load import load
from rehearsal import existing, order, samples
from rehearsal.azure.cloud import Cloud, Need
from rehearsal.stage import Stage, count
from rehearsal.step_report import step
from rehearsal.terraform import Outcome, Terraform, UnavailableError
from rehearsal.upgrade import refused_addresses
from rehearsal.validation import validate
from rehearsal.without_providers import without
from review.terraform_plan import read_plan
from tools.private_ca import Chain
from tools.switches.samples import FIREWALL_POLICY
from tools.switches.variation import BASELINE

PLANS = Path(__file__).parent / "data" / "plans"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from stacks import synthesize

    folder = tmp_path_factory.mktemp("out")
    synthesize(load(BASELINE), folder)
    return folder


def test_a_copy_keeps_its_state_and_reads_the_states_of_others_in_the_temporary_folder(
    out: Path, tmp_path: Path
) -> None:
    copies = Stage(folder=tmp_path).copy(out)
    assert [copy.name for copy in copies] == ["hub", "spoke", "cluster", "bootstrap"]
    states = {copy.name: str(copy.state) for copy in copies}
    assert len(set(states.values())) == 4
    for copy in copies:
        assert copy.state.parent == tmp_path / "state"
        body = json.loads((copy.folder / "cdk.tf.json").read_text())
        assert body["terraform"]["backend"] == {"local": {"path": states[copy.name]}}
        for name, read in body.get("data", {}).get("terraform_remote_state", {}).items():
            owner = name.removeprefix("cross-stack-reference-input-")
            assert read["config"] == {"path": states[owner]}
            assert "workspace" not in read


def test_a_stack_that_a_growing_fleet_renames_keeps_its_state(out: Path, tmp_path: Path) -> None:
    from stacks import synthesize

    file = configuration(tmp_path / "fleet.yaml", TWO_REGIONS)
    grown = tmp_path / "grown"
    grown.mkdir()
    synthesize(load(file), grown)
    stage = Stage(folder=tmp_path)
    alone = {copy.name: copy.state for copy in stage.copy(out)}
    fleet = {copy.name: copy.state for copy in stage.copy(grown)}
    for part, state in alone.items():
        assert fleet[f"{part}-eastus2"] == state
        assert fleet[f"{part}-centralus"] not in alone.values()


def test_a_copy_can_be_destroyed_and_the_original_stays(out: Path, tmp_path: Path) -> None:
    before = {file: file.read_text() for file in out.rglob("cdk.tf.json")}
    for copy in Stage(folder=tmp_path).copy(out):
        assert "prevent_destroy" not in (copy.folder / "cdk.tf.json").read_text()
        assert copy.home == f"local: bu0001-a0008-prod-eastus2/{copy.name}.tfstate"
    assert {file: file.read_text() for file in out.rglob("cdk.tf.json")} == before
    assert any("prevent_destroy" in text for text in before.values())


def test_what_is_inside_the_cluster_is_left_out(out: Path, tmp_path: Path) -> None:
    bootstrap = Stage(folder=tmp_path).copy(out)[-1]
    body = json.loads((bootstrap.folder / "cdk.tf.json").read_text())
    assert list(body["resource"]) == ["terraform_data"], "the check that waits for the cluster makes nothing"
    assert bootstrap.left_out == count(bootstrap.body) - bootstrap.resources > 0
    assert list(body["terraform"]["required_providers"]) == ["azurerm"]


def test_an_order_through_a_resource_that_is_left_out_stays() -> None:
    stack: dict[str, Any] = {
        "terraform": {"required_providers": {"helm": {}, "azurerm": {}}},
        "resource": {
            "azurerm_a": {"first": {}, "last": {"depends_on": ["helm_release.middle"]}},
            "helm_release": {"middle": {"depends_on": ["azurerm_a.first"]}},
            "azurerm_b": {"reads": {"value": "${helm_release.middle.name}"}},
        },
        "output": {"name": {"value": "${helm_release.middle.name}"}, "own": {"value": "azurerm_a.first"}},
    }
    kept = without(stack, providers=["helm"])
    assert kept["resource"]["azurerm_a"]["last"] == {"depends_on": ["azurerm_a.first"]}
    assert kept["resource"]["azurerm_b"] == {}
    assert kept["output"] == {"own": {"value": "azurerm_a.first"}}
    assert "helm_release" in stack["resource"], "the original stays"


def test_the_certificate_of_a_rehearsal_fits_the_domain() -> None:
    config = load(BASELINE).config
    made = samples.certificate(config)
    chain = Chain.read(root=made["TF_VAR_ingress_root"].encode(), leaf=made["TF_VAR_ingress_leaf"].encode())
    names = chain.leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [f"*.aks-ingress.{config.dns.domain}"]
    assert made["TF_VAR_ingress_leaf_expiry"] == str(chain.expiry)


def test_a_variable_gets_the_given_value_or_a_sample_of_its_type() -> None:
    stack = {
        "variable": {
            "given": {"type": "string"},
            "names": {"type": "${list(string)}"},
            "many": {"type": "number"},
            "stated": {"default": "x"},
        }
    }
    made = samples.variables(stack, given={"TF_VAR_given": "mine", "TF_VAR_other": "not asked for"})
    assert made == {"TF_VAR_given": "mine", "TF_VAR_names": "[]", "TF_VAR_many": "1"}


STATE = {
    "values": {
        "root_module": {
            "resources": [
                {"address": "azurerm_x.one", "type": "azurerm_x", "mode": "managed", "values": {"id": "/One"}},
                {"address": "azurerm_y.two", "type": "azurerm_y", "mode": "managed", "values": {"id": "/Two"}},
            ]
        }
    }
}


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        ("", ["azurerm_x.one needs azurerm_y.two first (the role)"]),
        ('"azurerm_x.one" -> "azurerm_y.two"', []),
        ('"[root] azurerm_x.one (expand)" -> "azurerm_z.via"\n"azurerm_z.via" -> "azurerm_y.two"', []),
        ('"azurerm_y.two" -> "azurerm_x.one"', ["azurerm_x.one needs azurerm_y.two first (the role)"]),
    ],
    ids=["no order", "depends", "depends through another", "the other way round"],
)
def test_a_missing_order_is_found_in_the_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, graph: str, said: list[str]
) -> None:
    def run(_: Terraform, __: Path, verb: str, *___: str) -> Outcome:
        return Outcome(status=0, out=json.dumps(STATE) if verb == "show" else graph, err="")

    monkeypatch.setattr(Terraform, "run", run)
    terraform = Terraform(environ={})
    need = Need(consumer="/one", providers=("/two",), reason="the role")
    assert order.missing(terraform, tmp_path, [need]) == said


def test_a_subnet_that_a_file_names_is_there_already_with_its_network() -> None:
    network = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg/providers/Microsoft.Network"
    subnet = f"{network}/virtualNetworks/vnet/subnets/state"
    body = {"resource": {"azurerm_private_endpoint": {"endpoint": {"subnet_id": subnet}}}}
    cloud = Cloud()
    assert existing.create(cloud, [body], location="eastus2") == [subnet]
    assert cloud.get(subnet)
    assert cloud.get(f"{network}/virtualNetworks/vnet")


def test_an_existing_firewall_policy_lets_aks_out() -> None:
    cloud = Cloud()
    body = {"resource": {"azurerm_firewall": {"firewall": {"firewall_policy_id": FIREWALL_POLICY}}}}
    assert existing.create(cloud, [body], location="eastus2") == [FIREWALL_POLICY]
    (group,) = cloud.children(FIREWALL_POLICY, "ruleCollectionGroups")
    assert "AzureKubernetesService" in json.dumps(group.body)


def test_an_existing_subnet_has_what_its_owner_gives_to_clusters() -> None:
    """A default route for nodes, and a delegation for pods and the API server."""
    network = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg/providers/Microsoft.Network"
    subnet = f"{network}/virtualNetworks/vnet/subnets"
    cluster = {
        "default_node_pool": {"vnet_subnet_id": f"{subnet}/nodes", "pod_subnet_id": f"{subnet}/pods"},
        "api_server_access_profile": {"subnet_id": f"{subnet}/servers"},
    }
    cloud = Cloud()
    existing.create(cloud, [{"resource": {"azurerm_kubernetes_cluster": {"cluster": cluster}}}], location="eastus2")
    given = {
        name: (found.properties["routeTable"]["id"].rpartition("/")[2], bool(found.properties.get("delegations")))
        for name in ("nodes", "pods", "servers")
        if (found := cloud.get(f"{subnet}/{name}"))
    }
    assert given == {"nodes": ("rt-vnet", False), "pods": ("rt-vnet", True), "servers": ("rt-vnet", True)}
    assert cloud.get(f"{network}/routeTables/rt-vnet/routes/default")
    assert cloud.left() == []


def test_what_a_file_names_and_no_stack_creates_is_there_already(synthesize: Synthesize) -> None:
    group = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-shared/providers"
    registry = f"{group}/Microsoft.ContainerRegistry/registries/acrshared"
    zone = f"{group}/Microsoft.Network/dnsZones/contoso.com"
    made = synthesize(**{"registry.existing_id": registry, "dns.public_zone_id": zone})
    cloud = Cloud()
    assert sorted(existing.create(cloud, list(made.values()), location="eastus2")) == sorted([registry, zone])
    found = cloud.get(registry)
    assert found
    assert found.properties["loginServer"] == "acrshared.azurecr.io"
    assert cloud.left() == [], "the rehearsal does not have to delete it"


def test_a_certificate_that_gateways_name_and_no_stack_creates_was_imported(synthesize: Synthesize) -> None:
    assert existing.imported(list(synthesize().values())) == []
    named = synthesize(**{"tls.gateway_certificate": "wildcard-contoso-com"})
    assert existing.imported(list(named.values())) == ["wildcard-contoso-com"]


def test_a_protected_resource_that_would_be_replaced_is_refused() -> None:
    plan = read_plan(PLANS / "cluster-replaces-cluster.json")
    (address,) = [
        each.address for each in plan.changes if each.kind == "replace" and "cluster.aks" in each.address
    ] or [next(each.address for each in plan.changes if each.kind == "replace")]
    type_, _, name = address.partition(".")
    body = {"resource": {type_: {name: {"lifecycle": {"prevent_destroy": True}}}}}
    assert list(refused_addresses(plan, body)) == [address]
    assert list(refused_addresses(plan, {"resource": {type_: {name: {}}}})) == []


def test_terraform_sees_neither_credentials_nor_settings_of_the_user(tmp_path: Path) -> None:
    shown = tmp_path / "terraform"
    shown.write_text("#!/bin/sh\nenv\n")
    shown.chmod(0o755)
    given = {"ARM_CLIENT_SECRET": "x", "TF_VAR_a": "x", "TF_CLI_ARGS": "x", "TF_CLI_CONFIG_FILE": "rc", "HOME": "/h"}
    terraform = Terraform(environ=given | {"TERRAFORM_BINARY_NAME": str(shown), "PATH": "/usr/bin:/bin"})
    seen = terraform.run(tmp_path, "show", variables={"TF_VAR_b": "y"}).out.splitlines()
    assert {"TF_CLI_CONFIG_FILE=rc", "HOME=/h", "TF_VAR_b=y"} <= set(seen)
    assert not [line for line in seen if line.startswith(("ARM_", "TF_VAR_a", "TF_CLI_ARGS"))]


def test_a_machine_without_terraform_is_told_so_in_one_line(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terraform = Terraform(environ={"TERRAFORM_BINARY_NAME": str(tmp_path / "none")})
    with pytest.raises(UnavailableError, match="not found - install Terraform"):
        validate(terraform, out, folder=tmp_path)
    assert capsys.readouterr().out == ""


def test_a_step_is_one_line_with_its_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    with step("hub", "plan") as running:
        running.result, running.details = "30 to make", ["a detail"]
    first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["hub", "plan", "30", "to", "make", "0", "s"]
    assert second.strip() == "a detail"
