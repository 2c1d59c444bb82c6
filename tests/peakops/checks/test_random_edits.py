"""200 random edits: every breach found, none invented."""

from __future__ import annotations

import shutil

import pytest

from tests.peakops import plan_codes, random_edits

EDITS, PARTS = 200, 8


@pytest.mark.parametrize("part", range(PARTS))
def test_random_edits_of_the_small_plan(written_case, tmp_path, part):
    plan = plan_codes.written(written_case)
    for seed in range(part, EDITS, PARTS):
        folder = shutil.copytree(written_case, tmp_path / str(seed))
        name, wanted = random_edits.draw(folder, plan, seed)
        found = plan_codes.breaches(folder)
        lines = "\n".join(breach.line() for breach in found)
        assert {breach.code for breach in found} == wanted, f"{seed} {name}:\n{lines}"


def test_every_kind_of_edit_is_drawn(written_case, tmp_path):
    plan = plan_codes.written(written_case)
    kinds = list(random_edits.KINDS)
    for number, kind in enumerate(kinds):
        tried = (
            random_edits.draw(shutil.copytree(written_case, tmp_path / str(seed)), plan, seed)[0]
            for seed in range(number, EDITS, len(kinds))
        )
        assert kind.__name__ in tried
