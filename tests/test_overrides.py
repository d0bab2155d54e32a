"""`overrides` sets what it names and nothing else, and is refused where Terraform would not understand it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import BASELINE, ROOT, Synthesize, configuration
from reviewing import beside, content_of
from sections import Sections

import stacks as app
from config.facts.arguments import TABLE, table
from config.load import load
from config.problem import ConfigError
from review.report.markdown import markdown
from review.report.page import page
from review.terraform import Stacks
from stacks.overrides import override
from tools.argument_table import table as table_of
from tools.argument_table import types_made

AKS = "cluster.azurerm_kubernetes_cluster.cluster"
FIREWALL = "hub.azurerm_firewall.firewall"
TRAEFIK = "bootstrap.helm_release.traefik"

# Address, argument, value, and what stands at the same path then. None: nothing.
SET: list[tuple[str, str, object, object]] = [
    (AKS, "image_cleaner_interval_hours", 48, 48),
    (AKS, "local_account_disabled", False, False),
    (AKS, "auto_scaler_profile.expander", "least-waste", "least-waste"),
    (AKS, "default_node_pool.zones[2]", "2", "2"),
    (AKS, "default_node_pool.zones", ["1"], ["1"]),
    (AKS, "tags.Owner", "platform", "platform"),
    (AKS, "image_cleaner_enabled", None, None),
    (AKS, "storage_profile", None, None),
    (AKS, "http_proxy_config.no_proxy", ["10.0.0.0/8"], ["10.0.0.0/8"]),
    (AKS, "kubelet_identity", {"client_id": "a"}, {"client_id": "a"}),
    (FIREWALL, "ip_configuration[1].name", "second", "second"),
    (TRAEFIK, "timeout", 900, 900),
]
# Address, argument, value, and what the refusal says.
REFUSED: list[tuple[str, str, object, str]] = [
    ("hub.azurerm_firewall.firewal", "zones", [], f"did you mean {FIREWALL}"),
    ("nowhere.azurerm_firewall.firewall", "zones", [], "need the address of a resource"),
    (AKS, "image_cleaner_interval_hour", 48, "did you mean image_cleaner_interval_hours"),
    (AKS, "kube_config_raw", "x", "kube_config_raw is none"),
    (AKS, "lifecycle", {}, "lifecycle is none"),
    (AKS, "auto_scaler_profile.expander", 3, "got 3, need text"),
    (AKS, "local_account_disabled", "true", 'got "true", need true or false'),
    (AKS, "image_cleaner_interval_hours", True, "need a number"),
    (AKS, "default_node_pool.zones", ["1", 2], "need text in [1]"),
    (AKS, "tags.Owner", ["a"], "need text"),
    (AKS, "kubelet_identity", {"client": "x"}, "need only arguments that azurerm 4.55 has"),
    (AKS, "name", None, "got null, need text"),
    (AKS, "dns_prefix.x", "a", "need a path that ends before x"),
    (AKS, "windows_profile.admin_username", "x", "the block as a whole, as it needs admin_password too"),
    (AKS, "windows_profile", {"admin_username": "x", "admin_password": "y"}, "need only arguments"),
    (AKS, "service_principal.client_secret", "x", "need the block as a whole"),
    (AKS, "name", "aks-other", "need aks-bbabb9, as "),
    (FIREWALL, "ip_configuration.name", "x", "write [0].name"),
    (FIREWALL, "ip_configuration[9].name", "x", "9 is none"),
    ("spoke.azurerm_container_registry.registry", "georeplications", [{}], "need a value in [0].location"),
    (TRAEFIK, "timeout", "900", "need a value of the same type as"),
    (TRAEFIK, "devel", True, "devel is none"),
    ("bootstrap.kubernetes_namespace_v1.namespaces_a0008_1E9F0050", "metadata.name", "shop", "need a0008, as "),
]


def overridden(stacks: Stacks, folder: Path, address: str, path: str, value: object) -> tuple[Stacks, list[str]]:
    """The stacks with one override, and the refusals."""
    for name, content in stacks.items():
        file = folder / "stacks" / name / "cdk.tf.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(content))
    problems = override(folder, {address: {path: value}})  # type: ignore[dict-item]
    made = {name: json.loads((folder / "stacks" / name / "cdk.tf.json").read_text()) for name in stacks}
    return made, [str(problem) for problem in problems.values()]


def at(stacks: Stacks, address: str, path: str) -> object:
    """What stands at a path of a resource, by plain keys and indexes."""
    stack, type_, name = address.split(".")
    value: Any = stacks[stack]["resource"][type_][name]
    for step in path.replace("[", ".").replace("]", "").split("."):
        value = value[int(step)] if isinstance(value, list) else value.get(step)
    return value


def without(stacks: Stacks, address: str, argument: str) -> Stacks:
    stack, type_, name = address.split(".")
    others: Stacks = json.loads(json.dumps(dict(stacks)))
    others[stack]["resource"][type_][name].pop(argument, None)
    return others


@pytest.mark.parametrize(("address", "path", "value", "expected"), SET)
def test_an_override_sets_its_argument_and_nothing_else(
    address: str, path: str, value: object, expected: object, stacks: Stacks, tmp_path: Path
) -> None:
    made, refusals = overridden(stacks, tmp_path, address, path, value)
    assert refusals == []
    assert made != stacks
    assert at(made, address, path) == expected
    argument = path.split(".")[0].split("[")[0]
    assert without(made, address, argument) == without(stacks, address, argument)


def test_a_block_keeps_its_other_arguments(stacks: Stacks, tmp_path: Path) -> None:
    made, _ = overridden(stacks, tmp_path, AKS, "auto_scaler_profile.expander", "least-waste")
    before, after = (at(each, AKS, "auto_scaler_profile") for each in (stacks, made))
    assert after == {**before, "expander": "least-waste"}  # type: ignore[dict-item]


@pytest.mark.parametrize(("address", "path", "value", "says"), REFUSED)
def test_what_terraform_would_not_understand_is_refused(
    address: str, path: str, value: object, says: str, stacks: Stacks, tmp_path: Path
) -> None:
    made, (refusal,) = overridden(stacks, tmp_path, address, path, value)
    assert says in refusal
    assert "\n" not in refusal
    assert made == stacks


def test_one_refusal_keeps_everything_from_being_written(stacks: Stacks, tmp_path: Path) -> None:
    for name, content in stacks.items():
        (tmp_path / "stacks" / name).mkdir(parents=True)
        (tmp_path / "stacks" / name / "cdk.tf.json").write_text(json.dumps(content))
    both = {AKS: {"image_cleaner_interval_hours": 48, "nothing": 1}, FIREWALL: {"nothing": 1}}
    assert len(override(tmp_path, both)) == 2  # type: ignore[arg-type]
    for name, content in stacks.items():
        assert json.loads((tmp_path / "stacks" / name / "cdk.tf.json").read_text()) == content


def test_a_synthesis_overrides_what_its_file_says(synthesize: Synthesize, stacks: Stacks) -> None:
    made = synthesize(overrides={AKS: {"image_cleaner_interval_hours": 48}})
    assert at(made, AKS, "image_cleaner_interval_hours") == 48
    assert without(made, AKS, "image_cleaner_interval_hours") == without(stacks, AKS, "image_cleaner_interval_hours")


def test_a_program_refuses_an_override_at_its_line_and_writes_nothing(tmp_path: Path) -> None:
    config, out = tmp_path / "config.yaml", tmp_path / "out"
    lines = [f"extends: {ROOT}/config/baseline.yaml", "overrides:", f"  {AKS}:", "    image_cleaner_interval_hour: 1"]
    config.write_text("\n".join(lines))
    environ = {"BASELINE_CONFIG": str(config), "CDKTF_OUTDIR": str(out), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, str(ROOT / "main.py")], env=environ, capture_output=True, text=True)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 2
    assert line.startswith(f"{config}:4: overrides: {AKS} image_cleaner_interval_hour: got 1, need ")
    assert not out.exists()


@pytest.mark.parametrize(
    "overrides",
    [
        {"cluster": {"name": "x"}},
        {AKS: {"a b": 1}},
        {AKS: {"dns_prefix": "${path.cwd}"}},
        {AKS: {"tags": {"Owner": "{{ .Values.x }}"}}},
        {AKS: 1},
    ],
    ids=str,
)
def test_what_is_no_address_no_path_or_no_plain_text_is_refused_before_synthesis(
    overrides: object, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError) as refused:
        load(configuration(tmp_path / "config.yaml", {"overrides": overrides}))
    assert len(str(refused.value).splitlines()) == 1


def test_the_schema_is_read_only_where_something_is_overridden() -> None:
    assert "override" not in vars(app)  # imported inside the function


def test_the_table_holds_every_type_that_can_be_made() -> None:
    """Otherwise run `python -m tools.argument_table`, as that file says."""
    assert set(types_made()) <= table().keys()
    assert TABLE.stat().st_size < 150_000


def test_the_table_is_made_of_what_can_be_set() -> None:
    attributes = {
        "name": {"type": "string", "required": True},
        "key": {"type": "string", "optional": True, "sensitive": True},
        "id": {"type": "string", "optional": True, "computed": True},
        "fqdn": {"type": "string", "computed": True},
        "rules": {"type": ["set", ["object", {"ports": ["list", "number"]}]], "optional": True},
    }
    inner = {"block": {"attributes": {"size": {"type": "number", "required": True}}}, "nesting_mode": "list"}
    block = {"attributes": attributes, "block_types": {"disk": {**inner, "min_items": 1, "max_items": 2}}}
    types = {type_: {"block": block} for type_ in types_made()}
    made = table_of({"provider_schemas": {"registry/hashicorp/azurerm": {"resource_schemas": types}}})
    assert made["azurerm_firewall"] == {
        "disk": [1, 2, {"size": "number!"}],
        "key": "string*",
        "name": "string!",
        "rules": [0, 0, {"ports": "list(number)"}],
    }


def test_the_review_lists_what_is_overridden(synthesize: Synthesize, tmp_path: Path) -> None:
    settings = {"overrides": {AKS: {"image_cleaner_interval_hours": 48, "tags.Owner": "<b>"}}}
    content = content_of(beside(synthesize(**settings), configuration(tmp_path / "config.yaml", settings)))
    words = Sections(page(content))["overrides"]
    assert f"{AKS} image_cleaner_interval_hours 48" in words
    assert f'{AKS} tags.Owner "<b>"' in words
    assert f"`{AKS} image_cleaner_interval_hours, tags.Owner`" in markdown(content)


def test_the_review_of_a_file_without_overrides_has_no_such_section(stacks: Stacks) -> None:
    content = content_of(beside(stacks, BASELINE))
    assert "overrides" not in Sections(page(content)).ids
    assert "Overridden" not in markdown(content)
