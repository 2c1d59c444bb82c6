"""`peakops why` and `peakops offer` on a written plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from peakops.errors import InputFaults
from peakops.offer import offer
from peakops.why import why
from peakops.why_words import WORDS, offer_lines, why_lines

from .command_runs import run
from .plan_case import write_plan_case

ORDER = """\
work_order: N1
title: One more lead
job_type: CONNECT
feeder: F3
bus: 9
priority: 4
mandatory: no
emergency: no
moisture_proof_tools: no
release: 2026-07-20T06:00
due: 2026-07-21T20:00
surveyed: yes
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A written plan; not to be changed."""
    return write_plan_case(tmp_path_factory.mktemp("why") / "plan")


def test_an_order_left_out_is_explained_and_helped(plan: Path) -> None:
    found = why(plan, "W7")
    assert not found["scheduled"]
    assert found["free"] is None
    assert found["rules"][0]["rule"] == "not_surveyed"
    assert found["rules"][0]["starts_lost"] == found["starts"] == 120
    assert [fix["fix"] for fix in found["fixes"]] == ["survey"]
    lines = list(why_lines(found, "en"))
    assert lines[0] == "W7 is not in the plan"
    assert lines[1] == "all 120 starts within a shift are closed:"
    assert lines[-1].startswith("  survey the site: 2026-07-20")
    assert "  完成现场勘察：" in "\n".join(why_lines(found, "zh"))


def test_a_placed_order_is_explained(plan: Path) -> None:
    done = run("why", str(plan), "W5", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["here"]["start"] == "2026-07-20T09:15+08:00"
    assert [other["crew"] for other in found["crews"]] == ["C2"]
    assert found["crews"][0]["rules"] == ["capacity"]
    assert len(found["moves"]) == 3
    text = "\n".join(why_lines(found, "en"))
    assert "C2: no capacity left" in text
    assert "what it costs to move it:" in text


def test_an_unknown_order_is_named_with_a_guess(plan: Path) -> None:
    done = run("why", str(plan), "W55")
    assert done.exit_code == 2
    assert "did you mean W5?" in done.stderr


def test_places_for_one_more_order(plan: Path, tmp_path: Path) -> None:
    path = tmp_path / "order.yaml"
    path.write_text(ORDER, encoding="utf-8")
    done = run("offer", str(plan), str(path), "--moves", "1")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "places for N1 while nothing else moves:"
    assert lines[4] == "with at most 1 other orders moved:"
    assert len(lines) == 8
    assert all("+4 of priority weight" in line for line in [*lines[1:4], *lines[5:8]])


def test_an_order_that_fits_nowhere(plan: Path, tmp_path: Path) -> None:
    path = tmp_path / "order.yaml"
    path.write_text(ORDER.replace("surveyed: yes", "surveyed: no"), encoding="utf-8")
    found = offer(plan, path, 1)
    assert (found["places"], found["with_moves"]) == ([], [])
    assert list(offer_lines(found, "en")) == [
        "no place while nothing else moves",
        "no place with at most 1 other orders moved",
    ]


def test_faults_of_the_order_are_those_of_its_file(plan: Path, tmp_path: Path) -> None:
    path = tmp_path / "order.yaml"
    path.write_text(ORDER.replace("title", "titel"), encoding="utf-8")
    with pytest.raises(InputFaults) as caught:
        offer(plan, path, 0)
    assert [(f.file, f.column) for f in caught.value.faults] == [
        ("order.yaml", "title"),
        ("order.yaml", "titel"),
    ]
    path.write_text(ORDER.replace("F3", "F9"), encoding="utf-8")
    with pytest.raises(InputFaults) as caught:
        offer(plan, path, 0)
    assert [(f.file, f.row, f.column) for f in caught.value.faults] == [("order.yaml", 1, "feeder")]
    done = run("offer", str(plan), str(tmp_path / "nowhere.yaml"))
    assert done.exit_code == 2


def place(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "start": "2026-07-20T06:00+08:00", "end": "2026-07-20T07:20+08:00", "crews": ["C1", "C2"],
        "priority_gain": -1.5, "comfort_gain": 7, "moved": ["W2"], "left_out": [],
    }  # fmt: skip
    return values | changes


def test_other_answers_in_words() -> None:
    free = {"scheduled": False, "work_order": "W1", "starts": 9, "rules": [], "fixes": []}
    assert list(why_lines({**free, "free": place()}, "en"))[1] == (
        "it fits as things are: 2026-07-20 06:00–07:20 C1+C2, W2 moved"
    )
    assert list(why_lines({**free, "free": None}, "en"))[-1] == (
        "no single change that was tried lets it in"
    )
    here = {"scheduled": True, "work_order": "W1", "here": place(moved=[]), "earlier_starts": 0,
            "earlier": [], "earliest": None, "crews": [{"crew": "C2", "rules": [],
            "place": place()}], "moves": []}  # fmt: skip
    assert list(why_lines(here, "en"))[2:] == [
        "no earlier start is open",
        "other crews at that start:",
        "  C2 could do it; it costs 1.5 of priority weight, -7 of comfort",
    ]
    assert all(zh and en for zh, en in WORDS.values())
