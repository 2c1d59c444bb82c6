from __future__ import annotations

import pytest

from peakops.errors import UsageError
from peakops.heatwave_spec import (
    PLAIN,
    Member,
    Spec,
    read_days,
    read_humidity,
    read_shifts,
    sweep_days,
)


def test_ranges_hold_both_ends_and_have_usual_steps() -> None:
    assert read_shifts("--shift", "0:2:0.5") == (0.0, 0.5, 1.0, 1.5, 2.0)
    assert read_shifts("--shift", "-1:0") == (-1.0, -0.5, 0.0)
    assert read_shifts("--shift", "0.1") == (0.1,)
    assert read_days("--days", "1:7:3") == (1, 4, 7)
    assert read_days("--days", "2") == (2,)


@pytest.mark.parametrize(
    "text",
    [
        "",  # nothing
        "a",  # no number
        "0:1:2:3",  # too many
        "nan",  # not finite
        "0:4:0",  # no step
        "0:4:-1",  # backwards
        "4:0",  # the larger end first
        "0:1:0.25",  # no whole tenths
        "0:16",  # hotter than any scenario may be
        "-15.1",
    ],
)
def test_bad_shifts_are_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError, match=r"--shift .*expected"):
        read_shifts("--shift", text)


@pytest.mark.parametrize("text", ["0", "1:15", "1.5", "x", "1:3:0", "3:1"])
def test_bad_days_are_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError, match=r"--days .*expected"):
        read_days("--days", text)


def test_humidity_is_one_of_two() -> None:
    assert read_humidity("--humidity", "hold-dewpoint") == "hold_dewpoint"
    with pytest.raises(UsageError, match="expected hold-rh or hold-dewpoint"):
        read_humidity("--humidity", "hold_rh")


def test_every_heatwave_is_run_once_the_plain_forecast_first() -> None:
    spec = Spec(shifts_c=(0.0, 1.0), days=(1, 2), warm_nights_c=(2.0,), errors=2)
    assert [member.name for member in spec.members] == [
        "shift+0.0-d1",
        "shift+1.0-d1",
        "shift+0.0-d2",
        "shift+1.0-d2",
        "warm_nights+2.0-d2",
        "forecast_error-001",
        "forecast_error-002",
    ]
    assert Spec(shifts_c=(3.0,), days=(2,)).members[0] == PLAIN
    assert sweep_days(spec.members) == (1, 2)
    assert sweep_days([PLAIN]) == (1,)
    assert Member(kind="measured", days=3).name == "measured-d3"


def test_too_many_members_are_refused() -> None:
    with pytest.raises(UsageError, match="at most 2000"):
        Spec(shifts_c=read_shifts("--shift", "-15:15:0.1"), days=tuple(range(1, 15)))
    with pytest.raises(UsageError, match="fewer than"):
        read_days("--days", "1:9000")
