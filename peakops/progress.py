"""How a run tells what it is doing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, str], None]
"""Called with the stage and a word on it (``start``, ``done`` or the solver's news)."""


def silent(stage: str, news: str) -> None:
    """Progress that nobody watches."""


@contextmanager
def stage(progress: Progress, name: str) -> Iterator[None]:
    """Report the start and the end of a stage."""
    progress(name, "start")
    yield
    progress(name, "done")
