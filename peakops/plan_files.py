"""Prints docs/plan-files.md: the files of a published plan, from the data that writes them."""

from __future__ import annotations

from collections.abc import Iterator

from peakops.out_columns import OUT_COLUMNS

ABOUT = {
    "schedule": "One row per placed order: who, when, in which switching state. `lighting` says "
    "that the job, or the time in which the bucket must still come down safely, touches the dark. "
    "`leader`, `supervisor` and `ground` are those who begin; `relief` lists who takes over from "
    "somebody of them. `latest_start` is the last quarter of an hour at which the job may still "
    "begin with the same crews, people, stints and hand-overs, all of them later by as much, while "
    "every other job stays where it is; every quarter of an hour from `start` on is allowed too. "
    "Windows of order, ticket and customer, closed hours, grid windows, stint limits, predicted "
    "strain of the crew's days, shift, lunch and the way to the next job count, and no two "
    "switching states may meet that no load flow was computed for together. It is no permission. "
    "`later_start_breaks` are the rules that a start a quarter of an hour later breaks.",
    "watches": "Where those who watch a job relieve each other: one row per watch and duty "
    "(`leader`, `supervisor`, `ground`). A duty that one person has all through has no row.",
    "stints": "One row per worker and stay in the bucket, rated by the slot that limits it most; "
    "`limit_rule` is `continuous_exposure`, `strain` or `rotation`. A pair with somebody not used "
    "to the heat yet (`acclimatisation_day`) has the `strain` limit of such people. In a joint job "
    "the pairs are A1, B1 of the lead crew and A2, B2 of the support crew. `predicted_core_c` is "
    "the highest rectal temperature of the worker's whole day as planned or with longer rests, in "
    "this stint and the quarter of an hour after it (ISO 7933:2023; an engineering estimate under "
    "the cape).",
    "worker_phases": "Every worker with a part in a job that day, without a gap from departure to "
    "return. `place` is a work order, `cab`, `shade` or `base`; `standby` on a site is watching, "
    "assisting or waiting outdoors, in the cab it is not outdoors. `core_peak_c` and `core_end_c` "
    "are the predicted rectal temperature of the worker's day as planned or with longer rests, "
    "highest and at the end.",
    "strain": "Course of every worker's day, at the end of each step of five minutes or less: "
    "predicted rectal temperature, the highest over the day as planned and the same day with "
    "longer rests (heat-method.md); and water lost since the worker's departure as planned.",
    "travel": "Every drive of a crew; places are work orders or `base`.",
    "weather_slots": "Weather and WBGT of each slot and station; `rule` lists what closes work "
    "outdoors for orders that are no emergency.",
    "load_forecast": "Load at each feeder head, mean of the hour that begins at `time`.",
    "bus_shares": "Share of each bus in its feeder's load, for the feeders with a bus history; the "
    "load of the others is divided by installed capacity.",
    "coincidence": "What the feeders of each substation transformer carry together. `transformer` "
    "is its index in the network; `feeders` are those it supplies in the normal state. "
    "`p90_joint_mw` is the P90 of their sum over past days, `factor` its part of `p90_sum_mw`, the "
    "sum of their own P90, at most 1; 1 where it is not known: then the sum counts. The loading of "
    "a transformer in windows, findings and load-flow checks is that with every feeder at its own "
    "P90, less `1 - factor` of it; of what is moved onto the transformer beyond the loading of the "
    "normal state nothing is taken off.",
    "line_factors": "What the weather of each hour leaves of the static rating of the lines of a "
    "class: covered, bare, bare/DIAMETER in mm, cable_air, cable_soil, with /N for N cables side "
    "by side. No rows with `ratings: static`. See ratings.md.",
    "feeder_limits": "Limit of each feeder head. `limit_from` is the one that binds: the `line`, "
    "the head `switch`, `ct_primary`, `overcurrent_pickup` (divided by 1.2) or `limit_a` of "
    "feeders.csv.",
    "transformer_heat": "Every transformer without any work, from a day before the plan on: "
    "highest top-oil and hot-spot temperature of each hour by IEC 60076-7. `load_percent` is "
    "`measured` (of its feeders' load), `assumed` (not measured: that of the plan's first day) or "
    "`forecast`; `temp_air_c` is outdoors. No rows with `ratings: static`.",
    "windows": "Every order, switching state and slot: whether the grid allows work, else why "
    "not. `margin_percent` is the distance to the limit in points of loading, of a voltage in "
    "percent of nominal, of a temperature in percent of its limit. `customers_at_risk` in "
    "customer-hours of that slot, sensitive customers weighted, over all "
    "blocked breakers. If the breaker that protects the work trips: `customers_restored` and "
    "`restored_mw` could be supplied again without a violation once the crew's section is parted "
    "from them, `restore_minutes` later (contact and switching), `customers_out` and `out_mw` "
    "could not; 0 where reclosing is not blocked.",
    "transfers": "Load transfers found for each order, best first. `to_feeder` lists all feeders "
    "that give up or take load; `customers_interrupted` are out for the whole job, "
    "`customers_switched` for a moment while load changes over, `customer_minutes` in all, there "
    "and back.",
    "switching": "Steps of each transfer, before and after the job, with the worst values of the "
    "state after each step over the hours in which the transfer is allowed. `method` is "
    "`make_before_break` (a loop is closed for a moment) only where every condition for it is "
    "known and holds, else `break_before_make`, and `why` says what is against a loop.",
    "blocks": "Devices whose automatic closing is blocked while an order is at work.",
    "load_flow_checks": "pandapower results of every hour without work and of every slot with "
    "work. `cause` is `plan` where the work adds or worsens a violation, `base` where it exists "
    "with no work at all.",
    "findings": "What the checks taught each round, and what is left at the end. `kind` is "
    "`violation` (load flow), `strain` (a worker's predicted day) or `breach`.",
    "unscheduled": "One row per order left out and rule that takes starts from it: `slots_lost` "
    "by that rule whatever the others do, `slots_lost_alone` those that would be free without it.",
    "standby": "For each crew and day the first job that has not begun (`instead_of`), and the "
    "order the crew could do in its place if that job is closed on the spot: one that is not "
    "planned, that the crew may lead, and that fits with nothing else moved and the way from the "
    "closed site. Empty from `work_order` on where there is none. No order is the standby of two "
    "crews on one day; of several, the one that is worth most. Of heat, strain and grid it keeps "
    "what the plan keeps. A crew takes it up only when the dispatcher orders so.",
    "carry_over": "What each worker takes into the next day: minutes, acclimatisation day, "
    "predicted rectal temperature (highest, and at the end of the day) and water lost; empty for a "
    "worker who stays at the base. `strain_end_c` is what `strain_start_c` of workers.csv takes "
    "where the next day begins without a night between.",
    "heat_rules": "Which heat and weather rules closed slots on each day, at one station or more, "
    "and where each comes from. `phases` are the parts of a job that it closes, `rule` and `value` "
    "the heat rule and its value in force.",
    "day_bands": "The legal band of each day and the hottest three hours that it closes.",
}

