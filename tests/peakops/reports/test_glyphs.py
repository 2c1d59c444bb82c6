import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakops.reports.glyphs import (
    LONG_WORD,
    drawable,
    missing_glyphs,
    printable,
    printable_document,
)


def test_missing_glyphs_are_sorted_and_named_once() -> None:
    assert missing_glyphs(["带电𠮷作业", "a𠮷🔥"]) == ("🔥", "𠮷")
    assert missing_glyphs(["沈镕喆 39 °C\n"]) == ()


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("陆堃", "陆堃"),
        ("𠮷田", "[U+20BB7]田"),  # a name never loses a letter silently
        ("⚡️检修", "[U+26A1]检修"),  # the invisible variation selector goes
        ("a\tb\n\nc\x07d", "a b c d"),
        ("\u200b甲\ufeff", "甲"),
        ("  甲 ", "甲"),
        ("x" * 25, "x" * 25),
        ("x" * 26, "x" * 25 + "\u200bx"),  # a long word may break, or it leaves its cell
        ("线" * 60, "线" * 60),  # Chinese breaks anywhere
    ],
)
def test_printable(given_text: str, shown: str) -> None:
    assert printable(given_text) == shown


@given(st.text())
def test_printable_text_has_glyphs_for_all_it_shows(text: str) -> None:
    shown = printable(text)
    assert missing_glyphs([shown]) == ()
    assert not any(ord(c) < 32 for c in shown)
    assert all(len(word) <= 2 * LONG_WORD for word in shown.replace("\u200b", " ").split()
               if word.isascii())  # fmt: skip


@given(st.text(alphabet=st.sampled_from(sorted(drawable() - {"\xa0", "\u3000", "\u2028"})[:3000])))
def test_drawable_words_stay(text: str) -> None:
    assert printable(text).replace("\u200b", "").split() == text.split()


def test_documents_keep_keys_and_numbers() -> None:
    found = printable_document({"𠮷": ["🔥", 1, None, 2.5, True, {"a": "b\n"}]})
    assert found == {"𠮷": ["[U+1F525]", 1, None, 2.5, True, {"a": "b"}]}
