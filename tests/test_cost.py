"""The estimate of a month: how much of what, at which price. COST-01 to COST-14."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ROOT, Synthesize, configuration

from config.load import load
from review.__main__ import main
from review.cost import Estimate, Line, estimate
from review.cost.price_table import EVERYWHERE, STAND_IN, PriceTable, sources
from review.cost.price_table import load as load_prices
from review.cost.retail_prices import FILTERS
from review.cost.statement import as_json, markdown, over_limit, summary
from review.synthesis import Synthesis

POOLS = (
    {"name": "npsystem", "mode": "system", "vm_size": "Standard_D4ds_v5", "os_disk_type": "Ephemeral"}
    | {"os_disk_size_gb": 128, "min_count": 3, "max_count": 4},
    {"name": "npuser01", "mode": "user", "vm_size": "Standard_D4ds_v5", "os_disk_size_gb": 200}
    | {"autoscale": False, "node_count": 3},
)


def synthesis(synthesize: Synthesize, folder: Path, settings: dict[str, object]) -> Synthesis:
    loaded = load(configuration(folder / "config.yaml", settings))
    return Synthesis(stacks=synthesize(**settings), config=loaded.config, plan=loaded.plan, root=ROOT)


@pytest.fixture
def made(synthesize: Synthesize, tmp_path: Path) -> Synthesis:
    return synthesis(synthesize, tmp_path, {})


@pytest.fixture
def found(made: Synthesis) -> Estimate:
    return estimate(made)


def lines(found: Estimate, meter: str) -> list[Line]:
    return [line for line in found.lines if line.use.meter == meter]


def month(found: Estimate, meter: str) -> tuple[float, float]:
    """Least and most of a meter, of all resources together."""
    return (
        round(float(sum(line.least for line in lines(found, meter))), 2),
        round(float(sum(line.most for line in lines(found, meter))), 2),
    )


def test_every_price_has_a_date_and_a_source_and_the_table_is_sorted() -> None:
    table, known = load_prices(), sources()
    keys = [(price.meter, price.region) for price in table.prices]
    assert keys == sorted(set(keys))
    assert {price.currency for price in table.prices} == {"USD"}
    assert {price.source for price in table.prices} <= set(known)
    assert all(len(says) > 20 for says in known.values())
    for price in table.prices:
        assert price.price > 0 or price.meter == "aks Free"
        assert date(2022, 1, 1) < price.date


def test_a_price_without_a_source_is_marked_as_an_estimate() -> None:
    estimated = {price.meter for price in load_prices().prices if price.estimated}
    assert estimated == {"bastion Standard", "disk P15"}


def test_the_baseline_costs_what_its_parts_cost(found: Estimate) -> None:
    """Each figure by hand: amount, hours, list price."""
    assert month(found, "firewall Premium") == (1277.50, 1277.50)  # 730 h at 1.75
    assert month(found, "vm Standard_DS4_v2") == (668.68, 1671.70)  # 2 and 5 machines, 730 h at 0.458
    assert month(found, "vm Standard_DS2_v2") == (249.66, 332.88)  # 3 and 4 machines, 730 h at 0.114
    assert month(found, "disk P20") == (219.66, 292.88)  # 512 GiB for 3 and 4 machines
    assert month(found, "disk P15") == (76.04, 190.10)  # 256 GiB, as AKS gives 8 vCPU, for 2 and 5 machines
    assert month(found, "gateway WAF_v2") == (323.39, 323.39)  # 730 h at 0.443
    assert month(found, "gateway WAF_v2 capacity unit") == (0, 1051.20)  # none, and 10 units of 10 instances
    assert month(found, "aks Standard") == (73.00, 73.00)
    assert month(found, "defender containers") == (151.14, 329.76)  # 22 and 48 vCPU at 6.87
    assert month(found, "registry Premium") == (101.39, 101.39)  # two registries
    assert month(found, "private endpoint") == (14.60, 14.60)  # registry and vault
    assert month(found, "logs Basic") == (25.00, 45.00)  # 5 and 9 nodes, 10 GB, at 0.50
    assert month(found, "logs Analytics") == (103.50, 149.50)  # 5 and 9 nodes, 5 GB, and the hub's 20 GB, at 2.30


def test_every_resource_has_a_price_or_a_reason_for_none(found: Estimate) -> None:
    assert found.unpriced == ()
    assert found.unjudged == ()
    assert "data through the firewall" in found.not_counted


def test_the_public_address_of_the_gateway_is_priced(made: Synthesis, found: Estimate) -> None:
    charged = {line.resource.address for line in lines(found, "public address")}
    assert len(made.every("azurerm_public_ip")) == len(charged) + 1
    assert {line.resource.part for line in lines(found, "public address")} == {"hub"}


def test_the_replica_is_priced_in_its_own_region(found: Estimate) -> None:
    assert {line.region for line in lines(found, "registry Premium")} == {"eastus2", "centralus"}


def test_stacks_add_up_to_the_whole(found: Estimate) -> None:
    assert set(found.by_stack) == {"hub", "spoke", "cluster"}
    assert sum(part.least for part in found.by_stack.values()) == found.least > 1000
    assert sum(part.most for part in found.by_stack.values()) == found.most > found.least


def test_ephemeral_disks_are_free_and_managed_disks_are_rounded_up(synthesize: Synthesize, tmp_path: Path) -> None:
    found = estimate(synthesis(synthesize, tmp_path, {"node_pools": list(POOLS)}))
    assert {line.use.meter: (line.use.least, line.use.most) for line in found.lines if "disk" in line.use.meter} == {
        "disk P15": (3, 3)
    }


def test_options_cost_what_they_add(synthesize: Synthesize, tmp_path: Path) -> None:
    found = estimate(
        synthesis(
            synthesize,
            tmp_path,
            {"gateway.type": "vpn", "bastion.enabled": False, "defender.cluster_profile": False}
            | {"sku_tier": "Premium", "mission_critical": True, "logs.basic_tables": []},
        )
    )
    assert month(found, "vpn gateway VpnGw1AZ") == (153.30, 153.30)
    assert month(found, "aks Premium") == (438.00, 438.00)
    assert not lines(found, "bastion Standard")
    assert not lines(found, "defender containers")
    assert not lines(found, "logs Basic")
    assert month(found, "logs Analytics") == (218.50, 356.50)  # 15 GB a node, at 2.30
    assert found.unpriced == ()


def test_an_express_route_gateway_has_a_price(synthesize: Synthesize, tmp_path: Path) -> None:
    found = estimate(synthesis(synthesize, tmp_path, {"gateway.type": "expressroute"}))
    assert month(found, "expressroute gateway ErGw1AZ") == (263.53, 263.53)


def test_a_size_without_a_price_is_reported_and_not_estimated(
    synthesize: Synthesize, tmp_path: Path, found: Estimate
) -> None:
    pools = [POOLS[0], POOLS[1] | {"vm_size": "Standard_M8ms", "os_disk_size_gb": None}]
    unknown = estimate(synthesis(synthesize, tmp_path, {"node_pools": pools}))
    assert unknown.unpriced == (
        "vm Standard_M8ms in eastus2",
        "disk that AKS chooses for Standard_M8ms in eastus2",
        "defender containers on Standard_M8ms in eastus2",
    )
    assert sum("Standard_M8ms" in line and "no price" in line for line in summary(unknown)) == 3
    assert "Standard_M8ms" in "\n".join(markdown(unknown))
    assert not any("no price" in line for line in summary(found))


@pytest.mark.parametrize(
    ("pool", "windows", "meter"),
    [
        ({"os_sku": "Windows2022"}, {}, "windows vm Standard_DS4_v2"),
        ({"os_sku": "Windows2022"}, {"hybrid_benefit": True}, "vm Standard_DS4_v2"),
        ({"spot": True}, None, "spot vm Standard_DS4_v2"),
    ],
)
def test_windows_and_spot_nodes_are_not_charged_as_regular_ones(
    synthesize: Synthesize, tmp_path: Path, pool: dict[str, object], windows: object, meter: str
) -> None:
    third = {**POOLS[1], "name": "npthrd", "vm_size": "Standard_DS4_v2", **pool}
    settings = {"node_pools": [*POOLS, third], "network.policy_engine": "calico", "network.model": "overlay"}
    found = estimate(synthesis(synthesize, tmp_path, {**settings, "windows": windows}))
    assert meter in {line.use.meter for line in found.lines if line.resource.name == "npthrd"}


def test_a_price_of_another_region_is_used_and_marked(found: Estimate) -> None:
    (firewall,) = lines(found, "firewall Premium")
    assert firewall.price is not None
    assert (firewall.region, firewall.price.region, firewall.stands_in) == ("eastus2", STAND_IN, True)
    assert not any(line.stands_in for line in lines(found, "vm Standard_DS4_v2"))
    written = {each["meter"]: each["price"] for each in as_json(found)["lines"]}
    assert written["firewall Premium"]["stands_in"] is True
    assert written["private DNS zone"]["stands_in"] is False
    assert written["disk P15"]["estimated"] is True


def test_a_price_of_the_region_itself_is_preferred(found: Estimate) -> None:
    (known,) = {line.price for line in lines(found, "firewall Premium")}
    assert known is not None
    here = replace(known, region="eastus2", price=Decimal(2))
    everywhere = replace(known, region=EVERYWHERE, price=Decimal(3))
    table = PriceTable(prices=(known, everywhere)).with_prices([here])
    assert table.find(known.meter, "eastus2") == here
    assert table.find(known.meter, "westus") == everywhere
    assert table.find("nothing", "westus") is None


def test_the_summary_has_the_total_and_the_five_largest_lines(found: Estimate) -> None:
    total, *largest = summary(found)
    assert total.startswith(f"about {found.least:,.0f} to {found.most:,.0f} USD a month, at list prices of 20")
    assert len(largest) == 5
    assert [line.most for line in found.largest()] == sorted((line.most for line in found.lines), reverse=True)[:5]
    assert any("firewall Premium: 1,278" in line for line in largest)


def test_the_markdown_says_what_is_assumed_and_left_out(found: Estimate) -> None:
    text = "\n".join(markdown(found))
    assert "10 GB of container logs" in text
    assert all(says in text for says in found.not_counted)
    assert all(f"- {stack}: " in text for stack in found.by_stack)


def test_a_limit_holds_for_the_most_expensive_month(found: Estimate) -> None:
    assert over_limit(found, None) is None
    assert over_limit(found, float(found.most) + 1) is None
    assert str(over_limit(found, float(found.most) - 1)).startswith("cost.limit: a month costs up to 6,")
    assert over_limit(found, float(found.least)) is not None


@pytest.mark.parametrize(("limit", "status"), [(10_000, 0), (4_000, 1)])
def test_the_review_fails_above_the_limit(
    limit: int, status: int, made: Synthesis, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in made.stacks.items():
        (tmp_path / "stacks" / name).mkdir(parents=True)
        (tmp_path / "stacks" / name / "cdk.tf.json").write_text(json.dumps(content))
    file = configuration(tmp_path / "limited.yaml", {"cost.limit": limit})
    assert main(["report", str(file), str(tmp_path), "--date", "2026-06-01"]) == status
    assert ("cost.limit: a month costs up to" in capsys.readouterr().out) == bool(status)
    written = json.loads((tmp_path / "review.json").read_text())["cost"]
    assert written["most"] > 4_000 > written["stacks"]["hub"]["most"]


def test_the_api_can_be_asked_for_every_meter() -> None:
    free = {"aks Free"}
    for meter in {price.meter for price in load_prices().prices} - free:
        assert [pattern for pattern, _ in FILTERS if re.fullmatch(pattern, meter)], meter
