"""The search for cycles rests meanwhile, and is afterwards as it was before."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from scheduler.collector import without_collector


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    was_on = gc.isenabled()
    yield
    (gc.enable if was_on else gc.disable)()


@pytest.mark.parametrize("before", [True, False])
def test_it_is_on_again_only_if_it_was(before: bool) -> None:
    (gc.enable if before else gc.disable)()
    with without_collector():
        assert not gc.isenabled()
    assert gc.isenabled() is before


def test_an_error_leaves_it_on() -> None:
    gc.enable()
    with pytest.raises(KeyError), without_collector():
        raise KeyError
    assert gc.isenabled()
