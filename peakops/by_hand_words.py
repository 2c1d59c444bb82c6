"""The answer of `peakops check --schedule` in plain words, English or Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from peakops.reports.wording import Language, text

WORDS: Mapping[str, tuple[str, str]] = {
    "theirs": ("手工安排", "by hand"),
    "faultless": ("其中无违规的工单", "of it without breach or violation"),
    "ours": ("计划", "our plan"),
    "levels": (
        "{who}：必做与应急工单 {must_placed} 项，优先权重 {value:g}，舒适度 {comfort}{gap}",
        (
            "{who}: {must_placed} mandatory or emergency orders, "
            "priority weight less risk {value:g}, comfort {comfort}{gap}"
        ),
    ),
    "gap": ("（与上界差 {gap:.1%}）", " ({gap:.1%} below the bound)"),
    "no_gap": ("", ""),
    "bound": ("守规计划的上界：{bound:g}", "no plan that keeps every rule exceeds {bound:g}"),
    "no_bound": ("上界未知", "the bound is unknown"),
    "behind": (
        "与计划相比：必做 {must_placed:+}，优先权重 {value:+g}{share}，舒适度 {comfort:+}",
        (
            "against our plan: {must_placed:+} mandatory, {value:+g} of priority weight{share}, "
            "{comfort:+} of comfort"
        ),
    ),
    "share": ("（{share:+.1%}）", " ({share:+.1%})"),
    "row": ("第 {rows} 行", "row {rows}"),
    "rows": ("第 {rows} 行", "rows {rows}"),
    "no_row": ("表中没有", "not in the table"),
    "values": ("现值 {found}，限值 {limit}", "found {found}, limit {limit}"),
    "limit": ("限值 {limit}", "limit {limit}"),
    "left_out": ("未计入（无法安排）：{names}", "not counted, as it cannot be laid out: {names}"),
    "strain_not_followed": (
        "同时在两处，热应激未推算：{names}",
        "strain not followed, in two places at once: {names}",
    ),
    "only_ours": ("仅计划中有：{names}", "only in our plan: {names}"),
    "only_theirs": ("仅手工安排中有：{names}", "only by hand: {names}"),
    "counts": (
        "{orders} 项工单，违规 {breaches} 项，越限 {violations} 项，无作业时已越限 {alarms} 项",
        "{orders} orders, {breaches} breach(es), {violations} violation(s), {alarms} base alarm(s)",
    ),
}
"""Chinese and English."""


def say(code: str, language: Language, **values: object) -> str:
    """A sentence with its values."""
    return WORDS[code][("zh", "en").index(language)].format(**values)


def hand_lines(found: Mapping[str, Any], language: Language) -> Iterator[str]:
    """The report of `peakops.by_hand.check_by_hand`, line by line."""
    for who in ("theirs", "faultless", "ours"):
        yield _levels(who, found[who], language)
    bound = found["bound"]
    yield say("no_bound" if bound is None else "bound", language, bound=bound)
    yield _behind(found["gap_to_ours"], language)
    for item in (*found["breaches"], *found["violations"]):
        yield _item(item, language)
    yield from _names(found, language)
    yield say(
        "counts",
        language,
        orders=found["orders"],
        breaches=len(found["breaches"]),
        violations=len(found["violations"]),
        alarms=found["base_alarms"],
    )


def _levels(who: str, levels: Mapping[str, Any], language: Language) -> str:
    gap = say("no_gap" if levels["gap"] is None else "gap", language, gap=levels["gap"])
    return say("levels", language, **{**levels, "who": say(who, language), "gap": gap})


def _behind(gap: Mapping[str, Any], language: Language) -> str:
    """What theirs has more than ours, so below zero as a rule."""
    known = gap["share"] is not None
    share = say("share", language, share=-gap["share"] + 0.0) if known else ""
    values = {name: -gap[name] + 0 for name in ("must_placed", "value", "comfort")}
    return say("behind", language, share=share, **values)


def _item(item: Mapping[str, Any], language: Language) -> str:
    """Where, what, who, when, and the values of a breach or violation."""
    names = (*item["work_orders"], *item.get("crews", ()), *item.get("workers", ()))
    who = " ".join(name for name in (*names, item.get("element", "")) if name)
    what = f"{text(item['code'], language)} ({item['code']})"
    parts = (_where(item, language), what, who, _when(item), _values(item, language))
    return ": ".join(part for part in parts if part)


def _where(item: Mapping[str, Any], language: Language) -> str:
    rows = ", ".join(map(str, item["rows"]))
    code = {0: "no_row", 1: "row"}.get(len(item["rows"]), "rows")
    return say(code, language, rows=rows)


def _values(item: Mapping[str, Any], language: Language) -> str:
    found, limit = item["found"], item["limit"]
    if not limit:
        return str(found)
    return say("values" if found else "limit", language, found=found, limit=limit)


def _when(item: Mapping[str, Any]) -> str:
    if item["time_from"] is None:
        return ""
    start, end = item["time_from"][:16].replace("T", " "), item["time_to"][11:16]
    return start if start.endswith(end) else f"{start}–{end}"


def _names(found: Mapping[str, Any], language: Language) -> Iterator[str]:
    days = [f"{each['worker']} {each['date']}" for each in found["strain_not_followed"]]
    for code, names in (
        ("left_out", found["left_out"]),
        ("strain_not_followed", days),
        ("only_ours", found["only_ours"]),
        ("only_theirs", found["only_theirs"]),
    ):
        if names:
            yield say(code, language, names=", ".join(names))
