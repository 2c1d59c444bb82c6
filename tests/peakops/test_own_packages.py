from __future__ import annotations

import pytest

from peakops.errors import UsageError
from peakops.own_packages import require_own_packages


def test_our_own_packages_pass() -> None:
    require_own_packages()


def test_a_stranger_is_named_with_its_place() -> None:
    with pytest.raises(UsageError, match=r"'json' at .*json.* is not part of peakops"):
        require_own_packages(("json",))
