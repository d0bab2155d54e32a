"""Python's garbage collector, set for a process that makes a million objects and keeps nearly all of them."""

import atexit
import gc

ALLOCATIONS = 500_000


def relax() -> None:
    """Look for garbage less often, and not at all on the way out.

    Classes, annotations and bytecode of providers live to the end of the process. With Python's threshold of 700 they
    are searched over and over, and once more at exit: together a fifth of Python's work, for nothing.
    """
    if 0 < gc.get_threshold()[0] < ALLOCATIONS:
        gc.set_threshold(ALLOCATIONS)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
