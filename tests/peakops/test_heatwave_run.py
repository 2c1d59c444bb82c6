"""`peakops heatwave` on the tiny scenario: four plans of a second each."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

import weather
from peakops import heatwave_run
from peakops.errors import InputFaults, MembersLost, NoPlanPossible, UsageError
from peakops.heatwave_cliffs import Probe, first_broken
from peakops.heatwave_engines import Done, LocalEngine
from peakops.heatwave_member import Job, Shared, run_job, run_packed
from peakops.heatwave_spec import PLAIN, Member, Spec
from peakops.heatwave_store import MemberStore
from peakops.heatwave_tables import HEATWAVE_COLUMNS, MEASURES
from peakops.heatwave_weather import Recipe, longer_scenario, member_scenario, read_measured
from peakops.load import learn_once
from peakops.pipeline import make_plan
from peakops.validate import read_inputs
from scheduler.solve import SolveParams
from tests.once import made_once

from .command_runs import contents, run
from .tiny_scenario import set_cell

ASKED = ("--shift", "0:4:4", "--days", "1:3:2", "--members", "1", "--effort", "0.05")
RECIPE = Recipe(humidity="hold_rh", seed=7)


KNOWN: dict[str, dict[str, Any]] = {}
"""Records of the published run by key, so that a test can tell them without planning again."""


def heatwave(scenario: Path, out: Path, *more: str) -> Any:
    return run("heatwave", str(scenario), *ASKED, "--out", str(out), *more)


@pytest.fixture(scope="session", autouse=True)
def _one_fit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEAKOPS_CACHE", str(tmp_path_factory.mktemp("fits")))
        yield


@pytest.fixture(scope="session")
def published(tiny_source: Path, run_folder: Path) -> Path:
    folder = made_once(run_folder / "heatwave", lambda folder: publish(tiny_source, folder))
    KNOWN.update(pickle.loads(folder.with_suffix(".known").read_bytes()))
    return folder / "out"


def publish(scenario: Path, folder: Path) -> None:
    def remembered(packed: bytes, job: Job) -> dict[str, Any]:
        return KNOWN.setdefault(job.key, run_packed(packed, job))

    folder.mkdir()
    out = folder / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("peakops.heatwave_engines.run_packed", remembered)
        done = heatwave(scenario, out, "--workers", "1")
    assert done.exit_code == 0, done.output
    assert "from +3.0 K: day closed, 2026-07-20" in done.stdout
    assert done.stdout.endswith(f"written to {out}\n")
    assert done.stderr.splitlines()[0] == "1 of 4: shift+0.0-d1, 3 of 3 orders"
    folder.with_suffix(".known").write_bytes(pickle.dumps(KNOWN))


@pytest.fixture(scope="session")
def shared(tiny_source: Path) -> Shared:
    scenario, network = read_inputs(tiny_source)
    return Shared(
        scenario=scenario,
        network=network,
        learnt=learn_once(scenario),
        recipe=RECIPE,
        effort=0.05,
        seed=scenario.seed,
    )


@pytest.fixture
def members(published: Path) -> pd.DataFrame:
    return pd.read_csv(published / "members.csv").set_index("member")


def test_every_file_is_published_and_nothing_else(published: Path) -> None:
    assert set(contents(published)) == {
        *(f"{name}.csv" for name in HEATWAVE_COLUMNS),
        "heatwave.json",
        "heatwave.pdf",
        "orders.png",
        "severity.png",
    }
    assert [path.name for path in published.parent.iterdir()] == ["out"]


def test_no_kelvin_for_a_day_is_the_plain_plan_to_the_last_figure(shared: Shared) -> None:
    params = SolveParams(effort=shared.effort, seed=shared.seed)
    plain = make_plan(shared.scenario, shared.network, params)
    record = run_job(shared, Job(key="", member=PLAIN, load_days=(2,)))
    assert record["plan"] == {key: plain.summary[key] for key in record["plan"]}
    starts = {row["work_order"]: row["start"][:16] for row in record["orders"] if row["start"]}
    table = plain.tables["schedule"]
    assert starts == {row.work_order: f"{row.start:%Y-%m-%dT%H:%M}" for row in table.itertuples()}
    assert record["locks_released"] == []


def test_two_processes_give_the_same_records(
    published: Path, shared: Shared, tiny_source: Path
) -> None:
    spec = Spec(shifts_c=(0.0, 4.0), days=(1, 3), errors=1)
    jobs = list(dict.fromkeys(heatwave_run.jobs_of(shared, spec.members).values()))
    assert {job.key for job in jobs} == set(KNOWN)
    unused = replace(shared, network=read_inputs(tiny_source)[1])  # what is solved is not pickled
    packed = pickle.dumps(unused, protocol=5)
    found = {job.key: record for job, record in LocalEngine(2).run(packed, jobs[:2])}
    assert json.dumps(found, sort_keys=True) == json.dumps(
        {job.key: KNOWN[job.key] for job in jobs[:2]}, sort_keys=True
    )


def test_a_stopped_run_goes_on_where_it_was(
    published: Path, tiny_source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def told(_: bytes, job: Job) -> dict[str, Any]:
        if len(ran) == stop_after:
            raise KeyboardInterrupt
        ran.append(job.member.name)
        return KNOWN[job.key]

    out, stop_after = tmp_path / "out", 2
    monkeypatch.setattr("peakops.heatwave_engines.run_packed", told)
    assert heatwave(tiny_source, out, "--workers", "1").exit_code != 0
    assert not out.exists()
    kept = next(tmp_path.glob(".out.peakops-members"))
    (kept / "torn.json").write_text("{", encoding="utf-8")
    stop_after = 99
    done = heatwave(tiny_source, out, "--workers", "1", "--json")
    assert done.stdout == (published / "heatwave.json").read_text(encoding="utf-8")
    assert done.stderr.startswith("2 of 4 kept from a run that was stopped")
    assert len(ran) == len(set(ran)) == 4
    assert contents(out) == contents(published)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_is_kept_counts_only_when_whole(tmp_path: Path) -> None:
    store = MemberStore(tmp_path / "out")
    assert store.read("a") is None
    store.keep("a", {"x": 0.1})
    (store.folder / "b.json").write_text('{"x":', encoding="utf-8")
    (store.folder / "c.json").write_text("[]", encoding="utf-8")
    assert [store.read(key) for key in "abc"] == [{"x": 0.1}, None, None]
    store.remove()
    assert not store.folder.exists()


def test_what_changes_a_member_changes_its_key(shared: Shared) -> None:
    hotter = Member(kind="shift", shift_c=1.0, days=2)
    keys = [
        heatwave_run.jobs_of(one, [member])[member].key
        for one, member in (
            (shared, PLAIN),
            (shared, hotter),
            (replace(shared, effort=0.06), PLAIN),
            (replace(shared, seed=8), PLAIN),
        )
    ]
    assert len(set(keys)) == 4
    longer = replace(hotter, days=5)
    jobs = heatwave_run.jobs_of(shared, [hotter, longer])
    assert jobs[hotter] is jobs[longer]  # one plan, two lengths of the load
    assert jobs[longer].load_days == (2, 5)


def test_killed_processes_are_started_anew_and_then_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs = [Job(key=key, member=PLAIN, load_days=(1,)) for key in "abc"]
    pools: list[int] = []

    def dying(_: LocalEngine, packed: bytes, waiting: Sequence[Job]) -> Iterator[Done]:
        pools.append(len(waiting))
        yield waiting[0], {}
        raise BrokenProcessPool

    monkeypatch.setattr(LocalEngine, "_in_processes", dying)
    assert [job.key for job, _ in LocalEngine(2).run(b"", jobs[:3])] == ["a", "b", "c"]
    assert pools == [3, 2, 1]
    jobs.append(Job(key="d", member=PLAIN, load_days=(1,)))
    with pytest.raises(MembersLost, match=r"1 member\(s\) lost"):
        list(LocalEngine(2).run(b"", jobs))


def test_a_member_hotter_by_a_degree_is_the_derived_scenario(
    shared: Shared, tiny: Path, tmp_path: Path
) -> None:
    derived = tmp_path / "derived"
    derived.mkdir()
    text = "base: ../tiny\nheatwave:\n  shift_c: 1.0\n  days: 1\n  humidity: hold_rh\n"
    (derived / "scenario.yaml").write_text(text, encoding="utf-8")
    wanted, _ = read_inputs(derived)
    found = member_scenario(shared.scenario, Member(kind="shift", shift_c=1.0), RECIPE)
    for name in ("weather_forecast", "weather_daily"):
        pd.testing.assert_frame_equal(found.tables[name], wanted.tables[name])


@pytest.mark.parametrize(
    ("member", "maxima"),
    [
        (Member(kind="hot_days", shift_c=2.0, days=1), [39.0, 36.0]),
        (Member(kind="hot_days", shift_c=2.0, days=9), [39.0, 38.0]),
        (Member(kind="warm_nights", shift_c=2.0, days=2), [37.0, 36.0]),
    ],
)
def test_the_official_maximum_follows_the_heatwave(
    shared: Shared, member: Member, maxima: list[float]
) -> None:
    found = member_scenario(shared.scenario, member, RECIPE).tables
    daily = found["weather_daily"].drop_duplicates("date", keep="last")
    assert daily["tmax_official_c"].tolist()[-2:] == maxima
    assert len(found["weather_forecast"]) == len(shared.scenario.tables["weather_forecast"])


def test_a_measured_heatwave_lies_over_the_plan(shared: Shared, tmp_path: Path) -> None:
    history = pd.read_csv(shared.scenario.paths["weather_history"])
    history["temp_air_c"] += 4.0
    path = tmp_path / "hangzhou.csv"
    history.to_csv(path, index=False)
    measured = read_measured(path, shared.scenario, 2)
    recipe = Recipe(humidity="hold_rh", seed=7, measured=measured)
    found = member_scenario(shared.scenario, Member(kind="measured", days=2), recipe)
    daily = found.tables["weather_daily"].drop_duplicates("date", keep="last")
    assert daily["tmax_official_c"].tolist()[-2:] == [41.0, 40.0]
    with pytest.raises(ValueError, match="without its measured weather"):
        member_scenario(shared.scenario, Member(kind="measured", days=2), RECIPE)
    with pytest.raises(InputFaults, match="90 whole day"):
        read_measured(path, shared.scenario, 90)
    history.assign(station=["A", "B"] * (len(history) // 2)).to_csv(path, index=False)
    with pytest.raises(InputFaults, match="one station"):
        read_measured(path, shared.scenario, 2)
    path.write_text("time\n", encoding="utf-8")
    with pytest.raises(InputFaults):
        read_measured(path, shared.scenario, 2)
    with pytest.raises(UsageError, match="No such file"):
        read_measured(tmp_path / "none.csv", shared.scenario, 2)


def test_days_beyond_the_plan_repeat_its_hottest_and_leave_the_plan(
    shared: Shared, members: pd.DataFrame
) -> None:
    longer = longer_scenario(shared.scenario, 4)
    assert longer.days == 4
    assert longer_scenario(shared.scenario, 2) is shared.scenario
    short, long = members.loc["shift+0.0-d1"], members.loc["shift+0.0-d3"]
    assert short["orders_done"] == long["orders_done"]
    assert short["priority_weight"] == long["priority_weight"]


def test_the_day_closing_cliffs_are_those_of_a_brute_force(published: Path, shared: Shared) -> None:
    cliffs = pd.read_csv(published / "cliffs.csv")
    closed = cliffs[cliffs["measure"] == "day_closed"]
    found = dict(zip(closed["date"], closed["exact_c"], strict=True))
    assert found == brute_force(shared)
    probe = Probe(shared, 3)
    for day, exact in enumerate(found.values()):
        tenths = round(10 * exact)
        assert [probe.day_closed(day, at) for at in range(tenths - 2, tenths + 2)] == [
            False,
            False,
            True,
            True,
        ]


def brute_force(shared: Shared) -> dict[str, float]:
    """The lowest tenth of a degree at which the law stops each day, tried one after another."""
    rules = weather.override(shared.scenario.heat)
    first: dict[str, float] = {}
    for tenths in range(41):
        member = Member(kind="shift", shift_c=tenths / 10, days=3)
        tables = member_scenario(shared.scenario, member, RECIPE).tables
        bands = weather.day_bands(tables["weather_daily"], tables["weather_forecast"], rules)
        for row in bands[bands["date"] >= pd.Timestamp(shared.scenario.date)].itertuples():
            if row.band == "stop":
                first.setdefault(f"{row.date:%Y-%m-%d}", tenths / 10)
    return {date: first[date] for date in sorted(first) if date <= "2026-07-21"}


def test_bisection_ends_at_the_first_tenth_that_breaks() -> None:
    for edge in range(1, 41):
        assert first_broken(0, 40, lambda tenths, edge=edge: tenths >= edge) == edge


def test_the_load_cliff_names_the_first_feeder(shared: Shared) -> None:
    limits = replace(shared.scenario.limits, heavy_percent=40.0, loading_max_percent=45.0)
    probe = Probe(replace(shared, scenario=replace(shared.scenario, limits=limits)), 2)
    assert probe.over("feeder", 0) == ("F1",)
    assert not probe.any_over("transformer", 0)


def test_a_lock_that_the_heat_makes_impossible_is_released(
    published: Path, members: pd.DataFrame
) -> None:
    assert members.loc["shift+4.0-d3", "locks_released"] == 1
    assert members.loc["shift+4.0-d3", "orders_done"] == 0
    assert members.loc["shift+4.0-d3", "days_closed"] == 2
    assert members.loc["shift+4.0-d1", "days_closed"] == 1
    orders = pd.read_csv(published / "orders.csv")
    hottest = orders[orders["member"] == "shift+4.0-d3"]
    assert set(hottest["done"]) == {"no"}
    assert hottest["open_dates"].isna().all()


def test_locks_that_contradict_one_another_anyway_end_the_run(shared: Shared) -> None:
    hotter = member_scenario(shared.scenario, Member(kind="shift", shift_c=5.0, days=2), RECIPE)
    with pytest.raises(NoPlanPossible, match="W3"):
        run_job(replace(shared, scenario=hotter), Job(key="", member=PLAIN, load_days=(2,)))


def test_orders_of_today_only_are_named_with_the_shift(published: Path) -> None:
    first = pd.read_csv(published / "do_first.csv")
    longest = first[first["days"] == 3].set_index("work_order")
    assert longest.loc["W2", "from_shift_c"] == 4.0
    assert longest.loc["W2", "last_start"] == "2026-07-20T17:15+08:00"
    assert "W3" not in longest.index  # locked to the second day


def test_jumps_are_steps_of_the_sweep(published: Path, members: pd.DataFrame) -> None:
    cliffs = pd.read_csv(published / "cliffs.csv")
    jumps = cliffs[cliffs["kind"] == "jump"]
    assert set(jumps["measure"]) <= set(MEASURES)
    done = jumps[(jumps["measure"] == "orders_done") & (jumps["days"] == 3)].iloc[0]
    assert (done["shift_from_c"], done["shift_to_c"]) == (0.0, 4.0)
    assert (done["value_from"], done["value_to"]) == (3, 0)


def test_crew_hours_add_up(published: Path, members: pd.DataFrame) -> None:
    both = members["open_crew_hours"] + members["lost_crew_hours"]
    assert both.unique().tolist() == [60.0]  # two crews, two days, fifteen hours
    lost = pd.read_csv(published / "lost_hours.csv").set_index(["member", "rule"])["crew_hours"]
    assert lost["shift+4.0-d3", "stop_day"] == 60.0
    assert lost["shift+0.0-d1", "hottest_hours"] == 6.0


def test_the_ensemble_is_spread_by_its_seed(published: Path, members: pd.DataFrame) -> None:
    ensemble = pd.read_csv(published / "ensemble.csv").set_index("measure")
    one = members.loc["forecast_error-001"]
    assert ensemble.loc["open_crew_hours", "p50"] == one["open_crew_hours"]
    days = pd.read_csv(published / "days.csv")
    drawn = days[days["member"] == "forecast_error-001"]["tmax_official_c"].to_numpy()
    assert not np.array_equal(drawn, [37.0, 36.0])


def test_json_tells_what_was_asked(published: Path) -> None:
    document = json.loads((published / "heatwave.json").read_text(encoding="utf-8"))
    assert document["schema"] == "peakops.heatwave/1"
    assert document["asked"]["shifts_c"] == [0.0, 4.0]
    assert document["asked"]["humidity"] == "hold_rh"
    assert document["members"][0]["member"] == "shift+0.0-d1"


def test_the_pdf_is_a4_across_with_all_its_text_on_the_page(published: Path) -> None:
    reader = PdfReader(published / "heatwave.pdf")
    text = "".join(page.extract_text() for page in reader.pages)
    for wanted in ("热浪推演", "Heatwave: what breaks first", "+3.0 K", "W1", "W2", "W3"):
        assert wanted in text
    for page in reader.pages:
        size = (float(page.mediabox.width), float(page.mediabox.height))
        assert size == pytest.approx((841.89, 595.28), abs=0.1)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--shift", "4:0"), "expected the smaller end first"),
        (("--days", "0:2"), "expected 1 to 14 days"),
        (("--humidity", "dry"), "expected hold-rh or hold-dewpoint"),
        (("--hot-days", "x"), "expected FROM:TO:STEP"),
        (("--warm-nights", "99"), "expected -15 to 15 K"),
        (("--measured", "no-such-file.csv"), "No such file"),
    ],
)
def test_bad_arguments_end_with_words(
    tiny_source: Path, tmp_path: Path, more: tuple[str, str], words: str
) -> None:
    done = run("heatwave", str(tiny_source), *more, "--out", str(tmp_path / "out"))
    assert done.exit_code == 2
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_faults_write_nothing(tiny: Path, tmp_path: Path) -> None:
    set_cell(tiny, "kits", 2, "clo", "thick")
    assert heatwave(tiny, tmp_path / "out").exit_code == 3
    assert not (tmp_path / "out").exists()


def test_another_kind_of_folder_is_not_replaced(tiny_source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "plan.json").write_text('{"schema": "peakops.plan/1"}')
    done = heatwave(tiny_source, out)
    assert done.exit_code == 2
    assert "peakops heatwave run" in done.stderr
    assert set(contents(out)) == {"plan.json"}


def test_lost_members_end_with_words(
    tiny_source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object, **__: object) -> None:
        raise MembersLost("2 member(s) lost")

    monkeypatch.setattr("peakops.heatwave_run.heatwave_to_folder", lose)
    done = heatwave(tiny_source, tmp_path / "out")
    assert done.exit_code == 4
    assert "2 member(s) lost; the finished ones are kept" in done.stderr
