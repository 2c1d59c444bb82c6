from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from peakops import model_key
from peakops.model_key import code_digest, fit_key

MIDNIGHT = pd.Timestamp("2026-07-20", tz="Asia/Shanghai")


@pytest.mark.parametrize("part", ["code_digest", "_versions", "_processor"])
def test_other_code_libraries_or_processor_is_another_fit(
    monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    before = fit_key({}, ())
    assert fit_key({}, ()) == before
    monkeypatch.setattr(model_key, part, lambda: "other")
    assert fit_key({}, ()) != before


def test_a_changed_line_changes_the_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "some_package"
    (package / "deeper").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "deeper" / "module.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    before = code_digest(["some_package"])
    (package / "deeper" / "module.py").write_text("x = 2\n")
    assert code_digest(["some_package"]) != before
    assert code_digest() == code_digest()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"x": [1.0]}, {"x": [1]}),
        ({"x": ["1"]}, {"x": [1]}),
        ({"x": ["a", "bc"]}, {"x": ["ab", "c"]}),
        ({"x": [None]}, {"x": [""]}),
        ({"x": [1.0], "y": [2.0]}, {"x": [1.0, 2.0]}),
        ({"x": [1.0], "y": [2.0]}, {"y": [2.0], "x": [1.0]}),
        ({"x": [MIDNIGHT]}, {"x": [MIDNIGHT + pd.Timedelta(hours=1)]}),
        ({"x": [MIDNIGHT]}, {"x": [MIDNIGHT.tz_convert("UTC")]}),  # the same moment, another wall
    ],
)
def test_tables_that_differ_have_different_keys(one: object, other: object) -> None:
    keys = [fit_key({"table": pd.DataFrame(columns)}, ()) for columns in (one, one, other)]
    assert keys[0] == keys[1] != keys[2]
    assert fit_key({"other": pd.DataFrame(one)}, ()) != keys[0]
