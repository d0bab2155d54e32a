"""A file becomes a configuration, or every mistake in it becomes a line. Real files, through `load`."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import load
from config.problem import ConfigError
from config.reading import remedies, shape

ROOT = Path(__file__).parents[1]
BASELINE = ROOT / "config/baseline.yaml"
LINE = re.compile(
    r"(?P<file>.+?\.yaml)(:\d+)?: ((?P<path>\S.*?): )?got (?P<got>.+?), need (?P<need>.+) - (?P<fix>.+[^.])"
)


def write(folder: Path, text: str, name: str = "x.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def refusal(file: Path) -> list[str]:
    """The lines that refuse `file`, each without the file's name and the line's number."""
    with pytest.raises(ConfigError) as error:
        load(file)
    lines = str(error.value).splitlines()
    assert len(lines) == len(error.value.problems)
    for line in lines:
        assert (found := LINE.fullmatch(line)), line
        assert found["file"] in (str(file), str(BASELINE)), line
    return [str(problem) for problem in error.value.problems]


def placed_refusal(file: Path) -> list[str]:
    """The lines that refuse `file`, as they are printed, without the folders of files."""
    with pytest.raises(ConfigError) as error:
        load(file)
    return [
        line.replace(f"{file.parent}/", "").replace(f"{BASELINE.parent}/", "") for line in str(error.value).splitlines()
    ]


def extending(folder: Path, text: str) -> Path:
    return write(folder, f"extends: {BASELINE}\n{text}")


def test_the_baseline_loads_with_its_placeholders_pointed_out() -> None:
    loaded = load(BASELINE)
    assert loaded.config.location == "eastus2"
    assert loaded.plan.spoke.nodes.prefix == loaded.config.spoke.subnets.nodes
    assert len(loaded.warnings) >= 3
    assert all(LINE.fullmatch(warning) for warning in loaded.warnings)
    assert any(
        each.startswith(f"{BASELINE}:16: operators.ip_ranges[0]: got 203.0.113.0/24") for each in loaded.warnings
    )


@pytest.mark.parametrize("profile", sorted((ROOT / "config").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_profile_loads(profile: Path) -> None:
    assert load(profile).config


def test_config_needs_no_cdktf() -> None:
    code = (
        "import tools.configuration_page, tools.topology_page, config.load, sys; "
        "sys.exit('cdktf' in sys.modules or 'jsii' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_seven_mistakes_of_all_kinds_are_seven_lines(tmp_path: Path) -> None:
    values = yaml.safe_load(BASELINE.read_text())
    values["zones"] = ["1", "2", "4"]
    values["hub"]["address_space"] = "10.240.8.0/24"
    values["hub"]["subnets"] = {"firewall": "10.240.8.0/26", "gateway": "10.240.8.64/27", "bastion": "10.240.8.128/27"}
    values["spoke"]["subnets"]["nodes"] = "10.240.0.0/24"
    values["registry"]["name"] = "a" * 60
    values["bastion"]["enabeld"] = True
    del values["operators"]["ip_ranges"]
    lines = refusal(write(tmp_path, yaml.safe_dump(values)))
    assert sorted(line.split(":")[0] for line in lines) == [
        "bastion.enabeld",
        "hub.subnets.bastion",
        "operators.ip_ranges",
        "registry.name",
        "spoke.address_space",
        "spoke.subnets.nodes",
        "zones[2]",
    ]


def test_rules_check_fields_beside_a_broken_one(tmp_path: Path) -> None:
    lines = refusal(extending(tmp_path, "sku_tier: Free\nlogs: {retention_days: soon}\ncost: {analysis: false}\n"))
    assert [line.split(":")[0] for line in lines] == ["sku_tier", "logs.retention_days"]


def test_rules_do_not_read_a_broken_value(tmp_path: Path) -> None:
    # The second pool's mode cannot be read: whether there is one system pool cannot be told.
    pools = "[{name: a, mode: usr, vm_size: Standard_DS4_v2, min_count: 2, max_count: 5, max_pods: 30}]"
    assert [line.split(":")[0] for line in refusal(extending(tmp_path, f"node_pools: {pools}"))] == [
        "node_pools[0].mode"
    ]


def test_a_misspelt_key_is_one_problem(tmp_path: Path) -> None:
    values = yaml.safe_load(BASELINE.read_text())
    values["node_pools"][1]["maxcount"] = values["node_pools"][1].pop("max_count")
    values["dns"]["domian"] = values["dns"].pop("domain")
    lines = refusal(write(tmp_path, yaml.safe_dump(values)))
    assert [line.split(":")[0] for line in lines] == ["dns.domian", "node_pools[1].maxcount"]
    assert "did you mean max_count" in lines[1]


def test_a_broken_baseline_is_reported_like_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = yaml.safe_load(BASELINE.read_text())
    del values["hub"]
    file = write(tmp_path, yaml.safe_dump(values))
    monkeypatch.setattr(remedies, "BASELINE", file)
    monkeypatch.setattr(remedies, "_baseline", remedies._baseline.__wrapped__)
    assert [line.split(":")[0] for line in refusal(file)] == ["hub"]


# --- Files that cannot be read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", None, "got an empty file"),
        ("# only a comment\n", None, "got an empty file"),
        ("- a\n- b\n", None, "got no keys at the top level"),
        ("just text\n", None, "got no keys at the top level"),
        ("a: \x01\n", None, "got a control character"),
        ("a:\n\tb: 1\n", 2, "- indent with spaces"),
        ("a: b: c\n", 1, "got 'a: b: c', where YAML says at column 5: mapping values are not allowed"),
        ("a: 'x\n", 1, "unexpected end of stream"),
        ("a: [1, 2\nb: 3\n", 2, "got 'b: 3', where YAML says at column 2: did not find expected ',' or ']'"),
        ("a: {b: 1\n", 1, "expected ',' or '}'"),
        ("a: [1,,2]\n", 1, "at column 7: did not find expected node content"),
        ("a: }\n", 1, "expected node content"),
        ("a:\n  b: 1\n c: 2\n", 3, "got 'c: 2', where YAML says at column 2"),
        ("- a\nb: 1\n", 2, "expected '-' indicator"),
        ("a: - b\n", 1, "block sequence entries are not allowed"),
        ("a: 1\nb\nc: 2\n", 3, "could not find expected ':'"),
        ("a: *b\n", 1, "undefined alias"),
        ("a: 1\n---\nb: 2\n", 2, "another document"),
        ('a: "\\q"\n', 1, "unknown escape character"),
        ("a: @b\n", 1, "- put the value in quotes"),
        ("a: !Ref b\n", 1, "got the tag !Ref"),
        ("a: !!python/object:os.system b\n", 1, "got the tag "),
        ("a: 1\nb: !!int many\n", 2, "got many, need a number that can be read"),
        ("? [a]\n: b\n", 1, "got a list or mapping as a key"),
        ("a: 1\n<<: 2\n", 2, "got no mapping behind <<"),
        ("a: " + "9" * 5000, 1, "(5000 characters), need a number that can be read"),
        ("a: &b [*b]\n", 1, "got endless levels"),
        ("a: " + "[" * 50 + "]" * 50, 1, "got endless levels"),
        ("a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
            f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdef", "bcdefg", strict=True)
        ), None, "got more than 100,000 values"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_mapping_is_one_problem(tmp_path: Path, text: str, line: int | None, says: str) -> None:
    (printed,) = placed_refusal(write(tmp_path, text))
    assert printed.startswith(f"x.yaml:{line}: got " if line else "x.yaml: got ")
    assert says in printed


def test_a_missing_file_is_one_problem_with_a_suggestion(tmp_path: Path) -> None:
    write(tmp_path, "a: 1", "baseline.yaml")
    (line,) = refusal(tmp_path / "baselin.yaml")
    assert line == "got no such file, need an existing file - did you mean baseline.yaml"


def test_a_binary_file_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9\n")
    (tmp_path / "folder.yaml").mkdir()
    assert refusal(tmp_path / "latin.yaml")[0].startswith("got a byte that is no text at position 3")
    assert refusal(tmp_path / "folder.yaml")[0].startswith("got is a directory")
    assert refusal(tmp_path / "\0.yaml")[0].startswith("got an impossible name")


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + BASELINE.read_bytes())
    assert load(file).config == load(BASELINE).config


def test_a_key_that_stands_twice_is_refused_with_its_lines(tmp_path: Path) -> None:
    file = extending(tmp_path, "zones: []\nlogs:\n  retention_days: 30\n  retention_days: 3\nzones: [4]\n")
    assert [line.partition(" - ")[0] for line in placed_refusal(file)] == [
        f"x.yaml:{line}: {path}: got the key in line {first} and again in line {line}, need each key once"
        for path, first, line in (("logs.retention_days", 4, 5), ("zones", 2, 6))
    ]


def test_keys_are_always_text(tmp_path: Path) -> None:
    loaded = load(extending(tmp_path, "tags: {on: call, 2026: year, null: void}\n"))
    assert loaded.config.tags == {"on": "call", "2026": "year", "null": "void"}


def test_words_and_times_are_text_as_yaml_1_2_has_it(tmp_path: Path) -> None:
    loaded = load(extending(tmp_path, "tags: {a: yes, b: off, c: 21:00, d: 2026-11-24, e: 1_000, f: y}\n"))
    assert loaded.config.tags == {"a": "yes", "b": "off", "c": "21:00", "d": "2026-11-24", "e": "1_000", "f": "y"}
    assert load(extending(tmp_path, "updates: {window: {start: 21:00}}\n")).config.updates.window.start == "21:00"
    assert load(extending(tmp_path, "logs: {retention_days: 0o100}\n")).config.logs.retention_days == 64
    assert load(extending(tmp_path, "logs: {retention_days: 0x40}\n")).config.logs.retention_days == 64


def test_merge_keys_merge(tmp_path: Path) -> None:
    loaded = load(extending(tmp_path, "tags: {<<: [{a: '1', b: '1'}, {a: '2', c: '2'}], b: '3'}\n"))
    assert loaded.config.tags == {"a": "1", "b": "3", "c": "2"}


# --- Lines ------------------------------------------------------------------------------------------------------------


def test_a_problem_names_the_line_of_the_value(tmp_path: Path) -> None:
    text = BASELINE.read_text().replace("    min_count: 2\n    max_count: 5\n", "    min_count: 5\n    max_count: 3\n")
    line = text[: text.index("max_count: 3")].count("\n") + 1
    assert placed_refusal(write(tmp_path, text)) == [
        f"x.yaml:{line}: node_pools[1].max_count: got 3, need at least min_count 5 - raise it, or lower min_count"
    ]


def test_a_problem_of_an_inherited_value_names_the_file_that_contains_it(tmp_path: Path) -> None:
    line = (
        BASELINE.read_text()
        .splitlines()
        .index("  load_balancer_ip: 10.240.4.4 # first usable address of the ingress subnet")
        + 1
    )
    (printed,) = placed_refusal(extending(tmp_path, "spoke: {subnets: {ingress: 10.240.4.16/28}}\n"))
    assert printed.startswith(f"baseline.yaml:{line}: ingress.load_balancer_ip: got 10.240.4.4, need ")


def test_a_missing_value_is_reported_at_the_line_of_its_section(tmp_path: Path) -> None:
    lines = placed_refusal(extending(tmp_path, "\nbackup:\n  mode: velero\nworkloads:\n  - quota: {pods: 9}\n"))
    assert [line.split(": got")[0] for line in lines if "workloads" in line] == ["x.yaml:6: workloads[0].namespace"]
    values = yaml.safe_load(BASELINE.read_text())
    del values["location"]
    (line,) = placed_refusal(write(tmp_path, yaml.safe_dump(values)))
    assert line.startswith("x.yaml: location: got nothing, ")


def test_a_list_that_replaces_another_has_its_own_line_numbers(tmp_path: Path) -> None:
    pool = "{name: a, mode: system, vm_size: Standard_DS2_v2, min_count: 3}"
    other = "{name: b, mode: user, vm_size: Standard_DS4_v2, min_count: 2}"
    lines = placed_refusal(extending(tmp_path, f"node_pools:\n- {pool}\n- {other}\n"))
    assert [line.split(": got")[0] for line in lines] == [
        "x.yaml:3: node_pools[0].max_count",
        "x.yaml:4: node_pools[1].max_count",
    ]


def test_problems_follow_the_order_of_the_file_with_inherited_ones_last(tmp_path: Path) -> None:
    text = "spoke: {subnets: {ingress: 10.240.4.16/28}}\nbastion: {enabled: maybe}\nzones: [4]\n"
    places = [line.split(": ")[0] for line in placed_refusal(extending(tmp_path, text))]
    assert places[:2] == ["x.yaml:3", "x.yaml:4"]
    assert places[2].startswith("baseline.yaml:")


# --- extends ----------------------------------------------------------------------------------------------------------


def test_mappings_merge_and_everything_else_replaces(tmp_path: Path) -> None:
    write(tmp_path, BASELINE.read_text() + "\ntags: {a: '1', b: '2'}\n", "base.yaml")
    write(
        tmp_path,
        "extends: base.yaml\nzones: ['1']\ntags: {b: '3'}\nhub: {subnets: {gateway: 10.200.0.96/27}}\n",
        "m.yaml",
    )
    (tmp_path / "deep").mkdir()
    config = load(write(tmp_path / "deep", "extends: ../m.yaml\ngeo_redundancy_location: null\n")).config
    assert config.zones == ("1",)
    assert config.tags == {"a": "1", "b": "3"}
    assert str(config.hub.subnets.gateway) == "10.200.0.96/27"
    assert str(config.hub.subnets.firewall) == "10.200.0.0/26"
    assert config.geo_redundancy_location is None
    assert config.extends == "../m.yaml"


def test_an_empty_extends_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a: 1", "baseline.yaml")
    assert refusal(write(tmp_path, "extends: baselin.yaml")) == [
        "extends: got baselin.yaml, which is no file, need an existing file - did you mean baseline.yaml"
    ]
    assert refusal(write(tmp_path, "extends: x.yaml")) == [
        "extends: got the circle x.yaml -> x.yaml, need a file that does not lead back - extend another file"
    ]


def test_an_invalid_file_name_is_reported_at_extends(tmp_path: Path) -> None:
    for name in ("x" * 5000, "'\\0'", '"\\0"'):
        (line,) = placed_refusal(write(tmp_path, f"extends: {name}\n"))
        assert line.startswith("x.yaml:1: extends: got ")
        assert "which is no file" in line
        assert len(line) < 200


def test_a_link_that_leads_nowhere_is_not_suggested(tmp_path: Path) -> None:
    (tmp_path / "organization.yaml").symlink_to(tmp_path / "gone.yaml")
    (line,) = refusal(write(tmp_path, "extends: organization.yaml"))
    assert line.endswith("need an existing file - correct the name, relative to this file")


def test_a_circle_of_extends_is_reported_at_the_file_that_closes_it(tmp_path: Path) -> None:
    write(tmp_path, "extends: b.yaml", "a.yaml")
    write(tmp_path, "extends: ./a.yaml", "b.yaml")
    with pytest.raises(ConfigError, match=r"b\.yaml:1: extends: got the circle a\.yaml -> b\.yaml -> a\.yaml"):
        load(tmp_path / "a.yaml")


def test_problems_of_an_extended_file_name_that_file(tmp_path: Path) -> None:
    base = write(tmp_path, "a: 1\na: 2\n", "base.yaml")
    with pytest.raises(ConfigError, match=f"^{re.escape(str(base))}:2: a: got the key in line 1 and again in line 2"):
        load(write(tmp_path, "extends: base.yaml"))
    write(tmp_path, "a: [", "base.yaml")
    with pytest.raises(ConfigError, match=f"^{re.escape(str(base))}:1: got "):
        load(write(tmp_path, "extends: base.yaml"))


def test_extends_must_be_text(tmp_path: Path) -> None:
    lines = refusal(write(tmp_path, "extends: [baseline.yaml]\n"))
    assert any(line.startswith("extends: got [baseline.yaml], need text - ") for line in lines)


def test_the_file_is_named_as_the_user_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").mkdir()
    extending(tmp_path / "config", "zones: [4]")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as error:
        load(Path("config/x.yaml"))
    assert str(error.value).splitlines() == ["config/x.yaml:2: zones[0]: got 4, need 1, 2 or 3 - choose one of them"]


# --- Any mistake ------------------------------------------------------------------------------------------------------


def places(value: Any, loc: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [loc, *(place for step, inner in steps for place in places(inner, (*loc, step)))]


BASELINE_VALUES = yaml.safe_load(BASELINE.read_text())
KEYS = sorted({loc[-1] for loc in shape.paths()})
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60) | st.dates() | st.binary(max_size=5)
    | st.ip_addresses().map(str) | st.ip_addresses(v=4).map(lambda address: f"{address}/24") | st.sampled_from(KEYS)
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=3),
    max_leaves=5,
)
CHANGES = st.lists(
    st.tuples(st.sampled_from(places(BASELINE_VALUES)), st.sampled_from(["replace", "remove", "add"]), VALUES),
    min_size=1,
    max_size=3,
)


def mutated(changes: list[tuple[tuple[Any, ...], str, Any]]) -> Any:
    values = {"": yaml.safe_load(BASELINE.read_text())}
    for loc, action, value in changes:
        container: Any = values
        *path, last = ("", *loc)
        try:
            for step in path:
                container = container[step]
            if action == "replace":
                container[last] = value
            elif action == "remove":
                del container[last]
            elif isinstance(container[last], dict):
                container[last]["new"] = value
        except (KeyError, IndexError, TypeError):
            pass  # an earlier change has taken this place away
    return values.get("")


@given(changes=CHANGES)
@settings(max_examples=60, deadline=None)
def test_any_file_loads_or_is_refused_with_messages(
    changes: list[tuple[tuple[Any, ...], str, Any]], tmp_path_factory: Any
) -> None:
    file = write(tmp_path_factory.getbasetemp(), yaml.safe_dump(mutated(changes), allow_unicode=True), "mutated.yaml")
    try:
        load(file)
    except ConfigError as error:
        lines = str(error).splitlines()
        assert lines
        assert len(lines) == len(error.problems)  # noqa: PT017 - a file that is not refused passes too
        for line in lines:
            assert LINE.fullmatch(line), line
            assert "pydantic" not in line
            assert "Input should" not in line
