"""`make addresses`: blocks for members that ask for one. They are written down, so that none of them moves."""

import json
from pathlib import Path

import pytest
from fleets import written

from config.load import load
from config.problem import ConfigError
from tools.addresses import main, take_blocks

POOLS = "address_pools: {hubs: 10.200.0.0/16, spokes: 10.240.0.0/12}"
SHOP = "spoke: {address_space: auto}"


def run(file: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr("sys.argv", ["addresses", str(file)])
    assert main() == 0
    found: dict[str, str] = json.loads(file.with_suffix(".addresses.json").read_text())
    return found


def test_a_member_gets_the_next_free_block_and_the_subnets_from_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{POOLS}\nregions: {{eastus2: {{}}, centralus: {{hub: {{address_space: auto}}, {SHOP}}}}}"
    file = written(tmp_path, text)
    assert run(file, monkeypatch) == {
        "regions.centralus.hub": "10.200.1.0/24",
        "regions.centralus.spoke": "10.241.0.0/16",
    }
    _, there = (cluster.config for cluster in load(file).fleet.clusters)
    assert str(there.hub.subnets.bastion) == "10.200.1.128/26"
    assert str(there.spoke.subnets.application_gateway) == "10.241.5.0/24"
    assert str(there.ingress.load_balancer_ip) == "10.241.4.4"
    assert there.ingress.controllers == 5


def test_two_new_members_get_two_blocks(tmp_path: Path) -> None:
    text = f"{POOLS}\nfirst_spoke: web\nspokes: {{web: {{}}, shop: {{{SHOP}}}, bank: {{{SHOP}}}}}"
    assert [str(block) for block in take_blocks(written(tmp_path, text)).values()] == ["10.241.0.0/16", "10.242.0.0/16"]


def test_a_new_member_moves_no_block_wherever_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run(written(tmp_path, f"{POOLS}\nfirst_spoke: web\nspokes: {{web: {{}}, shop: {{{SHOP}}}}}"), monkeypatch)
    more = f"{POOLS}\nfirst_spoke: web\nspokes: {{first: {{{SHOP}}}, web: {{}}, shop: {{{SHOP}}}}}"
    after = run(written(tmp_path, more), monkeypatch)
    assert before == {"spokes.shop.spoke": "10.241.0.0/16"}
    assert after == {**before, "spokes.first.spoke": "10.242.0.0/16"}
    fewer = run(written(tmp_path, f"{POOLS}\nfirst_spoke: web\nspokes: {{web: {{}}}}"), monkeypatch)
    assert fewer == after, "the block of a member that went is not given to another one"


def test_a_block_keeps_clear_of_stated_ranges_and_ranges_elsewhere(tmp_path: Path) -> None:
    elsewhere = "network: {on_premises_ranges: [10.241.0.0/17]}"
    text = f"{POOLS}\n{elsewhere}\nfirst_spoke: web\nspokes: {{web: {{}}, shop: {{{SHOP}}}}}"
    assert {path: str(block) for path, block in take_blocks(written(tmp_path, text)).items()} == {
        "spokes.shop.spoke": "10.242.0.0/16"
    }


def test_what_a_member_states_itself_does_not_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = "spoke: {address_space: auto, subnets: {ingress: 10.241.9.0/28}}, ingress: {load_balancer_ip: 10.241.9.4}"
    file = written(tmp_path, f"{POOLS}\nfirst_spoke: web\nspokes: {{web: {{}}, shop: {{{own}}}}}")
    run(file, monkeypatch)
    config = load(file).fleet.clusters[1].config
    assert (str(config.spoke.subnets.ingress), str(config.ingress.load_balancer_ip)) == ("10.241.9.0/28", "10.241.9.4")
    assert str(config.spoke.subnets.nodes) == "10.241.0.0/22"


@pytest.mark.parametrize(
    ("pools", "line"),
    [
        ("", "address_pools.spokes: got nothing, need a range with a free /16 for spokes.shop.spoke"),
        ("address_pools: {spokes: 10.240.0.0/16}", "address_pools.spokes: got 10.240.0.0/16, which is full"),
    ],
)
def test_a_pool_without_room_is_refused(tmp_path: Path, pools: str, line: str) -> None:
    with pytest.raises(ConfigError) as error:
        take_blocks(written(tmp_path, f"{pools}\nfirst_spoke: web\nspokes: {{web: {{}}, shop: {{{SHOP}}}}}"))
    assert line in str(error.value)


def test_a_broken_file_of_blocks_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, f"{POOLS}\nfirst_spoke: web\nspokes: {{web: {{}}, shop: {{{SHOP}}}}}")
    file.with_suffix(".addresses.json").write_text('{"spokes.shop.spoke": "x"}')
    with pytest.raises(ConfigError, match="need what make addresses wrote - restore it from Git"):
        load(file)
