"""`peakops offer`: the best places for one more order in a written plan."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from peakops.changed_inputs import changed_inputs
from peakops.changes_file import read_new_order
from peakops.published import read_published
from peakops.why import place_record, problem_of
from scheduler.openings import Place, free_places, place_with_moves
from scheduler.problem import ProblemData
from scheduler.schedule import Schedule

PLACES = 3
"""Places that are named."""


def offer(folder: Path, path: Path, most_moves: int) -> dict[str, Any]:
    """Find the best places for a new order.

    Parameters
    ----------
    folder
        Folder of the plan.
    path
        YAML file with the order: the columns of the work orders as keys.
    most_moves
        Other orders that may be done otherwise, at most; 0 is none.

    Returns
    -------
    The places ready for JSON, the best first; `peakops.why_words.offer_lines` says it in words.

    Raises
    ------
    UsageError
        When there is no such plan or file.
    InputFaults
        With every fault of the plan, or else of the order.
    """
    published = read_published(folder)
    news = read_new_order(path, published)
    with changed_inputs(published, news, published.scenario.issued) as (scenario, _):
        problem = problem_of(published, scenario)
    name = str(news.new_orders[0].values["work_order"])
    free = list(islice(free_places(problem, published.schedule, name), PLACES))
    moved = with_moves(problem, published.schedule, name, most_moves) if most_moves else []
    clock = published.clock
    return {
        "work_order": name,
        "moves": most_moves,
        "places": [place_record(place, clock) for place in free],
        "with_moves": [place_record(place, clock) for place in moved],
    }


def with_moves(
    problem: ProblemData, schedule: Schedule, order: str, most_moves: int
) -> list[Place]:
    """Places with which the plan is worth most, each at another start or with another crew."""
    found: list[Place] = []
    while len(found) < PLACES:
        taken = [(place.job.start_minute, place.job.parts[0].crew) for place in found]
        place = place_with_moves(problem, schedule, order, most_moves, fewest=False, not_at=taken)
        if place is None:
            break
        found.append(place)
    return found
