from dataclasses import replace

import icalendar
import pandas as pd
import pytest

from peakops.plan_issue import CalledOff, next_issue
from peakops.reports import write_calendars
from peakops.reports.calendars import crew_calendar, event_uid
from peakops.reports.sheet_source import Source

HOSTILE = '=1;2,3\\n <b>"x"</b>\r\nEND:VEVENT\r\n😀👷🏽‍♂️ ' + "长" * 300


def events(data: bytes) -> dict[str, icalendar.Event]:
    """Events by their UID."""
    found = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return {str(event["uid"]): event for event in found}


def moved(plan):
    """The plan issued again two hours later: WO-1007 an hour later, WO-1003 from C2 to C1."""
    schedule = plan.tables["schedule"].copy()
    later = schedule["work_order"] == "WO-1007"
    schedule.loc[later, "start"] += pd.Timedelta(hours=1)
    schedule.loc[schedule["work_order"] == "WO-1003", "crew"] = "C1"
    issued = plan.scenario.issued + pd.Timedelta(hours=2)
    before, after = (t.to_dict("records") for t in (plan.tables["schedule"], schedule))
    return replace(
        plan,
        scenario=replace(plan.scenario, issued=issued),
        tables={**plan.tables, "schedule": schedule},
        issue=next_issue(issued, plan.issue, before, after),
    )


def test_each_crew_with_work_has_its_orders_and_nobody_elses(plan, tmp_path) -> None:
    files = write_calendars(plan, tmp_path / "calendars")
    assert [path.name for path in files] == ["C1.ics", "C2.ics"]
    for path in files:
        rows = plan.tables["schedule"]
        mine = rows[(rows["crew"] == path.stem) | (rows["support_crew"] == path.stem)]
        found = events(path.read_bytes())
        assert set(found) == {event_uid("德清县供电公司", o, path.stem) for o in mine["work_order"]}
        for row in mine.to_dict("records"):
            event = found[event_uid("德清县供电公司", row["work_order"], path.stem)]
            assert (event.decoded("dtstart"), event.decoded("dtend")) == (row["start"], row["end"])
            assert row["work_order"] in event["summary"]
            assert event["status"] == "CONFIRMED"
            assert "禁止约时停用或恢复重合闸" in event["description"]


def test_times_are_utc_and_the_stamp_is_that_of_the_issue(plan) -> None:
    data = crew_calendar(Source(plan=plan), "C1")
    assert b"DTSTART:20260719T231500Z\r\n" in data
    assert data.count(b"DTSTAMP:20260719T070000Z\r\n") == 3
    assert crew_calendar(Source(plan=plan), "C1") == data


def test_a_new_issue_updates_moves_and_cancels_events(plan) -> None:
    again = moved(plan)
    for crew in ("C1", "C2"):
        old, new = (events(crew_calendar(Source(plan=p), crew)) for p in (plan, again))
        assert set(old) <= set(new)
        assert all(new[uid]["sequence"] > old[uid]["sequence"] for uid in old)
        assert all(new[uid].decoded("dtstamp") > old[uid].decoded("dtstamp") for uid in old)
    taken = events(crew_calendar(Source(plan=again), "C2"))[
        event_uid("德清县供电公司", "WO-1003", "C2")
    ]
    assert taken["status"] == "CANCELLED"
    given = events(crew_calendar(Source(plan=again), "C1"))[
        event_uid("德清县供电公司", "WO-1003", "C1")
    ]
    assert given["status"] == "CONFIRMED"


def test_a_crew_that_lost_all_its_work_is_told_so(plan, tmp_path) -> None:
    row = plan.tables["schedule"].to_dict("records")[0]
    job = CalledOff(work_order="WO-1030", crew="C3", start=row["start"], end=row["end"])
    idle = replace(plan, issue=replace(plan.issue, called_off=(job,)))
    files = write_calendars(idle, tmp_path)
    (event,) = events(files[-1].read_bytes()).values()
    assert (files[-1].name, event["status"]) == ("C3.ics", "CANCELLED")


@pytest.mark.parametrize("language", ["both", "zh", "en"])
def test_no_text_of_an_order_breaks_the_calendar(plan, with_order, language) -> None:
    odd = with_order(plan, "WO-1001", title=HOSTILE, pole=HOSTILE)
    data = crew_calendar(Source(plan=odd, language=language), "C1")
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode("utf-8") is not None for line in lines)  # no character is split
    found = events(data)
    assert len(found) == 3
    event = found[event_uid("德清县供电公司", "WO-1001", "C1")]
    assert "长" * 300 in event["description"]
    assert '=1;2,3\\n <b>"x"</b> END:VEVENT 😀👷🏽‍♂️' in event["description"]
    assert ("Place:" in event["description"], "地点" in event["description"]) == (
        language != "zh",
        language != "en",
    )
