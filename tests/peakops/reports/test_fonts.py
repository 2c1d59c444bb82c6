from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from peakops.reports.fonts import BOLD, FOLDER, REGULAR
from peakops.reports.fonts import subset as font_subset


@pytest.mark.parametrize("path", [REGULAR, BOLD], ids=["regular", "bold"])
def test_fonts_draw_gb2312_and_rare_names(path: Path) -> None:
    with TTFont(path) as font:
        drawn = {chr(code) for code in font.getBestCmap()}
    assert font_subset.gb2312_characters() <= drawn
    # Third level of the 8,105-character table: beyond GB 2312, common in names.
    assert set("镕喆堃珺玥昇祎𬱖翀赟甯燚") <= drawn
    assert set("°·–—→≤≥±×①⑳℃ⅠⅣ～~□○●▲✓αβμ²") <= drawn


def test_gb2312_has_its_7445_characters() -> None:
    assert len(font_subset.gb2312_characters()) == 7445


def test_licence_lies_beside_the_fonts() -> None:
    text = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Adobe" in text


def test_subset_script_keeps_wanted_characters_only(tmp_path: Path, monkeypatch) -> None:
    table = tmp_path / "table.txt"
    table.write_text("带\n电\n", encoding="utf-8")
    monkeypatch.setattr(font_subset, "LATIN_AND_SYMBOLS", ((0x41, 0x42),))
    monkeypatch.setattr(font_subset, "gb2312_characters", lambda: frozenset("作"))
    arguments = [str(REGULAR), str(BOLD), "--table", str(table), "--out", str(tmp_path)]
    font_subset.main(arguments)
    first = (tmp_path / REGULAR.name).read_bytes()
    with TTFont(tmp_path / BOLD.name) as font:
        assert {chr(code) for code in font.getBestCmap()} == set("AB带电作")
        assert "vhea" not in font
    font_subset.main(arguments)
    assert (tmp_path / REGULAR.name).read_bytes() == first
