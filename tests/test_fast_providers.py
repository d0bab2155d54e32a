"""An application loads of its providers what it uses, and is refused what it is refused without fast loading."""

import gzip
import io
import shutil
import tarfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from fast_providers_run import ROOT, Run, python, run_app


@pytest.fixture(scope="module")
def lazy(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_app(tmp_path_factory.mktemp("lazy"))


def test_python_imports_only_what_is_used(lazy: Run) -> None:
    used = {"azurerm": {"firewall", "provider", "resource_group"}, "helm": {"provider", "release"}}
    roots = {f"cdktf_cdktf_provider_{name}": modules for name, modules in used.items()}
    public = {name for name in lazy.modules if not name.endswith("._private")}
    assert public == {*roots} | {f"{root}.{name}" for root in roots for name in {*roots[root], "_jsii"}}


def test_node_reads_only_what_is_used(lazy: Run) -> None:
    assert lazy.scripts == {
        *(f"provider-azurerm/lib/{name}index.js" for name in ("", "firewall/", "provider/", "resource-group/")),
        *(f"provider-helm/lib/{name}index.js" for name in ("", "provider/", "release/")),
    }


def test_a_returned_object_has_its_type(lazy: Run) -> None:
    assert lazy.returned == "FirewallIpConfigurationOutputReference"


def test_node_prints_no_warnings(lazy: Run) -> None:
    assert lazy.stderr == ""


def test_a_wrong_argument_is_refused_by_node() -> None:
    script = """
import os, fast_providers
fast_providers.enable(os.environ)
import cdktf
from cdktf_cdktf_provider_helm.release import Release
stack = cdktf.TerraformStack(cdktf.App(), "workload")
try:
    Release(stack, "traefik", name=5, chart="traefik")
    stack.to_terraform()
except RuntimeError as error:
    print(error)
"""
    refusal = python("-c", script, PYTHONDONTWRITEBYTECODE="").stdout
    assert "Key 'name': Unable to deserialize value as string" in refusal


@pytest.mark.parametrize("switch", ["1", "-one-process"])
def test_a_path_with_spaces_and_quotes_works(switch: str, lazy: Run, tmp_path: Path) -> None:
    folder = tmp_path / 'our "own" constructs'
    shutil.copytree(ROOT / "constructs" / "fast_providers", folder / "fast_providers")
    again = run_app(tmp_path, path=folder, FAST_PROVIDERS=switch)
    assert again.scripts == lazy.scripts
    assert again.files == lazy.files


def test_an_unrecognized_provider_is_loaded_eagerly_and_works(lazy: Run, tmp_path: Path) -> None:
    """The helm provider with one line more in its root, and one in its index.js."""
    provider = copy_of_helm(tmp_path / "site", root_line="CHANGED = True", index_line="exports.changed = true;")
    again = run_app(tmp_path, path=provider.parent)
    assert "cdktf_cdktf_provider_helm.data_helm_template" in again.modules
    assert "provider-helm/lib/data-helm-template/index.js" in again.scripts
    assert again.files == lazy.files


def copy_of_helm(folder: Path, *, root_line: str, index_line: str) -> Path:
    spec = find_spec("cdktf_cdktf_provider_helm")
    assert spec
    assert spec.origin
    package = shutil.copytree(Path(spec.origin).parent, folder / "cdktf_cdktf_provider_helm")
    with (package / "__init__.py").open("a") as root:
        root.write(f"\n{root_line}\n")
    [archive] = (package / "_jsii").glob("*.tgz")
    with tarfile.open(archive) as packed:
        streams = [(member, packed.extractfile(member)) for member in packed.getmembers()]
        contents = [(member, stream.read() if stream else b"") for member, stream in streams]
    # no date in the archive: jsii keeps one unpacked copy for each digest
    with gzip.GzipFile(archive, "wb", mtime=0) as file, tarfile.open(fileobj=file, mode="w") as packed:
        for member, content in contents:
            changed = content + f"\n{index_line}\n".encode() if member.name.endswith("/lib/index.js") else content
            member.size = len(changed)
            packed.addfile(member, io.BytesIO(changed))
    return package


def test_attributes_are_imported_on_demand() -> None:
    script = """
import os, sys, fast_providers
fast_providers.enable(os.environ)
import cdktf_cdktf_provider_helm as helm
assert "cdktf_cdktf_provider_helm.release" not in sys.modules
assert {"release", "provider", "data_helm_template", "__all__"} <= set(dir(helm))
assert helm.release.Release.__name__ == "Release"
assert "cdktf_cdktf_provider_helm.provider" not in sys.modules
assert not hasattr(helm, "missing")
names = {}
exec("from cdktf_cdktf_provider_helm import *", names)
assert names["provider"].HelmProvider.__name__ == "HelmProvider"
print("done")
"""
    assert python("-c", script).stdout == "done\n"


@pytest.mark.parametrize("first", ["cdktf", "cdktf_cdktf_provider_helm"])
def test_a_late_call_changes_nothing(first: str, tmp_path: Path) -> None:
    script = f"""
import os, {first}, fast_providers
fast_providers.enable(os.environ)
import cdktf
from cdktf_cdktf_provider_helm.provider import HelmProvider
from cdktf_cdktf_provider_helm.release import Release
app = cdktf.App(outdir={str(tmp_path)!r})
stack = cdktf.TerraformStack(app, "workload")
HelmProvider(stack, "helm")
Release(stack, "traefik", name="traefik", chart="traefik")
app.synth()
"""
    python("-c", script)
    assert "helm_release" in (tmp_path / "stacks" / "workload" / "cdk.tf.json").read_text()


@pytest.mark.parametrize(("before", "after"), [("gc.get_threshold()[0]", 500_000), ("0", 0), ("700_000", 700_000)])
def test_garbage_collection_runs_less_often(before: str, after: int) -> None:
    script = f"""
import gc, fast_providers
gc.set_threshold({before})
fast_providers.enable({{}})
print(gc.get_threshold()[0])
"""
    assert python("-c", script).stdout == f"{after}\n"


@pytest.mark.parametrize(("switch", "kept"), [("1", False), ("0", True)])
def test_tokens_keep_the_calls_that_made_them_only_when_switched_off(switch: str, kept: bool) -> None:
    program = "import os, fast_providers; fast_providers.enable(os.environ); import cdktf; "
    done = python("-c", program + "print(cdktf.Token.as_any([1]).creation_stack[0])", FAST_PROVIDERS=switch)
    assert done.stdout.startswith("(not kept") is not kept
    assert ("jsii" in done.stdout) is kept


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(AssertionError, match="FAST_PROVIDERS: got -speed, lean, need 0, 1 or some of -lean, "):
        python("-c", "import os, fast_providers; fast_providers.enable(os.environ)", FAST_PROVIDERS="-lean,lean,-speed")
