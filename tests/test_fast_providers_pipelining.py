"""Python creates objects without waiting for Node. Errors are raised all the same, and the output stays as it is."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fast_providers_run import ROOT, environment, finished, notes, probe, python

HELM = "cdktf_cdktf_provider_helm"
HEAD = f"""
import os, fast_providers
fast_providers.enable(os.environ)
import cdktf
from {HELM}.provider import HelmProvider
from {HELM}.release import Release
app = cdktf.App(outdir=os.environ["OUT"])
stack = cdktf.TerraformStack(app, "workload")
HelmProvider(stack, "helm")
"""


def run(script: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    file = folder / "app.py"
    file.write_text(HEAD + script)
    return python(str(file), path=None, OUT=str(folder / "out"), **environ)


def made(folder: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((folder / "out" / "stacks" / "workload" / "cdk.tf.json").read_text())
    return content


WRONG = """
try:
    Release(stack, "wrong", name=5, chart="traefik")
    print("later")
    Release(stack, "another", name="traefik", chart=6)
    app.synth()
except RuntimeError as error:
    print(error)
"""


def test_the_first_error_is_raised_with_its_place_by_the_next_call_that_needs_an_answer(tmp_path: Path) -> None:
    done = run(WRONG, tmp_path)
    first, *message = done.stdout.splitlines()
    assert first == "later"
    assert "Key 'name': Unable to deserialize value as string" in done.stdout
    assert "Key 'chart'" not in done.stdout
    line = HEAD.count("\n") + WRONG[: WRONG.index("Release")].count("\n") + 1
    assert message[-1] == f"  at {tmp_path / 'app.py'}:{line}, Release 'wrong'"
    assert done.stderr == ""


def test_without_pipelining_it_is_raised_at_once(tmp_path: Path) -> None:
    done = run(WRONG, tmp_path, FAST_PROVIDERS="-pipelining")
    assert "Key 'name': Unable to deserialize value as string" in done.stdout
    assert "later" not in done.stdout


def test_after_an_error_the_application_can_go_on(tmp_path: Path) -> None:
    run(WRONG + 'Release(stack, "right", name="traefik", chart="traefik")\napp.synth()\n', tmp_path)
    assert list(made(tmp_path)["resource"]["helm_release"]) == ["right"]  # type: ignore[index]


def test_an_error_that_no_call_raised_is_printed_at_the_end(tmp_path: Path) -> None:
    done = run('Release(stack, "wrong", name=5, chart="traefik")\n', tmp_path)
    assert done.stderr.splitlines()[-1].endswith(", Release 'wrong'")


CALLED_BACK = """
import jsii
class Release(Release):
    @property
    def friendly_unique_id(self):
        return "ours"
@jsii.implements(cdktf.IAspect)
class Name:
    def visit(self, node):
        print(node.node.path)
cdktf.Aspects.of(stack).add(Name())
release = Release(stack, "traefik", name="traefik", chart="traefik")
release.version = "1"
app.synth()
"""


def test_methods_that_node_calls_back_work(tmp_path: Path) -> None:
    outputs = []
    for switch in ("1", "-pipelining"):
        (tmp_path / switch).mkdir()
        done = run(CALLED_BACK, tmp_path / switch, FAST_PROVIDERS=switch)
        assert {"workload", "workload/helm", "workload/traefik"} <= {*done.stdout.split()}
        outputs.append(made(tmp_path / switch))
    assert outputs[0] == outputs[1]
    assert outputs[0]["resource"]["helm_release"]["ours"]["version"] == "1"  # type: ignore[index]


def test_an_object_that_node_returns_is_the_one_that_python_made(tmp_path: Path) -> None:
    script = 'release = Release(stack, "traefik", name="traefik", chart="traefik")\n'
    script += 'print(stack.node.find_child("traefik") is release, release.node.scope is stack)\n'
    assert run(script, tmp_path).stdout == "True True\n"


# --- The types of the last run ---------------------------------------------------------------------------------------


APP = f"""
import os, sys, fast_providers
fast_providers.enable(os.environ, ahead=["{HELM}"])
import cdktf
if "only" not in sys.argv:
    import {HELM}.release
cdktf.App(outdir=os.environ["OUT"]).synth()
"""


def scripts(folder: Path, *arguments: str, **environ: str) -> set[str]:
    """Scripts of providers that Node has read in a run of APP, with a copy of fast_providers for its own."""
    site, note = folder / "site", folder / f"run{len(list(folder.iterdir()))}"
    if not site.exists():
        shutil.copytree(
            ROOT / "constructs" / "fast_providers",
            site / "fast_providers",
            ignore=shutil.ignore_patterns("used_types-*"),
        )
    note.mkdir()
    (folder / "app.py").write_text(APP)
    ours = {"OUT": str(folder / "out"), "PYTHONDONTWRITEBYTECODE": "", **environ, **probe(note)}
    finished([sys.executable, str(folder / "app.py"), *arguments], environment(site, **ours))
    return {str(each) for found in notes(note) for each in found.get("scripts", ())}  # type: ignore[attr-defined]


RELEASE = "provider-helm/lib/release/index.js"


def test_node_reads_the_types_that_the_last_run_used(tmp_path: Path) -> None:
    assert RELEASE not in scripts(tmp_path)
    assert RELEASE not in scripts(tmp_path, "only", FAST_PROVIDERS="-read-ahead")
    assert RELEASE in scripts(tmp_path, "only")


@pytest.mark.parametrize("content", ["", "[", "5", '[5, "@cdktf/provider-helm.gone.Gone"]', '["no.such.Type"]'])
def test_a_damaged_list_of_types_changes_nothing(content: str, tmp_path: Path) -> None:
    scripts(tmp_path)
    (file,) = (tmp_path / "site" / "fast_providers" / "__pycache__").glob("used_types-*.json")
    good = file.read_text()
    file.write_text(content)
    scripts(tmp_path)
    assert file.read_text() == good


def test_nothing_is_recorded_where_python_stores_no_bytecode(tmp_path: Path) -> None:
    scripts(tmp_path, PYTHONDONTWRITEBYTECODE="1")
    assert not list((tmp_path / "site").rglob("used_types-*.json"))
