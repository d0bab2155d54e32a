"""Profiles to start from: each loads, deviates only with a reason, and can be reviewed."""

import re
from pathlib import Path

import pytest
from conftest import BASELINE, ROOT, Synthesize
from reviewing import TODAY, beside, content_of
from sections import Sections

from config.load import load
from review.report.markdown import MOST_LINES, markdown
from review.report.page import page
from review.synthesis import Synthesis
from review.terraform import Stacks, block, every, only

PROFILES = sorted((ROOT / "config").glob("*.yaml"))
MEMBER = re.compile(r"^(regions\.\w+\.)?(spokes\.\w+\.)?(clusters\.\w+\.)?")
each_profile = pytest.mark.parametrize("file", PROFILES, ids=lambda file: file.stem)


@pytest.fixture
def made(file: Path, synthesize: Synthesize) -> Synthesis:
    return beside(synthesize(extends=str(file)), file)


@pytest.fixture
def private(synthesize: Synthesize) -> Stacks:
    return synthesize(extends=str(ROOT / "config" / "private.yaml"))


@pytest.fixture
def dev(synthesize: Synthesize) -> Stacks:
    return synthesize(extends=str(ROOT / "config" / "dev.yaml"))


# tests/test_fleet_review.py judges every cluster of the fleet.
@pytest.mark.parametrize("file", [each for each in PROFILES if each.stem != "fleet"], ids=lambda file: file.stem)
def test_every_deviation_has_a_reason_and_every_reason_a_deviation(made: Synthesis) -> None:
    judged = content_of(made).verdict
    assert [each.answer.requirement.id for each in judged.unexplained] == []
    assert list(judged.unneeded) == []
    assert not judged.fails
    assert all(each.until > TODAY for each in made.config.review.accepted)


@each_profile
def test_a_review_can_be_written(made: Synthesis) -> None:
    content = content_of(made)
    words = Sections(page(content))
    assert made.config.environment in words[""]
    assert all(each.requirement in words["verdict"] for each in made.config.review.accepted)
    assert len(markdown(content).splitlines()) <= MOST_LINES


@each_profile
def test_a_profile_warns_of_nothing_that_the_baseline_does_not_warn_of(file: Path) -> None:
    """A profile that changes the sizes of nodes repeats the warning about the article's small system nodes."""
    (expected, found) = (
        {MEMBER.sub("", line.split(": ")[1]) for line in load(each).warnings} for each in (BASELINE, file)
    )
    assert found <= expected


def test_private_has_the_values_of_the_reference_implementation(private: Stacks) -> None:
    """Sections CLU-35 and SPK-10 of the reference implementation, as it was on 27 March 2026."""
    cluster = only(private["cluster"], "azurerm_kubernetes_cluster")
    assert cluster["private_cluster_enabled"] is True
    assert cluster["private_cluster_public_fqdn_enabled"] is True
    assert "run_command_enabled" not in cluster or cluster["run_command_enabled"] is False
    access = block(cluster["api_server_access_profile"])
    assert access["virtual_network_integration_enabled"] is True
    assert "authorized_ip_ranges" not in access
    network = block(cluster["network_profile"])
    expected = {
        "network_plugin": "azure",
        "network_plugin_mode": "overlay",
        "network_policy": "azure",
        "pod_cidr": "192.168.0.0/16",
        "outbound_type": "userDefinedRouting",
    }
    assert expected.items() <= network.items()
    system, user = block(cluster["default_node_pool"]), only(private["cluster"], "azurerm_kubernetes_cluster_node_pool")
    fields = ("vm_size", "os_disk_size_gb", "os_disk_type", "os_sku", "min_count", "max_count", "max_pods", "zones")
    zones = ["1", "2", "3"]
    assert [system[field] for field in fields] == ["Standard_D2d_v5", 64, "Ephemeral", "AzureLinux", 3, 4, 30, zones]
    assert [user[field] for field in fields] == ["Standard_D4d_v5", 120, "Ephemeral", "AzureLinux", 2, 5, 30, zones]
    assert system["upgrade_settings"] == user["upgrade_settings"] == {"max_surge": "33%"}
    prefixes = [subnet["address_prefixes"] for subnet in every(private["spoke"], "azurerm_subnet").values()]
    assert ["10.240.7.0/28"] in prefixes
    assert len(prefixes) == 5


def test_dev_has_one_zone_and_the_free_tier(dev: Stacks) -> None:
    cluster = only(dev["cluster"], "azurerm_kubernetes_cluster")
    assert cluster["sku_tier"] == "Free"
    zones = {
        str(each["zones"])
        for stack in dev.values()
        for type_ in stack["resource"]
        for each in every(stack, type_).values()
        if "zones" in each
    }
    assert zones == {"['1']"}
