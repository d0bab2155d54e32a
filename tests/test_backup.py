"""AKS backup: everything that it needs, in order, with the least roles, and nothing of it without the switch. BC-31."""

import json

import pytest
from conftest import Synthesize

from review.terraform import Body, Stacks, block, every, only, resolve

BACKUP: dict[str, object] = {
    "backup.mode": "aks_extension",
    "storage.disk_driver": True,
    "storage.snapshot_controller": True,
}
INSTANCE = "azurerm_data_protection_backup_instance_kubernetes_cluster"
POLICY = "azurerm_data_protection_backup_policy_kubernetes_cluster"


@pytest.fixture(scope="module")
def backed_up(synthesize: Synthesize) -> Stacks:
    return synthesize(**BACKUP)


def extension(stacks: Stacks) -> tuple[str, Body]:
    (found,) = (
        item
        for item in every(stacks["cluster"], "azurerm_kubernetes_cluster_extension").items()
        if item[1]["name"] == "azure-aks-backup"
    )
    return found


def test_the_instance_waits_for_everything_that_a_backup_uses(backed_up: Stacks) -> None:
    instance = only(backed_up["cluster"], INSTANCE)
    needed = {address.rpartition(".")[2] for address in instance["depends_on"]}
    assert {f"azurerm_kubernetes_cluster_extension.{extension(backed_up)[0]}"} < set(instance["depends_on"])
    for role in ("extension_storage", "vault_cluster", "control_plane_snapshots"):
        assert any(role in each for each in needed), role
    assert any("trusted_access" in each for each in needed)
    assert block(instance["backup_datasource_parameters"]) == {
        "cluster_scoped_resources_enabled": True,
        "volume_snapshot_enabled": True,
    }


def test_four_roles_are_assigned_and_no_more(backed_up: Stacks, stacks: Stacks) -> None:
    def roles(of: Stacks) -> set[tuple[str, str, str]]:
        return {
            (body["role_definition_name"], resolve(of, name, body["scope"]), resolve(of, name, body["principal_id"]))
            for name in ("spoke", "cluster")
            for body in every(of[name], "azurerm_role_assignment").values()
            if "role_definition_name" in body
        }

    vault = next(iter(every(backed_up["spoke"], "azurerm_data_protection_backup_vault")))
    vault_identity = f"spoke: azurerm_data_protection_backup_vault.{vault}.identity[0].principal_id"
    snapshots = "spoke: azurerm_resource_group.snapshot_group.id"
    address, _ = extension(backed_up)
    assert roles(backed_up) - roles(stacks) == {
        ("Reader", snapshots, vault_identity),
        ("Reader", "cluster: azurerm_kubernetes_cluster.cluster.id", vault_identity),
        ("Contributor", snapshots, "cluster: azurerm_user_assigned_identity.control_plane.principal_id"),
        (
            "Storage Blob Data Contributor",
            "spoke: azurerm_storage_account.backup_storage.id",
            f"cluster: azurerm_kubernetes_cluster_extension.{address}.aks_assigned_identity[0].principal_id",
        ),
    }


def test_the_vault_may_enter_the_cluster_only_as_a_backup_operator(backed_up: Stacks) -> None:
    binding = only(backed_up["cluster"], "azurerm_kubernetes_cluster_trusted_access_role_binding")
    assert binding["roles"] == ["Microsoft.DataProtection/backupVaults/backup-operator"]
    assert "azurerm_data_protection_backup_vault" in resolve(backed_up, "cluster", binding["source_resource_id"])


def test_the_storage_account_has_no_keys_and_no_public_way_in(backed_up: Stacks) -> None:
    account = only(backed_up["spoke"], "azurerm_storage_account")
    assert account["shared_access_key_enabled"] is False
    assert account["allow_nested_items_to_be_public"] is False
    assert block(account["network_rules"]) == {"bypass": ["AzureServices"], "default_action": "Deny"}
    features = block(backed_up["spoke"]["provider"]["azurerm"][0]["features"])
    assert block(features["storage"]) == {"data_plane_available": False}
    assert only(backed_up["cluster"], "azurerm_storage_container")["container_access_type"] == "private"
    settings = extension(backed_up)[1]["configuration_settings"]
    assert settings["configuration.backupStorageLocation.config.useAAD"] == "true"
    assert "azurerm_storage_container" in settings["configuration.backupStorageLocation.bucket"]
    (endpoint,) = (
        body
        for body in every(backed_up["spoke"], "azurerm_private_endpoint").values()
        if block(body["private_service_connection"])["subresource_names"] == ["blob"]
    )
    (zone,) = block(endpoint["private_dns_zone_group"])["private_dns_zone_ids"]
    names = {f"${{azurerm_private_dns_zone.{key}.id}}": body["name"] for key, body in zones(backed_up).items()}
    assert names[zone] == "privatelink.blob.core.windows.net"
    (link,) = (
        body
        for body in every(backed_up["spoke"], "azurerm_private_dns_zone_virtual_network_link").values()
        if body["private_dns_zone_name"] == zone.replace(".id}", ".name}")
    )
    assert link["resolution_policy"] == "NxDomainRedirect"  # Flux fetches from accounts of others


