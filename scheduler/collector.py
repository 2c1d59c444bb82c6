"""Python's search for cycles of objects, kept from going through what a problem leaves behind."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Look for no cycles meanwhile.

    Ways are hundreds of thousands of objects that stay and hold no cycle; going through them anew
    whenever a quarter has been added takes a third of the time of making them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
