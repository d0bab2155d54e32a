"""The root module of a prebuilt provider, without the imports of all its submodules."""

import importlib
import re
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

PREFIX = "cdktf_cdktf_provider_"

# How jsii-pacmak ends the root: it publishes `__all__`, then imports every submodule and nothing else.
TAIL = re.compile(
    rb"(?<=\npublication\.publish\(\)\n)"
    rb"\n# Loading modules to ensure their types are registered with the jsii runtime library\n"
    rb"(?P<imports>(?:from \. import \w+\n)+)\Z"
)


def install() -> None:
    """Serve the roots of providers that are imported from now on."""
    if not any(isinstance(finder, ProviderRoots) for finder in sys.meta_path):
        sys.meta_path.insert(0, ProviderRoots())


class ProviderRoots(MetaPathFinder):
    """Finds the root where Python would, and takes the tail off if the root has the known shape."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if path is not None or not fullname.startswith(PREFIX):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader:
            return None
        source = spec.loader.get_data(spec.loader.path)
        if tail := TAIL.search(source):
            submodules = re.findall(r"import (\w+)", tail["imports"].decode())
            spec.loader = LazyRoot(fullname, spec.loader.path, head=source[: tail.start()], submodules=submodules)
        return spec


class LazyRoot(SourceFileLoader):
    """Runs the root up to its tail, then imports a submodule when it is first asked for.

    That jsii does not know the types of the other submodules does no harm: the types of a provider refer to cdktf, to
    constructs and to their own submodule only.
    """

    def __init__(self, fullname: str, path: str, *, head: bytes, submodules: Sequence[str]) -> None:
        super().__init__(fullname, path)
        self.head = head
        self.submodules = frozenset(submodules)

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002, the signature is Python's
        return self.source_to_code(self.head, self.path)  # the cached bytecode is that of the whole file

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        root = sys.modules[module.__name__]  # publish() has put another module in the place of this one

        def __getattr__(name: str) -> ModuleType:  # noqa: N807, the module's own (PEP 562)
            if name in self.submodules:
                return importlib.import_module(f"{root.__name__}.{name}")
            raise AttributeError(f"module {root.__name__!r} has no attribute {name!r}", name=name, obj=root)

        root.__dict__["__getattr__"] = __getattr__
        root.__dict__["__dir__"] = lambda: sorted({*root.__dict__, *self.submodules})
