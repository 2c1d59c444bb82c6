"""`peakops heatwave` on the tiny scenario: four plans of a second each, however they are run."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from peakops import heatwave_run
from peakops.errors import MembersLost, NoPlanPossible
from peakops.heatwave_engines import Done, LocalEngine
from peakops.heatwave_member import Job, Shared, run_job
from peakops.heatwave_spec import PLAIN, Member, Spec
from peakops.heatwave_store import MemberStore
from peakops.heatwave_tables import HEATWAVE_COLUMNS
from peakops.heatwave_weather import member_scenario
from peakops.pipeline import make_plan
from peakops.validate import read_inputs
from scheduler.solve import SolveParams

from .command_runs import contents, run
from .heatwave_case import KNOWN, RECIPE, heatwave
from .tiny_scenario import set_cell


@pytest.fixture(scope="module", autouse=True)
def _one_fit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEAKOPS_CACHE", str(tmp_path_factory.mktemp("fits")))
        yield


def test_every_file_is_published_and_nothing_else(published_heatwave: Path) -> None:
    assert set(contents(published_heatwave)) == {
        *(f"{name}.csv" for name in HEATWAVE_COLUMNS),
        "heatwave.json",
        "heatwave.pdf",
        "orders.png",
        "severity.png",
    }
    assert [path.name for path in published_heatwave.parent.iterdir()] == ["out"]


def test_no_kelvin_for_a_day_is_the_plain_plan_to_the_last_figure(heatwave_shared: Shared) -> None:
    params = SolveParams(effort=heatwave_shared.effort, seed=heatwave_shared.seed)
    plain = make_plan(heatwave_shared.scenario, heatwave_shared.network, params)
    record = run_job(heatwave_shared, Job(key="", member=PLAIN, load_days=(2,)))
    assert record["plan"] == {key: plain.summary[key] for key in record["plan"]}
    starts = {row["work_order"]: row["start"][:16] for row in record["orders"] if row["start"]}
    table = plain.tables["schedule"]
    assert starts == {row.work_order: f"{row.start:%Y-%m-%dT%H:%M}" for row in table.itertuples()}
    assert record["locks_released"] == []


def test_two_processes_give_the_same_records(
    published_heatwave: Path, heatwave_shared: Shared, tiny_source: Path
) -> None:
    spec = Spec(shifts_c=(0.0, 4.0), days=(1, 3), errors=1)
    jobs = list(dict.fromkeys(heatwave_run.jobs_of(heatwave_shared, spec.members).values()))
    assert {job.key for job in jobs} == set(KNOWN)
    unused = replace(
        heatwave_shared, network=read_inputs(tiny_source)[1]
    )  # what is solved is not pickled
    packed = pickle.dumps(unused, protocol=5)
    found = {job.key: record for job, record in LocalEngine(2).run(packed, jobs[:2])}
    assert json.dumps(found, sort_keys=True) == json.dumps(
        {job.key: KNOWN[job.key] for job in jobs[:2]}, sort_keys=True
    )


def test_a_stopped_run_goes_on_where_it_was(
    published_heatwave: Path, tiny_source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    assert done.stdout == (published_heatwave / "heatwave.json").read_text(encoding="utf-8")
    assert done.stderr.startswith("2 of 4 kept from a run that was stopped")
    assert len(ran) == len(set(ran)) == 4
    assert contents(out) == contents(published_heatwave)
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


def test_what_changes_a_member_changes_its_key(heatwave_shared: Shared) -> None:
    hotter = Member(kind="shift", shift_c=1.0, days=2)
    keys = [
        heatwave_run.jobs_of(one, [member])[member].key
        for one, member in (
            (heatwave_shared, PLAIN),
            (heatwave_shared, hotter),
            (replace(heatwave_shared, effort=0.06), PLAIN),
            (replace(heatwave_shared, seed=8), PLAIN),
        )
    ]
    assert len(set(keys)) == 4
    longer = replace(hotter, days=5)
    jobs = heatwave_run.jobs_of(heatwave_shared, [hotter, longer])
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


def test_locks_that_contradict_one_another_anyway_end_the_run(heatwave_shared: Shared) -> None:
    hotter = member_scenario(
        heatwave_shared.scenario, Member(kind="shift", shift_c=5.0, days=2), RECIPE
    )
    with pytest.raises(NoPlanPossible, match="W3"):
        run_job(
            replace(heatwave_shared, scenario=hotter), Job(key="", member=PLAIN, load_days=(2,))
        )


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
