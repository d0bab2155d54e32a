"""Modules and scripts of a known shape are loaded in parts; any other is loaded as ever, and works."""

import json
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from fast_providers_run import environment, finished, python

from fast_providers import node


def test_modules_are_compiled_lean_and_anew_when_they_change(tmp_path: Path) -> None:
    module = odd_module(tmp_path, "from .._jsii import *")
    (lean,) = module.parent.glob("__pycache__/*.opt-lean2.pyc")
    assert run_odd(tmp_path, PYTHONDONTWRITEBYTECODE="1") == "unchecked 1"
    module.write_text(module.read_text().replace("number = 1", "number = 22"))
    assert run_odd(tmp_path) == "unchecked 22"
    assert lean.exists()


@pytest.mark.parametrize("left", [0, 10, 24, 60, -1])
def test_bytecode_that_a_crash_cut_off_is_compiled_anew(left: int, tmp_path: Path) -> None:
    (whole,) = odd_module(tmp_path, "from .._jsii import *").parent.glob("__pycache__/*.opt-lean2.pyc")
    before = whole.read_bytes()
    whole.write_bytes(before[:left])
    assert run_odd(tmp_path) == "unchecked 1"
    assert whole.read_bytes() == before


def test_a_process_that_is_killed_while_it_writes_bytecode_leaves_none(tmp_path: Path) -> None:
    module = odd_module(tmp_path, "from .._jsii import *")
    (whole,) = module.parent.glob("__pycache__/*.opt-lean2.pyc")
    whole.unlink()
    environ = environment(tmp_path, PYTHONDONTWRITEBYTECODE="")
    assert subprocess.run([sys.executable, "-c", KILLED], env=environ, check=False).returncode == -signal.SIGKILL
    assert not whole.exists()
    assert run_odd(tmp_path) == "unchecked 1"
    assert whole.exists()


KILLED = """
import os, posix, signal  # Python writes bytecode with `posix`
import fast_providers
fast_providers.enable({})
replace = posix.replace
def stop(file, name):
    if "opt-lean" in str(name):
        os.kill(os.getpid(), signal.SIGKILL)
    replace(file, name)
posix.replace = stop
from cdktf_cdktf_provider_odd import sub
"""


def test_modules_of_another_shape_are_compiled_as_ever(tmp_path: Path) -> None:
    module = odd_module(tmp_path, "", expected="checked 1")
    assert not list(module.parent.glob("__pycache__/*.opt-lean2.pyc"))


def test_modules_are_compiled_normally_if_bytecode_is_not_kept(tmp_path: Path) -> None:
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


ROOT_SHAPES = {
    "known": ("publication.publish()\n\n{marker}\nfrom . import sub", False),
    "no tail": ("from . import sub", True),
    "a statement after the tail": ("publication.publish()\n\n{marker}\nfrom . import sub\nprint(end='')", True),
    "something else in the tail": (
        "publication.publish()\n\n{marker}\nfrom . import sub\nfrom .sub import number",
        True,
    ),
    "nothing published": ("{marker}\nfrom . import sub", True),
}


@pytest.mark.parametrize("shape", ROOT_SHAPES)
@pytest.mark.parametrize("bytecode", ["", "1"])
def test_only_a_root_of_the_known_shape_imports_on_demand(bytecode: str, shape: str, tmp_path: Path) -> None:
    """Whether bytecode is kept or not, and in the second run as in the first."""
    marker = "# Loading modules to ensure their types are registered with the jsii runtime library"
    tail, eager = ROOT_SHAPES[shape]
    package = tmp_path / "cdktf_cdktf_provider_odd"
    (package / "sub").mkdir(parents=True)
    (package / "sub" / "__init__.py").write_text("number = 1\n")
    head = "class publication:\n    def publish(): pass\n\n__all__ = ['sub']\n\n"
    (package / "__init__.py").write_text(head + tail.format(marker=marker) + "\n")
    script = """
import sys, fast_providers
fast_providers.enable({})
import cdktf_cdktf_provider_odd as odd
print("cdktf_cdktf_provider_odd.sub" in sys.modules, odd.sub.number)
"""
    for _ in range(2):
        assert python("-c", script, path=tmp_path, PYTHONDONTWRITEBYTECODE=bytecode).stdout == f"{eager} 1\n"


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


def node_environ(**environ: str) -> dict[str, str]:
    """The environment of a Node that reads our scripts first."""
    node.use_wheel(environ)
    node.preload(environ)
    return environ


def loaded_from_index(tmp_path: Path, package: str, index: str, **later: str) -> object:
    """The files that Node has loaded once one of two exports was used."""
    folder = tmp_path / "node_modules" / package / "lib"
    folder.mkdir(parents=True)
    source_map = "//# sourceMappingURL=data:application/json;base64,e30="
    (folder / "index.js").write_text(index + source_map)
    for name in "ab":
        (folder / f"{name}.js").write_text(f'loaded.push("{name}"); exports.start = () => {{}};\n{source_map}')
    environ = node_environ()
    script = f"loaded = []; require({str(folder / 'index.js')!r}).a.start(); console.log(JSON.stringify(loaded))"
    return json.loads(finished([environ["JSII_NODE"], "-e", script], environ | later).stdout)


@pytest.mark.parametrize(("asked_for", "compiled"), [("", "false"), ("--enable-source-maps", "true")])
def test_source_maps_are_compiled_only_when_asked_for(asked_for: str, compiled: str, tmp_path: Path) -> None:
    folder = tmp_path / "node_modules" / "@cdktf" / "provider-odd" / "lib"
    folder.mkdir(parents=True)
    (folder / "a.js").write_text("exports.a = 1;\n//# sourceMappingURL=data:application/json;base64,e30=")
    environ = node_environ(NODE_OPTIONS=asked_for)
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
    environ = node_environ()
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
