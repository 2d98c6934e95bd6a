"""Python's garbage collector, out of the way while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Without collections of reference cycles inside; as a decorator too.

    A workbook is made of many values that live as long as it does and form no cycles. Each few thousand of them start a
    collection that finds nothing, and every so often one that walks through all objects of the process: 5 % of the time
    of a small workbook in a small process, and more the larger the process. What has no cycle is freed as ever.
    Of pauses inside each other, or in two threads, the first to begin is the one that ends them all.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
