from dataclasses import replace

import pytest
from matplotlib.figure import Figure

from peakops.reports import figures
from peakops.reports.map_substations import substation_places
from peakops.reports.overview import order_numbers
from peakops.reports.sheet_source import Source


@pytest.fixture
def source(plan) -> Source:
    return Source(plan=plan)


def test_loading_of_a_feeder_is_its_highest_p90_over_its_limit(plan, source) -> None:
    loading = figures.feeder_loading_percent(source)
    table = plan.tables["load_forecast"]
    peak = table.loc[table["feeder"] == "F101", "p90_mw"].max()
    assert loading["F101"] == pytest.approx(100 * peak / source.limits_mw["F101"])
    assert "F202" not in loading  # no limit known


@pytest.mark.parametrize(
    ("percent", "colour"),
    [(120, "#b00020"), (100, "#b00020"), (99.9, "#e07b00"), (80, "#e07b00"), (60, "#2f6f9f"),
     (5, "#8fb8d3"), (-3, "#9a9a9a"), (None, "#9a9a9a")],
)  # fmt: skip
def test_loading_classes(percent: float | None, colour: str) -> None:
    assert figures.loading_style(percent)[0] == colour


def test_branches_get_the_coordinates_of_their_ends(plan) -> None:
    lines = figures.branch_lines(plan.buses, plan.branches)
    first = lines.iloc[0]
    assert (first["x1"], first["y1"], first["x2"]) == pytest.approx((119.96, 30.534, 119.97))
    stranger = plan.branches.assign(to_bus=999)
    assert figures.branch_lines(plan.buses, stranger).empty


def test_map_draws_lines_open_points_and_work_places(source) -> None:
    ax = Figure().add_subplot()
    with figures.house_style():
        figures.feeder_map(source, order_numbers(source), ax)
    texts = {text.get_text() for text in ax.texts}
    assert {"1", "2", "3", "4", "5", "F101", "F201", "武康变"} <= texts
    colours = {
        tuple(line.get_colors()[0]) for line in ax.collections if hasattr(line, "get_segments")
    }
    assert len(colours) >= 2
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend[:2] == ["≥ 100 %", "80–100 %"]
    assert legend[4:] == ["常开联络 normally open point", "作业地点 work place"]


def test_a_substation_is_in_the_middle_of_the_bars_its_feeders_start_at(plan) -> None:
    feeders = plan.scenario.tables["feeders"].assign(substation="甲变", head_line=[0, 1, 2, 3])
    tables = {**plan.scenario.tables, "feeders": feeders}
    moved = replace(plan, scenario=replace(plan.scenario, tables=tables))
    ((name, lon, lat),) = substation_places(Source(plan=moved))
    starts = plan.buses.set_index("bus").loc[[1, 2, 4, 6], ["lon", "lat"]].mean()
    assert (name, lon, lat) == ("甲变", *map(pytest.approx, starts))
    nowhere = replace(moved, buses=plan.buses.assign(lon=float("nan")))
    assert substation_places(Source(plan=nowhere)) == []


def test_own_coordinates_place_the_work(plan, with_order) -> None:
    source = Source(plan=with_order(plan, "WO-1001", lat=30.6, lon=120.1))
    assert (120.1, 30.6, "1") in figures.work_places(source, order_numbers(source))


def test_orders_at_one_place_share_a_mark(plan, with_order) -> None:
    at_same_pole = with_order(plan, "WO-1007", bus=3)
    source = Source(plan=at_same_pole)
    shown = {text for _, _, text in figures.work_places(source, order_numbers(source))}
    assert shown == {"1,3", "2", "4", "5"}


def test_places_whose_numbers_would_cover_each_other_share_a_mark(plan, with_order) -> None:
    buses = plan.buses
    extent = buses["lat"].max() - buses["lat"].min()
    width = (buses["lon"].max() - buses["lon"].min()) / figures._aspect(buses)
    step = figures.NEAR_SHARE * max(extent, width)
    one, other = list(order_numbers(Source(plan=plan)))[:2]
    numbers = {one: "1", other: "2"}
    for share, count in ((0.9, 1), (1.1, 2)):
        near = with_order(plan, one, lat=30.6, lon=120.1)
        near = with_order(near, other, lat=30.6 + share * step, lon=120.1)
        assert len(figures.work_places(Source(plan=near), numbers)) == count


def test_many_numbers_of_a_place_stand_in_lines(plan) -> None:
    source = Source(plan=plan)
    order = next(iter(order_numbers(source)))
    shown = [str(i) for i in range(1, 11)]
    assert figures._few_in_a_line(shown) == "1,2,3,4,\n5,6,7,8,\n9,10"
    assert [text for *_, text in figures.work_places(source, {order: "1"})] == ["1"]


def test_an_order_without_a_place_is_left_out(plan) -> None:
    source = Source(plan=replace(plan, buses=plan.buses.assign(lat=float("nan"))))
    assert figures.work_places(source, order_numbers(source)) == []


def test_map_is_the_same_text_for_the_same_plan(source) -> None:
    numbers = order_numbers(source)
    first = figures.map_svg(source, numbers)
    assert first == figures.map_svg(source, numbers)
    assert "<dc:date>" not in first
    assert "Noto Sans SC" in first


def test_readme_pictures(plan, tmp_path) -> None:
    paths = figures.readme_pictures(plan, tmp_path / "pictures")
    assert [path.name for path in paths] == ["crews.png", "map.png", "shift-plan.png"]
    for path in paths:
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size > 10_000
    again = figures.readme_pictures(plan, tmp_path / "again")
    assert [a.read_bytes() for a in again] == [p.read_bytes() for p in paths]
