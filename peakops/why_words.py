"""The answers of `peakops why` and `peakops offer` in plain words, English or Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from peakops.reports.wording import Language, text

Words = Mapping[str, tuple[str, str]]
"""Chinese and English."""

WORDS: Words = {
    "not_in_plan": ("{order} 未排入计划", "{order} is not in the plan"),
    "rule": (
        "  {rule}：{lost} 个开始时刻被占用，其中 {alone} 个仅因此",
        "  {rule}: closes {lost} starts, {alone} of them by itself",
    ),
    "together": (
        "班次内 {starts} 个开始时刻全部不可用：",
        "all {starts} starts within a shift are closed:",
    ),
    "free": ("可直接安排：{place}", "it fits as things are: {place}"),
    "fixes": ("可使其排入的改动（均已求解验证）：", "what would let it in, each tried by solving:"),
    "fix": ("  {fix}{what}：{place}", "  {fix}{what}: {place}"),
    "no_fix": ("未找到可使其排入的单项改动", "no single change that was tried lets it in"),
    "here": ("{order}：{place}", "{order}: {place}"),
    "not_earlier": (
        "更早的 {starts} 个开始时刻：",
        "of the {starts} earlier starts:",
    ),
    "earliest": (
        "最早可为 {place}；代价：{cost}",
        "the earliest that is open: {place}; it costs {cost}",
    ),
    "none_earlier": ("没有更早的可用时刻", "no earlier start is open"),
    "crew_closed": ("  {crew}：{rules}", "  {crew}: {rules}"),
    "crew_open": ("  {crew} 也可承担；代价：{cost}", "  {crew} could do it; it costs {cost}"),
    "crews": ("其他班组在该时刻：", "other crews at that start:"),
    "moves": ("改到别处的代价：", "what it costs to move it:"),
    "move": ("  {place}：{cost}", "  {place}: {cost}"),
    "moved": ("，调整 {names}", ", {names} moved"),
    "left_out": ("，{names} 不再排入", ", {names} left out"),
    "cost": (
        "优先权重 {value}、舒适度 {comfort} 分",
        "{value} of priority weight, {comfort} of comfort",
    ),
    "places": ("{order} 的可选位置，其余不变：", "places for {order} while nothing else moves:"),
    "no_places": ("其余不变时没有位置", "no place while nothing else moves"),
    "with_moves": ("最多调整 {moves} 个其他工单：", "with at most {moves} other orders moved:"),
    "no_with_moves": (
        "最多调整 {moves} 个其他工单也没有位置",
        "no place with at most {moves} other orders moved",
    ),
}


def say(code: str, language: Language, **values: object) -> str:
    """A sentence with its values."""
    return WORDS[code][("zh", "en").index(language)].format(**values)


def why_lines(found: Mapping[str, Any], language: Language) -> Iterator[str]:
    """The answer of `peakops.why.why`, line by line."""
    if found["scheduled"]:
        yield from _here(found, language)
    else:
        yield from _not(found, language)


def _not(found: Mapping[str, Any], language: Language) -> Iterator[str]:
    yield say("not_in_plan", language, order=found["work_order"])
    if found["free"] is not None:
        yield say("free", language, place=place_text(found["free"], language))
        return
    yield say("together", language, starts=found["starts"])
    yield from _rules(found["rules"], language)
    if not found["fixes"]:
        yield say("no_fix", language)
        return
    yield say("fixes", language)
    for fix in found["fixes"]:
        what = f" ({fix['what']})" if fix["what"] else ""
        place = place_text(fix["place"], language)
        yield say("fix", language, fix=text(fix["fix"], language), what=what, place=place)


def _rules(rules: list[Mapping[str, Any]], language: Language) -> Iterator[str]:
    for record in rules:
        yield say(
            "rule",
            language,
            rule=text(record["rule"], language),
            lost=record["starts_lost"],
            alone=record["starts_lost_alone"],
        )


def _here(found: Mapping[str, Any], language: Language) -> Iterator[str]:
    place = place_text(found["here"], language)
    yield say("here", language, order=found["work_order"], place=place)
    yield say("not_earlier", language, starts=found["earlier_starts"])
    yield from _rules(found["earlier"], language)
    earliest = found["earliest"]
    if earliest is None:
        yield say("none_earlier", language)
    else:
        yield say(
            "earliest",
            language,
            place=place_text(earliest, language),
            cost=_cost(earliest, language),
        )
    if found["crews"]:
        yield say("crews", language)
    for other in found["crews"]:
        yield _crew(other, language)
    if found["moves"]:
        yield say("moves", language)
    for move in found["moves"]:
        yield say("move", language, place=place_text(move, language), cost=_cost(move, language))


def _crew(other: Mapping[str, Any], language: Language) -> str:
    if other["place"] is not None:
        return say("crew_open", language, crew=other["crew"], cost=_cost(other["place"], language))
    rules = ", ".join(text(rule, language) for rule in other["rules"])
    return say("crew_closed", language, crew=other["crew"], rules=rules)


def _cost(place: Mapping[str, Any], language: Language) -> str:
    value, comfort = -place["priority_gain"] + 0.0, -place["comfort_gain"]
    return say("cost", language, value=f"{value:g}", comfort=comfort)


def place_text(place: Mapping[str, Any], language: Language) -> str:
    """When, by whom, and what has to move for it."""
    start, end = place["start"][:16].replace("T", " "), place["end"][11:16]
    moved = [
        say(code, language, names=", ".join(place[code]))
        for code in ("moved", "left_out")
        if place[code]
    ]
    return f"{start}–{end} {'+'.join(place['crews'])}" + "".join(moved)


def offer_lines(found: Mapping[str, Any], language: Language) -> Iterator[str]:
    """The answer of `peakops.offer.offer`, line by line."""
    order, moves = found["work_order"], found["moves"]
    yield say("places" if found["places"] else "no_places", language, order=order)
    for place in found["places"]:
        cost = _cost_of_order(place, language)
        yield say("move", language, place=place_text(place, language), cost=cost)
    if moves:
        code = "with_moves" if found["with_moves"] else "no_with_moves"
        yield say(code, language, moves=moves)
    for place in found["with_moves"]:
        cost = _cost_of_order(place, language)
        yield say("move", language, place=place_text(place, language), cost=cost)


def _cost_of_order(place: Mapping[str, Any], language: Language) -> str:
    return say(
        "cost",
        language,
        value=f"{place['priority_gain']:+g}",
        comfort=f"{place['comfort_gain']:+d}",
    )