def zones(stacks: Stacks) -> dict[str, Body]:
    return dict(every(stacks["spoke"], "azurerm_private_dns_zone"))


def test_alerts_of_the_vault_reach_the_receivers(backed_up: Stacks) -> None:
    rule = only(backed_up["spoke"], "azurerm_monitor_alert_processing_rule_action_group")
    assert rule["add_action_group_ids"] == ["${azurerm_monitor_action_group.alerts.id}"]
    assert "azurerm_data_protection_backup_vault" in rule["scopes"][0]


@pytest.mark.parametrize(
    ("hours", "interval"), [(24, "R/2026-01-01T03:30:00+00:00/P1D"), (4, "R/2026-01-01T03:30:00+00:00/PT4H")]
)
def test_the_schedule_is_the_configured_one(hours: int, interval: str, synthesize: Synthesize) -> None:
    settings = {"interval_hours": hours, "start": "03:30", "retention_days": 30, "namespaces": ["a0008"]}
    made = synthesize(**BACKUP, **{"backup.aks": settings})
    policy = only(made["spoke"], POLICY)
    assert policy["backup_repeating_time_intervals"] == [interval]
    life = block(block(policy["default_retention_rule"])["life_cycle"])
    assert life == {"data_store_type": "OperationalStore", "duration": "P30D"}
    parameters = block(only(made["cluster"], INSTANCE)["backup_datasource_parameters"])
    assert parameters["included_namespaces"] == ["a0008"]


@pytest.mark.parametrize(
    ("redundancy", "vault", "account"),
    [("local", "LocallyRedundant", "LRS"), ("zone", "ZoneRedundant", "ZRS"), ("geo", "GeoRedundant", "GRS")],
)
def test_vault_and_account_have_the_same_copies(
    redundancy: str, vault: str, account: str, synthesize: Synthesize
) -> None:
    spoke = synthesize(**BACKUP, **{"backup.aks": {"redundancy": redundancy}})["spoke"]
    assert only(spoke, "azurerm_data_protection_backup_vault")["redundancy"] == vault
    assert only(spoke, "azurerm_storage_account")["account_replication_type"] == account


def test_what_a_backup_needs_is_protected_until_destruction_is_allowed(
    backed_up: Stacks, synthesize: Synthesize
) -> None:
    lifted = synthesize(**BACKUP, **{"safety.allow_destroy": True})
    for stack, type_ in (
        ("spoke", "azurerm_data_protection_backup_vault"),
        ("spoke", "azurerm_storage_account"),
        ("cluster", "azurerm_storage_container"),
        ("cluster", INSTANCE),
    ):
        assert only(backed_up[stack], type_)["lifecycle"]["prevent_destroy"] is True
        assert "prevent_destroy" not in only(lifted[stack], type_).get("lifecycle", {})
    assert only(backed_up["spoke"], "azurerm_data_protection_backup_vault")["soft_delete"] == "On"
    assert only(lifted["spoke"], "azurerm_data_protection_backup_vault")["soft_delete"] == "Off"


def test_policies_only_audit_the_namespace_of_the_extension(backed_up: Stacks) -> None:
    assigned = every(backed_up["cluster"], "azurerm_resource_group_policy_assignment").values()
    parameters = [json.loads(body["parameters"]) for body in assigned]
    in_cluster = [each for each in parameters if "excludedNamespaces" in each]
    denying = [each for each in in_cluster if each["effect"]["value"].lower() == "deny"]
    assert len(denying) > 5
    assert all("dataprotection-microsoft" in each["excludedNamespaces"]["value"] for each in denying)
    auditing = [each for each in in_cluster if each["effect"]["value"] == "Audit"]
    assert len(auditing) > len(denying)
    assert not any("dataprotection-microsoft" in each["excludedNamespaces"]["value"] for each in auditing)


def test_nothing_of_it_is_there_without_the_switch(stacks: Stacks, synthesize: Synthesize) -> None:
    assert synthesize(**{"backup.aks": {"interval_hours": 4}}) == stacks
    assert "DataProtection" not in json.dumps(stacks)
