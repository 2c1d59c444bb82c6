from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from pypdf import PdfReader

from peakops.heatwave_run import HeatwaveRun
from peakops.heatwave_spec import PLAIN, Spec
from peakops.heatwave_tables import HEATWAVE_COLUMNS, MEASURES
from peakops.plan import Plan
from peakops.reports import heatwave
from peakops.reports.figures import house_style
from peakops.reports.heatwave_figures import (
    PANELS,
    orders_figure,
    severity_axis,
    severity_figure,
    severity_svg,
    shown_days,
    signed,
)
from peakops.reports.wording import label_pair
from peakops.reports.words_heatwave import HEATWAVE, WAVE_MEASURES

DOCS = Path(heatwave.__file__).parents[2] / "docs" / "heatwave.md"


def members(shifts: list[float], days: list[int], kind: str = "shift") -> pd.DataFrame:
    rows = [
        {"member": f"{kind}{shift:+.1f}-d{length}", "kind": kind, "shift_c": shift, "days": length}
        for length in days
        for shift in shifts
    ]
    table = pd.DataFrame(rows)
    return table.assign(number=0, gap=0.0, **dict.fromkeys(MEASURES, 10.0 - table["shift_c"]))


def test_every_measure_and_panel_has_its_words() -> None:
    assert {f"wave_{name}" for name in MEASURES} == set(WAVE_MEASURES)
    assert set(PANELS) <= set(MEASURES)


def test_every_column_is_described() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for name, columns in HEATWAVE_COLUMNS.items():
        assert f"### {name}.csv" in text
        for column in columns:
            assert re.search(rf"\b{column}\b", text), f"{name}.{column}"


def test_labels_used_in_the_template_exist() -> None:
    template = Path(heatwave.__file__).with_name("heatwave.typ").read_text(encoding="utf-8")
    used = set(re.findall(r'"(wave_[a-z_]+)"', template))
    assert used
    assert used <= set(HEATWAVE)


def test_at_most_four_lengths_and_thirteen_shifts_are_shown() -> None:
    table = members([0.0, 1.0], list(range(1, 8)))
    assert shown_days(table) == [1, 3, 5, 7]
    assert shown_days(members([0.0, 1.0], [2, 5])) == [2, 5]
    assert shown_days(members([0.0], [1])) == [1]
    many = members([tenths / 10 for tenths in range(41)], [3])
    shown = heatwave._columns(many)["shift_c"].tolist()
    assert (len(shown), shown[0], shown[-1]) == (13, 0.0, 4.0)


def test_a_shift_has_its_sign_and_nought_has_none() -> None:
    assert [signed(value) for value in (-1.0, 0.0, 0.5)] == ["-1.0", "0.0", "+0.5"]


def test_figures_draw_every_measure_and_order() -> None:
    table = members([0.0, 1.0], [1, 3])
    orders = pd.DataFrame(
        {
            "member": np.repeat(table["member"].to_numpy(), 2),
            "work_order": ["W1", "$W2$"] * 4,
            "done": [True, False] * 4,
            "start": ["2026-07-21T08:00+08:00", ""] * 4,
            "open_dates": ["2026-07-21", ""] * 4,
        }
    )
    with house_style():
        assert len(severity_figure(table).axes) == len(PANELS)
        ax = orders_figure(orders, table, 3, ["2026-07-20", "2026-07-21"]).axes[0]
    assert [text.get_text() for text in ax.texts] == ["2", "2"]
    assert [patch.get_hatch() for patch in ax.patches] == [None, "////"] * 2
    assert severity_svg(table) == severity_svg(table)


@pytest.mark.parametrize("shifts", [[0.0], [0.0, 1.0, 2.0]])
def test_the_title_over_few_columns_stays_on_the_figure(shifts: list[float]) -> None:
    table = members(shifts, [2])
    names = [f"DQ-GD-2026-07-DDZY-{n:08d}" for n in range(3)]
    orders = pd.DataFrame([
        {"member": member, "work_order": name, "done": False, "start": "", "open_dates": ""}
        for member in table["member"] for name in names
    ])  # fmt: skip
    with house_style():
        figure = orders_figure(orders, table, 2, ["2026-07-20"])
        figure.draw_without_rendering()
    titles = [text for text in figure.findobj(Text) if "Which orders" in text.get_text()]
    assert len(titles) == 1
    box = titles[0].get_window_extent()
    assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1


def test_the_highest_marker_is_not_cut() -> None:
    with house_style():
        panel = severity_figure(members([0.0, 1.0, 2.0], [1])).axes[0]
    assert panel.get_ylim()[1] >= 1.05 * max(panel.lines[0].get_ydata())


