"""jsii's Node process: one instead of two, started before Python needs it, at work while Python imports."""

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
from types import ModuleType
from typing import IO, NamedTuple

SCRIPT = Path(__file__).with_name("kernel.js")

# How jsii-pacmak has a package load its assembly.
LOAD = re.compile(rb'JSIIAssembly\.load\(\s*"([^"]+)",\s*"([^"]+)",\s*__name__\[0:-6\],\s*"([^"]+)"')

UNREAD = 300  # answers: they fit into a pipe, so that Node never waits for Python to read them


class Assembly(NamedTuple):
    """What a `load` request asks for, in jsii's words."""

    name: str
    version: str
    tarball: str


class Node:
    """The process, and the requests whose answers are still to be read."""

    def __init__(self, program: Path, environ: Mapping[str, str]) -> None:
        options = ["--max-old-space-size=4069", "--preserve-symlinks"]  # jsii's own
        options += ["--max-semi-space-size=8"]  # 20 MB less at the peak, and as fast
        self.process = subprocess.Popen(
            [environ.get("JSII_NODE") or "node", *options, SCRIPT, program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environ, "JSII_AGENT": f"Python/{platform.python_version()}"},
            start_new_session=True,  # Ctrl-C reaches Python only, which lets Node end and remove its folder
        )
        self.printed = threading.Thread(target=_print, args=(self.process.stderr,), daemon=True)
        self.printed.start()
        self.unread: deque[Assembly | None] = deque()
        atexit.register(self.stop)

    def send(self, request: Mapping[str, object], assembly: Assembly | None = None) -> None:
        """Send a request and do not wait for the answer. `assembly`: the one that it loads."""
        assert self.process.stdin
        with suppress(OSError):  # if Node has ended, the next who reads is told so
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        self.unread.append(assembly)

    def stop(self) -> None:
        """Close Node's pipes, upon which it removes its folder and ends, and wait for that."""
        atexit.unregister(self.stop)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            with suppress(OSError):
                pipe.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            if self.unread:
                return  # it unpacks an archive into jsii's cache for the first time, and ends when it is done
            self.process.terminate()
        self.printed.join(timeout=5)


class Kernel:
    """Starts Node once, when somebody first needs it.

    `program`: the kernel in jsii's Python package. `environ`: the environment of Node, `JSII_NODE` in it names Node.
    """

    def __init__(self, program: Path, environ: Mapping[str, str]) -> None:
        self.program = program
        self.environ = environ
        self.node: Node | None = None

    def start(self) -> Node:
        """Start Node, unless it runs already."""
        if self.node is None:
            self.node = Node(self.program, self.environ)
        return self.node

    def load(self, packages: Iterable[str]) -> None:
        """Have Node load the assemblies of these Python packages, in this order, and do not wait."""
        for package in packages:
            if assembly := _assembly(package):
                with suppress(OSError):  # no such Node: whoever needs it is told so
                    self.start().send({"api": "load", **assembly._asdict()}, assembly)

    def read_ahead(self, module: ModuleType) -> None:
        """Have Node read the JavaScript of a resource type that Python has imported, while Python imports the next.

        Node is asked for a constant of the class, and nobody looks at the answer.
        """
        if self.node is None or len(self.node.unread) >= UNREAD:
            return
        for value in tuple(vars(module).values()):
            if isinstance(value, type) and "TF_RESOURCE_TYPE" in vars(value):
                name = vars(value)["__jsii_type__"]
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
    """Print what JavaScript printed, and as it is what Node wrote itself."""
    for line in lines:
        try:
            [(name, text)] = json.loads(line).items()
            stream, content = {"stdout": sys.stdout, "stderr": sys.stderr}[name], base64.b64decode(text)
        except (ValueError, TypeError, AttributeError, KeyError):
            stream, content = sys.stderr, line
        stream.buffer.write(content)
        stream.flush()
