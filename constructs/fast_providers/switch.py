"""The one switch."""

import sys
from collections.abc import MutableMapping, Sequence

from fast_providers import collector, generated_modules, jsii_process, node
from fast_providers.kernel import Kernel

# What can be left out by itself, to see what it is worth: `FAST_PROVIDERS=-lean`.
PARTS = ("lean", "one-process", "early-start", "read-ahead", "source-maps", "unused", "garbage")


def enable(environ: MutableMapping[str, str], *, ahead: Sequence[str] | None = None) -> None:
    """Load providers lazily from here on; call it once, before anything imports cdktf or a provider.

    `environ`: `os.environ`, which is what jsii hands to Node. `JSII_NODE` is set unless it has a value. With
    `FAST_PROVIDERS=0` in it nothing else happens; `-lean,-read-ahead` leaves out these parts, for measuring.
    `ahead`: Python packages of the providers that this application is sure to use, none of them for an empty list. Node
    starts now and loads cdktf and them while Python goes on. Left out, Node starts when the first package is imported.

    A second call changes nothing. A call after a provider's import leaves that provider as it is, whole and usable; a
    call after `import cdktf` comes too late for Node, which runs by then: only the Python side becomes lazy.
    """
    node.use_wheel(environ)
    switch = environ.get("FAST_PROVIDERS") or "1"
    if switch == "0" or generated_modules.is_installed():
        return
    parts = _parts(switch)
    if "garbage" in parts:
        collector.relax()
    program = jsii_process.program(environ) if "one-process" in parts else None
    if program is None:
        node.preload(environ)
        generated_modules.install(lean="lean" in parts)
        return
    kernel = Kernel(program, environ)
    if ahead is not None and "early-start" in parts:
        kernel.load(["constructs", "cdktf", *ahead])
    jsii_process.use(kernel)
    generated_modules.install(lean="lean" in parts, imported=kernel.read_ahead if "read-ahead" in parts else None)


def _parts(switch: str) -> set[str]:
    left_out = set() if switch == "1" else {part.strip() for part in switch.split(",")}
    if unknown := left_out - {f"-{part}" for part in PARTS}:
        known = ", ".join(f"-{part}" for part in PARTS)
        sys.exit(f"FAST_PROVIDERS: got {', '.join(sorted(unknown))}, need 0, 1 or some of {known}, with commas")
    return {part for part in PARTS if f"-{part}" not in left_out}
