"""The stack of `make state`: nobody reads the state without a role, and pipelines have the roles that they need."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Synthesize, configuration
from fleets import TWO_REGIONS
from options import ALL

from config.load import load
from config.problem import ConfigError
from rehearsal.azure.roles import BUILT_IN_ROLES
from stacks.pipeline_identities import assigned_roles
from tools.state import main, said, synthesized

Stack = Mapping[str, Any]
Made = Callable[..., Stack]

STATE: dict[str, object] = {
    "state.backend": "azurerm",
    "state.resource_group_name": "rg-state",
    "state.storage_account_name": "ststate",
}
GITHUB: dict[str, object] = {
    "state.pipelines.github": {"subject_prefix": "repo:contoso-1/aks-2", "deploy_environment": "production"}
}
ISSUER = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"
AZURE_DEVOPS: dict[str, object] = {
    "state.pipelines.azure_devops": {
        purpose: {"issuer": ISSUER, "subject": f"/eid1/c/pub/t/o/sc/{purpose}"} for purpose in ("plan", "deploy")
    }
}
LOGIN = "${data.azurerm_subscription.login.id}"
CONTAINER = "${azurerm_storage_container.container.id}"
OTHER = "00000000-0000-0000-0000-00000000000"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """`made(**settings)`: the stack of the state for the baseline with these settings."""

    def run(**settings: object) -> Stack:
        config = configuration(tmp_path / "mine.yaml", {**STATE, **settings})
        out = synthesized(load(config), config=config, folder=tmp_path / "out")
        stack: Stack = json.loads((out / "stacks" / "state" / "cdk.tf.json").read_text())
        return stack

    return run


def only(stack: Stack, type_: str) -> dict[str, Any]:
    (body,) = stack["resource"][type_].values()
    return dict(body)


def roles(stack: Stack, purpose: str) -> set[tuple[str, str]]:
    """Roles and scopes of the identity that plans or deploys."""
    found = set()
    for each in stack["resource"]["azurerm_role_assignment"].values():
        if f".pipelines_{purpose}_" in each["principal_id"]:
            role = each.get("role_definition_name") or "custom"
            assert role != "custom" or "azurerm_role_definition" in each["role_definition_id"]
            found.add((role, each["scope"]))
    return found


def trusted(stack: Stack, purpose: str) -> set[tuple[str, str]]:
    """Issuers and subjects that the identity that plans or deploys trusts."""
    credentials = stack["resource"]["azurerm_federated_identity_credential"].values()
    assert all(each["audience"] == ["api://AzureADTokenExchange"] for each in credentials)
    return {(each["issuer"], each["subject"]) for each in credentials if f".pipelines_{purpose}_" in each["parent_id"]}


def test_the_state_is_read_by_nobody_without_a_role_and_nothing_is_lost(made: Made) -> None:
    account = only(made(), "azurerm_storage_account")
    secure = {
        "name": "ststate",
        "shared_access_key_enabled": False,
        "default_to_oauth_authentication": True,
        "local_user_enabled": False,
        "allow_nested_items_to_be_public": False,
        "cross_tenant_replication_enabled": False,
        "https_traffic_only_enabled": True,
        "min_tls_version": "TLS1_2",
        "account_replication_type": "GZRS",
        "public_network_access_enabled": True,
    }
    assert {key: account[key] for key in secure} == secure
    blobs = account["blob_properties"]
    assert blobs["versioning_enabled"]
    assert blobs["delete_retention_policy"] == blobs["container_delete_retention_policy"] == {"days": 30}
    container = only(made(), "azurerm_storage_container")
    assert (container["name"], container["container_access_type"]) == ("tfstate", "private")


def test_the_stack_is_protected_until_destroying_is_allowed(made: Made) -> None:
    protected = {
        "azurerm_resource_group.group",
        "azurerm_storage_account.account",
        "azurerm_storage_container.container",
    }

    def found(stack: Stack) -> set[str]:
        return {
            f"{type_}.{name}"
            for type_, bodies in stack["resource"].items()
            for name, body in bodies.items()
            if body.get("lifecycle", {}).get("prevent_destroy")
        }

    assert found(made(**GITHUB)) == protected
    assert not found(made(**{"safety.allow_destroy": True}, **GITHUB))


def test_its_own_state_is_a_file_beside_the_output(made: Made, tmp_path: Path) -> None:
    (backend,) = made()["terraform"]["backend"].items()
    assert backend == ("local", {"path": "../../../terraform.state/bu0001-a0008-prod-eastus2/state.tfstate"})


def test_a_private_endpoint_closes_the_public_address(made: Made) -> None:
    network = "/subscriptions/s/resourceGroups/rg-network/providers/Microsoft.Network"
    subnet = f"{network}/virtualNetworks/vnet/subnets/state"
    zone = f"{network}/privateDnsZones/privatelink.blob.core.windows.net"
    stack = made(**{"state.private_endpoint": {"subnet_id": subnet, "zone_id": zone}})
    assert only(stack, "azurerm_storage_account")["public_network_access_enabled"] is False
    endpoint = only(stack, "azurerm_private_endpoint")
    assert endpoint["subnet_id"] == subnet
    assert endpoint["private_dns_zone_group"]["private_dns_zone_ids"] == [zone]
    assert endpoint["private_service_connection"]["subresource_names"] == ["blob"]


def test_without_pipelines_there_is_no_identity(made: Made) -> None:
    stack = made()
    types = {"azurerm_resource_group", "azurerm_storage_account", "azurerm_storage_container"}
    assert set(stack["resource"]) == types
    assert "output" not in stack


def test_each_identity_trusts_its_own_jobs_only(made: Made) -> None:
    issuer = "https://token.actions.githubusercontent.com"
    stack = made(**GITHUB, **AZURE_DEVOPS)
    assert trusted(stack, "plan") == {
        (issuer, "repo:contoso-1/aks-2:environment:plan"),
        (ISSUER, "/eid1/c/pub/t/o/sc/plan"),
    }
    assert trusted(stack, "deploy") == {
        (issuer, "repo:contoso-1/aks-2:environment:production"),
        (ISSUER, "/eid1/c/pub/t/o/sc/deploy"),
    }
    opened = made(**GITHUB, **{"state.pipelines.github.pull_requests": True})
    pull_request = (issuer, "repo:contoso-1/aks-2:pull_request")
    assert pull_request in trusted(opened, "plan")
    assert pull_request not in trusted(opened, "deploy")


def test_a_plan_reads_and_writes_nothing(made: Made) -> None:
    stack = made(**GITHUB)
    assert roles(stack, "plan") == {("custom", LOGIN), ("Storage Blob Data Reader", CONTAINER)}
    (permissions,) = only(stack, "azurerm_role_definition")["permissions"]
    allowed = [*permissions["actions"], *permissions["data_actions"]]
    reads = {"listClusterUserCredential", "readMetadata", "getSecret"}
    assert all(each.endswith("/read") or each.split("/")[-2] in reads for each in allowed)
    assert {"*/read", "Microsoft.ContainerService/managedClusters/*/read"} <= set(allowed)


def test_a_deployment_may_write_and_assign_the_roles_of_the_stacks_and_no_others(made: Made, tmp_path: Path) -> None:
    stack = made(**GITHUB)
    assert roles(stack, "deploy") == {
        ("Contributor", LOGIN),
        ("Resource Policy Contributor", LOGIN),
        ("Role Based Access Control Administrator", LOGIN),
        ("Storage Blob Data Contributor", CONTAINER),
    }
    limited = {
        each["role_definition_name"]: (each["condition"], each["condition_version"])
        for each in stack["resource"]["azurerm_role_assignment"].values()
        if "condition" in each
    }
    ((role, (condition, version)),) = limited.items()
    assert (role, version) == ("Role Based Access Control Administrator", "2.0")
    for action, source in {"write": "Request", "delete": "Resource"}.items():
        assert re.search(
            rf"\(!\(ActionMatches\{{'Microsoft\.Authorization/roleAssignments/{action}'\}}\)\) OR \(@{source}\["
            r"Microsoft\.Authorization/roleAssignments:RoleDefinitionId\] ForAnyOfAnyValues:GuidEquals \{\$\{join\(",
            condition,
        )
    names = stack["data"]["azurerm_role_definition"]["pipelines_assigned_45B5D153"]["for_each"]
    assert set(re.findall(r'"([^"]+)"', names)) == set(assigned_roles(load(tmp_path / "mine.yaml").fleet))


def test_no_role_that_gives_more_than_the_deployer_has_can_be_assigned(made: Made, tmp_path: Path) -> None:
    made()
    assert not {"Owner", "User Access Administrator", "Role Based Access Control Administrator"} & set(
        assigned_roles(load(tmp_path / "mine.yaml").fleet)
    )


def test_every_role_that_a_stack_assigns_can_be_assigned(synthesize: Synthesize, tmp_path: Path) -> None:
    identity = {
        "name": "shop",
        "namespace": "a0008",
        "service_account": "shop",
        "roles": [
            {
                "role": "Cognitive Services User",
                "scope": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a",
            }
        ],
    }
    variations: list[dict[str, object]] = [
        {},
        ALL,
        {"rbac.namespace_reader_groups": [f"{OTHER}1"], "rbac.namespace_writer_groups": [f"{OTHER}2"]},
        {"backup.mode": "aks_extension", "storage.disk_driver": True, "storage.snapshot_controller": True},
        {"ingress.controller": "agic"},
        {"workload_identities": [identity]},
        {"chaos.enabled": True, "policy.exempt_namespaces": ["chaos-testing"]},
        {"api_server.private": True},
    ]
    for number, settings in enumerate(variations):
        config = configuration(tmp_path / f"{number}.yaml", settings)
        allowed = set(assigned_roles(load(config).fleet))
        for stack in synthesize(**settings).values():
            for each in stack.get("resource", {}).get("azurerm_role_assignment", {}).values():
                id_ = str(each.get("role_definition_id", "")).rsplit("/", 1)[-1]
                assert (each.get("role_definition_name") or BUILT_IN_ROLES[id_]) in allowed


def test_roles_hold_in_every_subscription_of_the_file(made: Made) -> None:
    zone = f"/subscriptions/{OTHER}9/resourceGroups/rg/providers/Microsoft.Network/dnsZones/contoso.com"
    stack = made(
        **{"hub.subscription_id": f"{OTHER}1", "spoke.subscription_id": f"{OTHER}2", "dns.public_zone_id": zone},
        **GITHUB,
    )
    scopes = {f"/subscriptions/{OTHER}1", f"/subscriptions/{OTHER}2"}
    assert {scope for role, scope in roles(stack, "plan") if role == "custom"} == scopes
    assert {scope for role, scope in roles(stack, "deploy") if role == "Contributor"} == scopes | {zone}
    assert set(only(stack, "azurerm_role_definition")["assignable_scopes"]) == scopes


def test_the_subscription_of_the_login_is_not_that_of_the_state(made: Made) -> None:
    stack = made(**{"state.subscription_id": f"{OTHER}7"}, **GITHUB)
    state, login = stack["provider"]["azurerm"]
    assert (state["subscription_id"], login["alias"], "subscription_id" in login) == (f"{OTHER}7", "login", False)
    assert stack["data"]["azurerm_subscription"]["login"]["provider"] == "azurerm.login"


def test_a_fleet_has_one_account_and_one_pair_of_identities(tmp_path: Path) -> None:
    config = tmp_path / "fleet.yaml"
    base = configuration(tmp_path / "base.yaml", {**STATE, **GITHUB})
    config.write_text(f"extends: {base}\n{TWO_REGIONS}\n")
    out = synthesized(load(config), config=config, folder=tmp_path / "out")
    stack = json.loads((out / "stacks" / "state" / "cdk.tf.json").read_text())
    assert len(stack["resource"]["azurerm_storage_account"]) == 1
    assert len(stack["resource"]["azurerm_user_assigned_identity"]) == 2


def test_what_pipelines_need_is_printed(tmp_path: Path) -> None:
    config = configuration(tmp_path / "mine.yaml", {**STATE, **GITHUB, **AZURE_DEVOPS})
    names = ("tenant_id", "subscription_id", "plan_client_id", "deploy_client_id", "deploy_object_id")
    lines = list(said({name: f"<{name}>" for name in names}, loaded=load(config), config=config))
    text = "\n".join(lines)
    plan, deploy = text.partition("variables of the environment production in GitHub:")[::2]
    assert plan.startswith("variables of the environment plan in GitHub:")
    assert "AZURE_CLIENT_ID=<plan_client_id>" in plan
    assert "AZURE_CLIENT_ID=<deploy_client_id>" in deploy
    assert "application (client) id <deploy_client_id>, tenant <tenant_id>" in deploy
    assert lines[-1] == "  operators.deployer_object_id: <deploy_object_id>"


TERRAFORM = """#!/bin/sh
case $1 in
  plan) [ -e {folder}/applied ] && exit 0 || exit 2;;
  apply) touch {folder}/applied;;
  output) cat {folder}/outputs.json;;
