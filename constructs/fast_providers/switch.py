"""The one switch."""

from collections.abc import MutableMapping

from fast_providers import collector, lean_modules, node, provider_root


def enable(environ: MutableMapping[str, str]) -> None:
    """Load providers lazily from here on; call it once, before anything imports cdktf or a provider.

    `environ`: `os.environ`, which is what jsii hands to Node. `JSII_NODE` is set unless it has a value, and one option
    is appended to `NODE_OPTIONS`. With `FAST_PROVIDERS=0` in it loading stays eager and only `JSII_NODE` is set.

    A second call changes nothing. A call after a provider's import leaves that provider as it is, whole and usable; a
    call after `import cdktf` comes too late for Node, which runs by then: only the Python side becomes lazy.
    """
    node.use_wheel(environ)
    if environ.get("FAST_PROVIDERS") == "0":
        return
    lean_modules.install()
    provider_root.install()
    node.preload(environ)
    collector.relax()