def test_what_never_happens_is_drawn_on_a_whole_hour() -> None:
    none = members([0.0, 1.0, 2.0], [1]).assign(feeder_hours_over=0.0)
    with house_style():
        panel = severity_figure(none).axes[PANELS.index("feeder_hours_over")]
    assert panel.get_ylim() == (0.0, 1.0)


@pytest.mark.parametrize(
    ("table", "axis", "lines"),
    [
        (members([0.0, 1.0], [1, 3]), "shift_c", [[0.0, 1.0], [0.0, 1.0]]),
        (members([0.0], [1, 3, 2]), "days", [[1, 2, 3]]),
        (pd.concat([members([0.0], [1]), members([2.0], [2, 5])]), "days", [[2, 5]]),
        (members([0.0], [1]), "", []),
        (pd.concat([members([0.0], [1]), members([2.0], [3])]), "", []),
        (pd.concat([members([0.0], [1]), members([2.0], [3, 4], "hot_days")]), "", []),
    ],
)
def test_measures_are_drawn_over_what_differs(table, axis, lines) -> None:
    assert severity_axis(table) == axis
    if axis:
        with house_style():
            panels = severity_figure(table).axes
        drawn = [[list(line.get_xdata()) for line in ax.lines if line.get_marker() in "os^D"]
                 for ax in panels]  # fmt: skip
        assert drawn == [lines] * len(PANELS)


def run_of(plan: Plan, table: pd.DataFrame) -> HeatwaveRun:
    """A run of these members, each with every order done on the first day."""
    tables = {
        name: pd.DataFrame(columns=list(columns)) for name, columns in HEATWAVE_COLUMNS.items()
    }
    orders = list(plan.scenario.tables["work_orders"]["work_order"])
    done = {"done": True, "start": "2026-07-20T08:00+08:00", "open_dates": "2026-07-20"}
    rows = [{"member": m, "work_order": order, **done} for m in table["member"] for order in orders]
    days = pd.DataFrame({"member": table["member"], "date": "2026-07-20"})
    made = {"members": table, "orders": pd.DataFrame(rows), "days": days}
    return HeatwaveRun(scenario=plan.scenario, spec=Spec(), tables={**tables, **made}, document={})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_run_without_shifts_has_no_empty_axes(plan, tmp_path, language) -> None:
    plain = members([0.0], [1]).assign(member=PLAIN.name)
    heatwave.write_heatwave(run_of(plan, plain), tmp_path, language)
    assert {path.name for path in tmp_path.iterdir()} == {"heatwave.pdf", "orders.png"}
    page = PdfReader(tmp_path / "heatwave.pdf").pages[0]
    told = "".join(page.extract_text().split())
    assert "".join(label_pair("wave_no_line")[language == "en"].split()) in told
    assert not page.get("/Resources", {}).get("/XObject")


def test_other_heatwaves_and_draws_have_their_rows() -> None:
    table = pd.concat([members([0.0], [1]), members([2.0], [3], "hot_days")])
    table = pd.concat([table, members([0.0], [3], "measured").assign(core_peak_c=np.nan)])
    hot, measured = heatwave._others(table)
    assert (hot["shift"], measured["shift"]) == ("+2.0 K", "—")
    assert (hot["cells"][0], measured["cells"][-1]) == ("8", "—")
    spread = dict.fromkeys(("plain", "least", "p10", "p50", "p90", "most"), 1.0)
    shown = heatwave._ensemble(pd.DataFrame([{"measure": "orders_done"} | spread]))
    assert [(row["spread"], row["plain"]) for row in shown] == [("1 – 1", "1")]


def test_what_is_broken_at_the_start_comes_first() -> None:
    cliffs = pd.DataFrame(
        {
            "kind": ["limit", "limit", "jump"],
            "measure": ["day_closed", "feeder_over", "orders_done"],
            "date": ["2026-07-21", "", ""],
            "element": ["", "F1", ""],
            "days": [3, 3, 3],
            "shift_to_c": [1.0, 0.0, 1.0],
            "exact_c": [0.7, np.nan, np.nan],
        }
    )
    first, second = heatwave._breaks(cliffs)
    assert (first["where"], first["shift"]) == ("F1", "")
    assert (second["where"], second["shift"]) == ("2026-07-21", "+0.7 K")
    assert heatwave._jumped(cliffs, 3) == {("orders_done", 1.0)}


@pytest.mark.parametrize(("text", "shown"), [("2026-07-21T08:15+08:00", "07-21 08:15"), ("", "—")])
def test_times_are_short(text: str, shown: str) -> None:
    assert heatwave._clock(text) == shown
