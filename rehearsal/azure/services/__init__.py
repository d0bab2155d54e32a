"""What Azure does with the types of its services: one file a service. A file that is put here is found by itself."""

from importlib import import_module
from pkgutil import iter_modules


def load() -> None:
    """Import every file of this folder, which fills the tables of `behaviour`."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
