"""The modules that jsii-pacmak generates, compiled without what an application does not use."""

import __future__

import importlib
import importlib.util
import marshal
import os
import re
import struct
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

PACKAGE = re.compile(r"(constructs|cdktf|cdktf_cdktf_provider_\w+)(\.|$)")

# How jsii-pacmak ties a module to its assembly: only generated code has such a line.
GENERATED = re.compile(rb"^(from \.\.?_jsii import \*|__jsii_assembly__ = jsii\.JSIIAssembly\.load\()$", re.MULTILINE)

# How it ends the root of a provider: it publishes `__all__`, then imports every submodule and nothing else.
SUBMODULES = re.compile(
    rb"(?<=\npublication\.publish\(\)\n)"
    rb"\n# Loading modules to ensure their types are registered with the jsii runtime library\n"
    rb"(?P<imports>(?:from \. import \w+\n)+)\Z"
)
ON_DEMAND = b"\nimport fast_providers.generated_modules as _g\n_g.import_on_demand(__name__, __all__)\n"

# The check of arguments at run time, in most packages: every module looks up the version of typeguard anew.
CHECK = re.compile(
    rb"^import typeguard\n"
    rb"from importlib\.metadata import version as _metadata_package_version\n"
    rb"TYPEGUARD_MAJOR_VERSION = [^\n]+\n\n"
    rb"def check_type\([^\n]+\n(?: {4,}[^\n]*\n)+",
    re.MULTILINE,
)

SHAPE = 1  # counts up when the code below makes other bytecode of the same source: the file gets another name


def install(*, lean: bool = True, imported: Callable[[ModuleType], None] | None = None) -> None:
    """Serve the modules of cdktf and its providers that are imported from now on.

    `lean`: without annotations, docstrings and checks of arguments. `imported` is called with each module.
    """
    sys.meta_path.insert(0, GeneratedModules(lean=lean, imported=imported))


def is_installed() -> bool:
    """True if this process imports providers through this module."""
    return any(isinstance(finder, GeneratedModules) for finder in sys.meta_path)


class GeneratedModules(MetaPathFinder):
    """Finds a module where Python would."""

    def __init__(self, *, lean: bool, imported: Callable[[ModuleType], None] | None) -> None:
        self.lean = lean
        self.imported = imported

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a generated module of a provider; None leaves other modules to Python."""
        if not PACKAGE.match(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader:
            return None
        spec.loader = GeneratedModule(fullname, spec.loader.path, lean=self.lean, imported=self.imported)
        return spec


class GeneratedModule(SourceFileLoader):
    """Compiles a module of a known shape in its own way, any other as ever.

    The bytecode has a file of its own beside Python's, good for as long as the source does not change.
    """

    def __init__(self, fullname: str, path: str, *, lean: bool, imported: Callable[[ModuleType], None] | None) -> None:
        super().__init__(fullname, path)
        self.lean = lean
        self.imported = imported

    def get_code(self, fullname: str) -> CodeType | None:
        """Code of the module, from the cache if the cache is current."""
        source = Path(self.path).stat()
        stamp = importlib.util.MAGIC_NUMBER + struct.pack("<qq", source.st_mtime_ns, source.st_size)
        kind = f"{'lean' if self.lean else 'lazy'}{SHAPE}"
        cache = Path(importlib.util.cache_from_source(self.path, optimization=kind))
        try:
            content = cache.read_bytes()
        except OSError:
            content = b""
        if content.startswith(stamp):
            kept: CodeType = marshal.loads(content[len(stamp) :])
            return kept
        code = self._compiled()
        if code and not sys.dont_write_bytecode:
            self.set_data(str(cache), stamp + marshal.dumps(code))
        return code or super().get_code(fullname)

    def _compiled(self) -> CodeType | None:
        """The code of a module of a known shape."""
        text = self.get_data(self.path)
        lazy = SUBMODULES.sub(ON_DEMAND, text)
        # Compiling anew in each run takes longer than lean code saves.
        is_kept = not sys.dont_write_bytecode and os.access(Path(self.path).parent, os.W_OK)
        if self.lean and is_kept and GENERATED.search(text):
            return _lean(lazy, self.path)
        return self.source_to_code(lazy, self.path) if lazy != text else None

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module, then tell `imported`."""
        super().exec_module(module)
        if self.imported:
            self.imported(module)


def _lean(text: bytes, path: str) -> CodeType:
    """Annotations as text, no docstrings, no checks of arguments: mypy checks them, and Node checks every value."""
    unchecked = CHECK.sub(lambda check: b"\n" * check[0].count(b"\n"), text)
    code: CodeType = compile(
        unchecked, path, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True, optimize=2
    )
    return code


def import_on_demand(name: str, submodules: Sequence[str]) -> None:
    """Let the root of a provider import a submodule when it is first asked for.

    That jsii does not know the types of the others does no harm: the types of a provider refer to cdktf, to constructs
    and to their own submodule only.
    """
    root = sys.modules[name]  # publish() has put another module in the place of the one that is running

    def __getattr__(attribute: str) -> ModuleType:  # noqa: N807, the module's own (PEP 562)
        if attribute in submodules:
            return importlib.import_module(f"{name}.{attribute}")
        raise AttributeError(f"module {name!r} has no attribute {attribute!r}", name=attribute, obj=root)

    root.__dict__["__getattr__"] = __getattr__
    root.__dict__["__dir__"] = lambda: sorted({*root.__dict__, *submodules})
