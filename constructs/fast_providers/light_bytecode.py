"""Bytecode of a provider's submodules, without what a run has no use for."""

import __future__

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType, ModuleType

from fast_providers.provider_root import PREFIX


class Submodules(MetaPathFinder):
    """Finds a submodule where Python would, if its bytecode is kept or can be: compiling anew each time would cost more."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if path is None or not fullname.startswith(PREFIX):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader:
            return None
        loader = LightBytecode(fullname, spec.loader.path)
        if loader.cache.exists() or (os.access(Path(loader.path).parent, os.W_OK) and not sys.dont_write_bytecode):
            spec.loader = loader
        return spec


class LightBytecode(SourceFileLoader):
    """Compiles without docstrings, annotations stay text, and the type checks of every argument are left out.

    Node checks the same arguments when it gets them. Kept beside Python's own bytecode under the tag `opt-light`.
    """

    def __init__(self, fullname: str, path: str) -> None:
        super().__init__(fullname, path)
        self.cache = Path(cache_from_source(path, optimization="light"))

    def source_to_code(self, data, path, *, _optimize: int = -1) -> CodeType:  # type: ignore
        return compile(data, path, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True, optimize=2)

    def get_data(self, path: str) -> bytes:
        return super().get_data(path if path == self.path else str(self.cache))

    def set_data(self, path: str, data: bytes, *, _mode: int = 0o666) -> None:
        super().set_data(str(self.cache), data, _mode=_mode)
