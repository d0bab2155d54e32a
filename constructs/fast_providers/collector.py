"""Settings of Python's garbage collector for a process that creates a million objects and keeps nearly all of them."""

import atexit
import gc

ALLOCATIONS = 500_000


def relax() -> None:
    """Collect garbage less often, and not at exit.

    Classes, annotations and bytecode of providers live until the process ends. With Python's threshold of 700 the
    collector scans them many times, and once more at exit. These scans take a fifth of Python's time and free nothing.
    """
    if 0 < gc.get_threshold()[0] < ALLOCATIONS:
        gc.set_threshold(ALLOCATIONS)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
