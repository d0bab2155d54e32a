"""The submodules of a prebuilt provider, compiled without what only a type checker reads."""

import __future__

import importlib.util
import marshal
import os
import struct
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from fast_providers.provider_root import PREFIX

# How jsii-pacmak ties a submodule to its assembly: only generated code has the line.
GENERATED = b"\nfrom .._jsii import *\n"


def install() -> None:
    """Serve the submodules of providers that are imported from now on."""
    if not any(isinstance(finder, LeanModules) for finder in sys.meta_path):
        sys.meta_path.insert(0, LeanModules())


class LeanModules(MetaPathFinder):
    """Finds a submodule where Python would, and has it compiled lean."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, submodule = fullname.partition(".")
        if path is None or not package.startswith(PREFIX) or submodule == "_jsii":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader:
            return None
        spec.loader = LeanModule(fullname, spec.loader.path)
        return spec


class LeanModule(SourceFileLoader):
    """Compiles annotations to text, and neither docstrings nor the run-time checks of arguments: mypy and Node check
    the same.

    Evaluating the annotations of a provider's thousands of arguments, checking every argument of every call against
    them, and reading documentation that nobody prints, is a sixth of a synthesis. The bytecode has a file of its own
    beside Python's, good for as long as the source does not change.
    """

    def get_code(self, fullname: str) -> CodeType | None:
        source = Path(self.path).stat()
        stamp = importlib.util.MAGIC_NUMBER + struct.pack("<qq", source.st_mtime_ns, source.st_size)
        cache = Path(importlib.util.cache_from_source(self.path, optimization="lean"))
        try:
            content = cache.read_bytes()
        except OSError:
            content = b""
        if content.startswith(stamp):
            code: CodeType = marshal.loads(content[len(stamp) :])
            return code
        text = self.get_data(self.path)
        kept = os.access(Path(self.path).parent, os.W_OK) and not sys.dont_write_bytecode
        if not kept or GENERATED not in text:  # compiling anew in each run takes longer than all of this saves
            return super().get_code(fullname)
        lean: CodeType = compile(
            text, self.path, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True, optimize=2
        )
        self.set_data(str(cache), stamp + marshal.dumps(lean))
        return lean