esac
"""


def test_one_command_deploys_and_prints_and_the_next_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    config = configuration(tmp_path / "mine.yaml", {**STATE, **GITHUB})
    names = ("tenant_id", "subscription_id", "plan_client_id", "deploy_client_id", "deploy_object_id")
    (tmp_path / "outputs.json").write_text(json.dumps({name: {"value": f"<{name}>"} for name in names}))
    terraform = tmp_path / "terraform"
    terraform.write_text(TERRAFORM.format(folder=tmp_path))
    terraform.chmod(0o755)
    monkeypatch.setattr("tools.state.DEFAULT_OUT", tmp_path / "cdktf.out")
    monkeypatch.setenv("BASELINE_CONFIG", str(config))
    monkeypatch.setenv("TERRAFORM_BINARY_NAME", str(terraform))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    asked: list[str] = []
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or "prod")  # type: ignore[func-returns-value]
    assert main([]) == 0
    assert asked == ["Type prod to apply this plan to state, anything else to stop: "]
    assert (tmp_path / "applied").exists()
    assert "operators.deployer_object_id: <deploy_object_id>" in capfd.readouterr().out
    assert main([]) == 0
    assert len(asked) == 1
    assert "operators.deployer_object_id: <deploy_object_id>" in capfd.readouterr().out


def test_a_state_in_files_has_no_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = configuration(tmp_path / "mine.yaml", {})
    monkeypatch.setenv("BASELINE_CONFIG", str(config))
    assert main(["synth"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "state.backend: got local, need azurerm - state it with resource_group_name" in line


ZONE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones"
SUBNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v"


@pytest.mark.parametrize(
    ("settings", "refusal"),
    [
        (
            GITHUB | {"state.backend": "local"},
            "state.pipelines: got a section, need no pipelines without backend: azurerm",
        ),
        ({"state.pipelines": {}}, "state.pipelines: got neither, need github or azure_devops"),
        (
            GITHUB | {"state.pipelines.github.plan_environment": "production"},
            "state.pipelines.github.deploy_environment: got production, need another environment than plan_environment",
        ),
        (
            {"state.pipelines.azure_devops": {each: {"issuer": ISSUER, "subject": "s"} for each in ("plan", "deploy")}},
            "state.pipelines.azure_devops.deploy: got the one of plan, need another service connection than plan",
        ),
        (
            {
                "state.private_endpoint": {
                    "subnet_id": f"{SUBNET}/subnets/s",
                    "zone_id": f"{ZONE}/privatelink.vaultcore.azure.net",
                }
            },
            "got privatelink.vaultcore.azure.net, need a private DNS zone privatelink.blob.core.windows.net",
        ),
        (
            {"state.private_endpoint": {"subnet_id": SUBNET, "zone_id": f"{ZONE}/privatelink.blob.core.windows.net"}},
            "state.private_endpoint.subnet_id: got v, need the id of a subnet",
        ),
        (
            {"state.pipelines.github": {"subject_prefix": "repo:contoso/*", "deploy_environment": "production"}},
            "state.pipelines.github.subject_prefix: got repo:contoso/*, need repo:<owner>/<repository>",
        ),
    ],
)
def test_a_state_that_cannot_be_is_refused(settings: dict[str, object], refusal: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(
            configuration(
                tmp_path / "mine.yaml", {**settings} if "state.backend" in settings else {**STATE, **settings}
            )
        )
    (line,) = str(caught.value).splitlines()
    assert refusal in line


def test_a_pipeline_without_a_deployer_is_warned_about(tmp_path: Path) -> None:
    warnings = load(configuration(tmp_path / "mine.yaml", {**STATE, **GITHUB})).warnings
    assert any("operators.deployer_object_id: got nothing" in each for each in warnings)
    known = {**STATE, **GITHUB, "operators.deployer_object_id": f"{OTHER}1"}
    assert not any(
        "deployer_object_id" in each for each in load(configuration(tmp_path / "known.yaml", known)).warnings
    )
