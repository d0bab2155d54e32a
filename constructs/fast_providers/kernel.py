"""The Node process of jsii: one process instead of two, started early, so that it works while Python imports."""

import atexit
import base64
import json
import platform
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, NamedTuple

SCRIPT = Path(__file__).with_name("kernel.js")

# The call with which a generated package loads its assembly.
LOAD = re.compile(rb'JSIIAssembly\.load\(\s*"([^"]+)",\s*"([^"]+)",\s*__name__\[0:-6\],\s*"([^"]+)"')

UNREAD = 300  # limit of unread answers: so many fit into a pipe, and Node never waits for Python to read them


class Assembly(NamedTuple):
    """The assembly that a `load` request loads, with the field names of jsii."""

    name: str
    version: str
    tarball: str


class Node:
    """The Node process, and the requests whose answers have not been read yet."""

    def __init__(self, program: Path, environ: Mapping[str, str]) -> None:
        options = ["--max-old-space-size=4069", "--preserve-symlinks"]  # the options that jsii sets
        options += ["--max-semi-space-size=8"]  # saves 20 MB at the peak, at the same speed
        self.process = subprocess.Popen(
            [environ.get("JSII_NODE") or "node", *options, SCRIPT, program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environ, "JSII_AGENT": f"Python/{platform.python_version()}"},
            start_new_session=True,  # Ctrl-C reaches only Python, which then stops Node; Node removes its folder
        )
        self.printed = threading.Thread(target=_print, args=(self.process.stderr,), daemon=True)
        self.printed.start()
        self.unread: deque[Assembly | None] = deque()
        atexit.register(self.stop)

    def send(self, request: Mapping[str, object], assembly: Assembly | None = None) -> None:
        """Send a request without waiting for the answer.

        Args:
            request: The request.
            assembly: The assembly that the request loads. None: the request loads none.
        """
        self.write(json.dumps(request).encode() + b"\n")
        self.unread.append(assembly)

    def write(self, line: bytes) -> None:
        """Send a request that Node does not answer."""
        assert self.process.stdin
        with suppress(OSError):  # if Node has ended, the next read raises an error
            self.process.stdin.write(line)
            self.process.stdin.flush()

    def stop(self) -> None:
        """Close the pipes of Node and wait until Node has removed its folder and ended."""
        atexit.unregister(self.stop)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            with suppress(OSError):
                pipe.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            if self.unread:
                return  # Node unpacks an archive into jsii's cache for the first time, and ends when this is done
            self.process.terminate()
        self.printed.join(timeout=5)


class Kernel:
    """Starts Node once, on first use.

    Args:
        program: Kernel in jsii's Python package.
        environ: Environment of Node. `JSII_NODE` is the path of the Node binary.
    """

    def __init__(self, program: Path, environ: Mapping[str, str]) -> None:
        self.program = program
        self.environ = environ
        self.node: Node | None = None

    def start(self) -> Node:
        """Start Node if it is not running, and return it."""
        if self.node is None:
            self.node = Node(self.program, self.environ)
        return self.node

    def load(self, packages: Iterable[str]) -> None:
        """Request that Node loads the assemblies of these Python packages, in this order, without waiting."""
        for package in packages:
            if assembly := _assembly(package):
                with suppress(OSError):  # no such Node binary: the first use of Node raises the error
                    self.start().send({"api": "load", **assembly._asdict()}, assembly)

    def read(self, types: Iterable[str]) -> None:
        """Make Node read the JavaScript of resource types, if it is running. It does not matter if it cannot.

        Requests a constant of each class and ignores the answer.
        """
        for name in types:
            if self.node and len(self.node.unread) < UNREAD:
                self.node.send({"api": "sget", "fqn": name, "property": "tfResourceType"})


def _assembly(package: str) -> Assembly | None:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "_jsii"
    with suppress(OSError):
        if found := LOAD.search((folder / "__init__.py").read_bytes()):
            name, version, archive = (group.decode() for group in found.groups())
            return Assembly(name, version, str(folder / archive))
    return None


def _print(lines: IO[bytes]) -> None:
    """Print the output of JavaScript. Lines that Node itself wrote are printed unchanged."""
    for line in lines:
        try:
            [(name, text)] = json.loads(line).items()
            stream, content = {"stdout": sys.stdout, "stderr": sys.stderr}[name], base64.b64decode(text)
        except (ValueError, TypeError, AttributeError, KeyError):
            stream, content = sys.stderr, line
        stream.buffer.write(content)
        stream.flush()
