"""Replaces the Node process of jsii by our kernel."""

import json
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from fast_providers.kernel import Assembly, Kernel

# The versions of jsii whose kernel program and start code this module can replace.
KNOWN = frozenset({"1.142.0"})


def program(environ: Mapping[str, str]) -> Path | None:
    """Return the JavaScript file of jsii's kernel.

    None if the version of jsii is not known, `JSII_RUNTIME` is set, or cdktf or constructs is already imported.
    """
    spec = find_spec("jsii")
    if spec is None or spec.origin is None or environ.get("JSII_RUNTIME") or {"cdktf", "constructs"} & {*sys.modules}:
        return None
    package = Path(spec.origin).parent
    version = json.loads((package / "_metadata.json").read_text())["version"]
    return package / "_embedded" / "jsii" / "lib__program.js" if version in KNOWN else None


def use(kernel: Kernel, *, pipelining: bool) -> None:  # noqa: C901 - counts the methods of the class together
    """Make jsii use this kernel. Imports jsii.

    Args:
        kernel: The kernel.
        pipelining: True creates objects without waiting for Node.
    """
    from jsii._kernel.providers import process
    from jsii._kernel.types import LoadRequest, LoadResponse
    from jsii.errors import ErrorType, JavaScriptError, JSIIError

    class Process(process._NodeProcess):  # noqa: SLF001 - jsii offers no public way to replace it
        """Reads all outstanding answers before it sends a request, and raises the error of a failed `load`."""

        def start(self) -> None:
            self.node = kernel.start()
            self._process = self.node.process
            self.wanted: set[Assembly] = set()
            self.failed: dict[Assembly, Mapping[str, str]] = {}
            self.handshake()

        def stop(self) -> None:
            if kernel.node:
                kernel.node.stop()

        def send(self, request: Any, response_type: Any) -> Any:
            if isinstance(request, LoadRequest):
                assembly = Assembly(request.name, request.version, request.tarball)
                if assembly in self.node.unread:
                    self.wanted.add(assembly)
                    return LoadResponse(assembly=assembly.name, types=0)  # jsii ignores the number of types
                if answer := self.failed.get(assembly):
                    self.fail(answer)
            self.read_answers()
            return super().send(request, response_type)

        def read_answers(self) -> None:
            while self.node.unread:
                answer, assembly = self._next_message(), self.node.unread.popleft()
                if assembly and "error" in answer:
                    self.failed[assembly] = answer
                    if assembly in self.wanted:
                        self.fail(answer)

        def fail(self, answer: Mapping[str, str]) -> NoReturn:
            error = JSIIError if answer["name"] == ErrorType.JSII_FAULT.value else RuntimeError
            raise error(answer["error"]) from JavaScriptError(answer["stack"])  # type: ignore[no-untyped-call]

    process._NodeProcess = Process  # type: ignore[misc]  # noqa: SLF001
    if pipelining:
        from fast_providers.pipelining import Pipelining

        Pipelining().install()
