from dataclasses import replace

import pytest

from peakops.plan_issue import CalledOff
from peakops.reports import write_messages
from peakops.reports.crew_files import file_stems
from peakops.reports.messages import crew_message
from peakops.reports.sheet_source import Source

LONGEST = 500
"""Characters per job and language."""


def lines(plan, crew: str, language: str = "en") -> list[str]:
    return crew_message(Source(plan=plan, language=language), crew).splitlines()


def test_each_crew_has_its_orders_and_people_and_nobody_elses(plan, tmp_path) -> None:
    files = write_messages(plan, tmp_path / "messages")
    assert [path.name for path in files] == ["C1.txt", "C2.txt"]
    rows, workers = plan.tables["schedule"], plan.scenario.tables["workers"]
    for path in files:
        text, crew = path.read_text(encoding="utf-8"), path.stem
        mine = (rows["crew"] == crew) | (rows["support_crew"] == crew)
        for row in rows.to_dict("records"):
            own = row["work_order"] in set(rows["work_order"][mine])
            assert (row["work_order"] in text) == own
        strangers = workers[
            (workers["crew"] != crew) & ~workers["worker"].isin(rows["leader"][mine])
        ]
        assert not [name for name in strangers["name"] if name in text and name != "王伟"]
        for row in plan.tables["stints"].to_dict("records"):
            if row["worker"] in set(workers["worker"][workers["crew"] == crew]):
                assert f"{row['start']:%H:%M}–{row['end']:%H:%M}" in text


def test_it_says_when_to_stop_what_to_drink_and_that_times_are_no_permission(plan) -> None:
    text = lines(plan, "C1")
    assert "禁止约时停用或恢复重合闸" in text
    assert "Planned times are information, not permission" in text[1]
    assert text.count("Stop: before 14:00 (hottest three hours closed)") == 2
    assert "Ticket: finish before 11:30" in text
    assert any(line.startswith("Water: up to 7 cups") for line in text)
    assert "20 July Mon" in text
    assert any("Joint job with" in line for line in text)


def test_an_emergency_is_not_stopped_by_the_temperature_bands(plan, with_table) -> None:
    schedule, weather = plan.tables["schedule"], plan.tables["weather_slots"].copy()
    evening = weather["time"] == schedule.set_index("work_order").loc["WO-1012", "start"]
    for rule, stops in (("hottest_hours", False), ("hottest_hours;thunder", True)):
        weather.loc[evening, ["outdoor_allowed", "rule"]] = [False, rule]
        text = lines(with_table(plan, weather_slots=weather), "C2")
        assert ("Stop: before 17:15 (thunder)" in text) is stops


def test_a_message_is_short_even_where_texts_are_long(plan, with_order) -> None:
    odd = with_order(plan, "WO-1001", title="长\n" * 300, pole='<b>"=x\r\n' * 60)
    for language in ("zh", "en"):
        text = "\n".join(lines(odd, "C1", language))
        jobs = text.split("WO-")[1:]
        assert len(jobs) == 3
        assert max(len(job.partition("Water:")[0]) for job in jobs) < LONGEST
    assert len(lines(odd, "C1")) == len(lines(plan, "C1"))  # no text adds a line


def test_what_is_not_to_be_done_any_more_comes_first(plan) -> None:
    row = plan.tables["schedule"].to_dict("records")[0]
    job = CalledOff(work_order="WO-1030", crew="C1", start=row["start"], end=row["end"])
    told = replace(plan, issue=replace(plan.issue, called_off=(job,)))
    called_off = [line for line in lines(told, "C1") if line.startswith("Called off")]
    assert called_off == ["Called off: WO-1030 10kV雷甸301线直线杆改终端杆 (was 07-20 07:15–10:20)"]
    assert not [line for line in lines(told, "C2") if "Called off" in line]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_language_alone(plan, language) -> None:
    text = "\n".join(lines(plan, "C1", language))
    assert ("地点：" in text, "Place:" in text) == (language == "zh", language == "en")


def test_crews_of_like_names_have_files_of_their_own() -> None:
    assert file_stems(["A/1", "A_1", "a_1", "B"]) == {
        "A/1": "A_1", "A_1": "A_1-2", "a_1": "a_1-3", "B": "B",
    }  # fmt: skip
