"""Import of the modules that jsii-pacmak generates, without the parts that an application does not use."""

import __future__

import ast
import importlib
import importlib.util
import marshal
import os
import re
import struct
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

PACKAGE = re.compile(r"(constructs|cdktf|cdktf_cdktf_provider_\w+)(\.|$)")

# The line with which jsii-pacmak loads the assembly of a module. Only generated code contains it.
GENERATED = re.compile(rb"^(from \.\.?_jsii import \*|__jsii_assembly__ = jsii\.JSIIAssembly\.load\()$", re.MULTILINE)

# The end of a provider's root module: it publishes `__all__`, then only imports every submodule.
SUBMODULES = re.compile(
    rb"(?<=\npublication\.publish\(\)\n)"
    rb"\n# Loading modules to ensure their types are registered with the jsii runtime library\n"
    rb"(?P<imports>(?:from \. import \w+\n)+)\Z"
)
ON_DEMAND = b"\nimport fast_providers.generated_modules as _g\n_g.import_on_demand(__name__, __all__)\n"

# The argument check at run time, which most packages contain. Each module looks up the version of typeguard again.
CHECK = re.compile(
    rb"^import typeguard\n"
    rb"from importlib\.metadata import version as _metadata_package_version\n"
    rb"TYPEGUARD_MAJOR_VERSION = [^\n]+\n\n"
    rb"def check_type\([^\n]+\n(?: {4,}[^\n]*\n)+",
    re.MULTILINE,
)

SHAPE = 2  # increase it when the code below compiles the same source to other bytecode: it is part of the file name


def install(*, lean: bool = True) -> None:
    """Import the modules of cdktf and its providers through this module from now on.

    Args:
        lean: True compiles modules without evaluated annotations, docstrings, casts and argument checks.
    """
    sys.meta_path.insert(0, GeneratedModules(lean=lean))


def is_installed() -> bool:
    """True if this process imports providers through this module."""
    return any(isinstance(finder, GeneratedModules) for finder in sys.meta_path)


class GeneratedModules(MetaPathFinder):
    """Finds modules in the same places as Python, and sets the loader of generated modules."""

    def __init__(self, *, lean: bool) -> None:
        self.lean = lean

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a generated module of cdktf or a provider. None means that Python finds the module itself."""
        if not PACKAGE.match(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader:
            return None
        spec.loader = GeneratedModule(fullname, spec.loader.path, lean=self.lean)
        return spec


class GeneratedModule(SourceFileLoader):
    """Compiles a module of a recognized form in a shorter form, and every other module in the usual way.

    The bytecode is stored in a separate file next to Python's bytecode. It is valid until the source changes.
    """

    def __init__(self, fullname: str, path: str, *, lean: bool) -> None:
        super().__init__(fullname, path)
        self.lean = lean

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code of the module, from the cache if the cache is current."""
        source = Path(self.path).stat()
        stamp = importlib.util.MAGIC_NUMBER + struct.pack("<qq", source.st_mtime_ns, source.st_size)
        kind = f"{'lean' if self.lean else 'lazy'}{SHAPE}"
        cache = Path(importlib.util.cache_from_source(self.path, optimization=kind))
        if kept := _kept(cache, stamp):
            return kept
        code = self._compiled()
        if code and not sys.dont_write_bytecode:
            self.set_data(str(cache), stamp + marshal.dumps(code))
        return code or super().get_code(fullname)

    def _compiled(self) -> CodeType | None:
        """Compile a module of a recognized form. None for any other module."""
        text = self.get_data(self.path)
        lazy = SUBMODULES.sub(ON_DEMAND, text)
        # Without a cache, compiling in each run takes longer than lean code saves.
        is_kept = not sys.dont_write_bytecode and os.access(Path(self.path).parent, os.W_OK)
        if self.lean and is_kept and GENERATED.search(text):
            return _lean(lazy, self.path)
        return self.source_to_code(lazy, self.path) if lazy != text else None


def _kept(cache: Path, stamp: bytes) -> CodeType | None:
    """Read bytecode from a file. None if there is none, it is of another source, or a crash cut the file off."""
    try:
        content = cache.read_bytes()
        code = marshal.loads(content[len(stamp) :]) if content.startswith(stamp) else None
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None


def _lean(text: bytes, path: str) -> CodeType:
    """Compile with annotations as text, without docstrings, casts and argument checks.

    mypy and Node check the arguments.
    """
    unchecked = CHECK.sub(lambda check: b"\n" * check[0].count(b"\n"), text)
    module = WithoutCasts().visit(ast.parse(unchecked, path))
    code: CodeType = compile(
        module, path, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True, optimize=2
    )
    return code


class WithoutCasts(ast.NodeTransformer):
    """Replaces `typing.cast(type, value)` by `value`. Every property has one, and making its type takes long."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Visit a call."""
        self.generic_visit(node)
        is_cast = ast.unparse(node.func) == "typing.cast" and len(node.args) == 2
        return node.args[1] if is_cast else node


def import_on_demand(name: str, submodules: Sequence[str]) -> None:
    """Let the root module of a provider import a submodule on first access.

    jsii does not need the types of submodules that are not imported: the types of a provider refer only to cdktf, to
    constructs and to their own submodule.

    Args:
        name: Name of the root module.
        submodules: Names of its submodules.
    """
    root = sys.modules[name]  # publish() has replaced the running module by another one

    def __getattr__(attribute: str) -> ModuleType:  # noqa: N807, the module's `__getattr__` (PEP 562)
        if attribute in submodules:
            return importlib.import_module(f"{name}.{attribute}")
        raise AttributeError(f"module {name!r} has no attribute {attribute!r}", name=attribute, obj=root)

    root.__dict__["__getattr__"] = __getattr__
    root.__dict__["__dir__"] = lambda: sorted({*root.__dict__, *submodules})