HEADER = """\
# Files of a plan

`peakops plan SCENARIO --out DIR` writes these files; `peakops check DIR` reads them. This page is
made from the data that writes them (`python -m peakops.plan_files > docs/plan-files.md`). A plan of
the same inputs in DIR is replaced, one of other inputs only with `--replace`.

CSV is UTF-8 with LF; times are `YYYY-MM-DDTHH:MM+08:00` with the scenario's offset, dates
`YYYY-MM-DD`; lists in a cell are separated by `;`; booleans are `yes` or `no`; empty is unknown.
A text that begins with `=`, `+`, `-`, `@` or their wide forms has an apostrophe before it, so that
no spreadsheet takes it for a formula; the readers of peakops take it off again.

| file | what |
| --- | --- |
| plan.json | settings, SHA-256 of every input, repairs, summary, tables; `peakops.plan/1` |
| inputs/ | the inputs as read, histories aside, so that a check needs nothing else |
| shift-plans/DATE-CREW.pdf | one shift plan per crew and day with work |
| overview.pdf | the dispatcher's overview |
| overview.html | the same as a page to point at and to filter |
| dispatch.pdf | to be done the day before, and log sheets by feeder, to be filled in by hand |
| plan.xlsx | the plan's tables and its inputs, a sheet each |
| calendars/CREW.ics | the jobs of one crew as events |
| messages/CREW.txt | the jobs of one crew in a few lines, to paste into a message |
| actuals.xlsx | the planned jobs and stints as a form, to be filled in after the day |
| tickets/ORDER.docx | one live-line work ticket per placed order, to be edited and signed |

The CSV files are the plan: a check reads them and inputs/. What people read is made from the same
tables and not read again, but for the sheets of plan.xlsx that are inputs.

## shift-plans/DATE-CREW.pdf

One crew's day: jobs, hours of heat, predicted strain, then a card for each job (times, people,
place, ticket, stints, devices to block, switching steps), job steps, limits, contacts, signatures.
Each card also has the latest start of its job and what a later one breaks, and the nearest hospital
and cooled rest place of contacts.csv, in a straight line, where the places are known. The first
page has the crew's standby order, or says that there is none, and whether this is the first issue
of the plan or which issue was before it; in a replan a table has what changed for the crew on that
day, before and now. A crew that has no job left on a day has no sheet for it: its message and its
calendar say what is called off. None of these times is permission.

The PDF files are written as PDF/A-2b and tagged. Tests read from the files themselves that they
say so, that colours have an ICC profile and every font is embedded with the meaning of its glyphs,
that nothing is encrypted, scripted, embedded or fetched, and that language and structure are there.
That is not a validation of the whole standard (ISO 19005-2).

## dispatch.pdf

A replan begins with what changed since the issue before: each order with its time and crew before
and after, why, what it had to make room for, and a cell for who was told when. Then
for each day with work first what is due by 15:00 the day before: reclosing requests per permitter
(substation, devices, orders; planned times are information), customer notices (transfers that
interrupt customers, for the job or briefly, and windows agreed with a customer), work and switching
tickets to be filed. A plan issued after that time says so. Then a log sheet for each feeder that a
job works on, blocks or transfers load from or to: permissions and completion, devices to be blocked
(a row for each time: jobs that overlap on the feeder are one block), switching steps with the
state expected after each, tickets open, each with cells for what really happened. The
steps of a transfer stand on the sheet of the order's own feeder. A day without work says so.

## overview.html

One file that needs no network and asks for none: a policy in it (`default-src 'none'`) forbids its
reader every connection. It has the crews of each day (set-up, stints, rests, teardown, travel,
lunch; each member on request) over heat, closed hours and load, the map, the placed orders, those
left out and why, the worst hours, alarms, findings and notes. Pointing at a job, or reaching it by
the tab and arrow keys, tells its people, stints, limits, water, blocks and switching steps; a click
opens a card to copy from. Crew, day, feeder and words narrow table, chart and map alike. It opens
in Chinese, and light or dark as the system is; buttons change both. Texts of orders are shown as
they are, markup or not. The same plan gives the same bytes.

## plan.xlsx

The first sheet has the key figures, the notes and a list of the others. Blue tabs are results:
tables of this page with titles and names beside the ids, `loads` (P90 of each feeder, its limit
below its name), `worst_hours` (the most loaded state of each hour), `open_hours` (how long the grid
allows each order, and its worst hour) and, in a replan, `changes` (before, after and why). Green
tabs are the inputs as they were planned with, histories aside. Below the name of a column stand its
Chinese name and, for times, the time zone. A text is stored as text, so that what begins with `=`,
`+`, `-` or `@` is shown and kept as it is, without an apostrophe. The same plan gives the same
bytes.

To plan with these inputs again, edited or not, put the file into the scenario's folder and name it
in scenario.yaml; the lines stand on the first sheet. Nothing edited, the plan is the same. A
scenario with `heatwave:` is an exception: its sheets are hot already, so use the scenario.yaml of
inputs/, which has no `heatwave:`.

```yaml
files:
  work_orders: plan.xlsx
  workers: plan.xlsx
```

## calendars/CREW.ics

One event for each job of the crew (RFC 5545, UTF-8, times in UTC). Its `UID` is made of the
scenario's name, the order and the crew, so that it stays the same from issue to issue; an order
that goes to another crew is cancelled in one calendar and new in the other. `SEQUENCE` is the
minute in which the plan was issued, counted from 1970, in a replan at least one more than before;
`DTSTAMP` is that minute. A job that the crew was told of and is not to do any more stays as an
event with `STATUS:CANCELLED`. Planned times are information, not permission: each event says so.

## messages/CREW.txt

For each day: orders with place, planned times, who goes up when, the hour at which to stop (the
next that closes work outdoors, by the forecast), the end of the ticket, and what the thirstiest
worker of the crew is to drink. First comes what is called off. Texts of orders stay on one line and
are cut after 60 characters.

## actuals.xlsx

What `peakops actuals` reads when the real times are filled in; see actuals.md. The form of a replan
is another one: a row with the times of an earlier issue is a fault.

## tickets/ORDER.docx

A live-line work ticket (配电带电作业工作票) filled with what the plan knows; see work-ticket.md for
the form of your own that may stand in its place.
"""


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield HEADER.rstrip("\n")
    for name, columns in OUT_COLUMNS.items():
        yield from (
            "",
            f"## {name}.csv",
            "",
            ABOUT[name],
            "",
            "| column | holds |",
            "| --- | --- |",
        )
        for column, kind in columns.items():
            yield f"| {column} | {_holds(kind)} |"


def _holds(kind: str | int) -> str:
    return kind if isinstance(kind, str) else f"number, {kind} decimals" if kind else "integer"


def main() -> None:
    """Print the page."""
    print("\n".join(lines()))


if __name__ == "__main__":
    main()
