"""Switch that turns fast_providers on, and single parts of it off."""

import sys
from collections.abc import MutableMapping, Sequence

from fast_providers import collector, generated_modules, jsii_process, node, used_types
from fast_providers.kernel import Kernel

# Parts that can be turned off one at a time to measure their effect: `FAST_PROVIDERS=-lean`.
PARTS = ("lean", "one-process", "early-start", "pipelining", "read-ahead", "source-maps", "unused", "garbage")


def enable(environ: MutableMapping[str, str], *, ahead: Sequence[str] | None = None) -> None:
    """Load providers lazily from now on. Call it once, before anything imports cdktf or a provider.

    A second call changes nothing. A provider that is already imported stays fully loaded and usable. After
    `import cdktf`, Node is already running, so that only the Python side becomes lazy.

    Args:
        environ: `os.environ`, which jsii passes to Node. `JSII_NODE` is set if it has no value. With
            `FAST_PROVIDERS=0`, nothing else happens. `FAST_PROVIDERS=-lean,-read-ahead` turns off these parts, for
            measurements.
        ahead: Python packages of the providers that the application always uses. Node starts at once and loads cdktf
            and these packages while Python continues. With an empty list, it loads only cdktf. None: Node starts when
            the first package is imported.
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
        if "read-ahead" in parts:
            kernel.read(used_types.of_last_run())
    jsii_process.use(kernel, pipelining="pipelining" in parts and "JSII_HOST_STACK_TRACES" not in environ)
    generated_modules.install(lean="lean" in parts)


def _parts(switch: str) -> set[str]:
    left_out = set() if switch == "1" else {part.strip() for part in switch.split(",")}
    if unknown := left_out - {f"-{part}" for part in PARTS}:
        known = ", ".join(f"-{part}" for part in PARTS)
        sys.exit(f"FAST_PROVIDERS: got {', '.join(sorted(unknown))}, need 0, 1 or some of {known}, with commas")
    return {part for part in PARTS if f"-{part}" not in left_out}
