"""What a column needs, holds and means, in Chinese: the guide of the templates."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from peakops.columns import Column
from peakops.columns_zh import MEANINGS_ZH
from peakops.fixed_words import in_chinese

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "id": "名称，不含分号",
        "text": "文字",
        "boolean": "是或否（yes、no）",
        "time": "日期和时间，如 2026-07-20T08:15 或 2026年7月20日 08:15",
        "date": "日期，如 2026-07-20 或 2026年7月20日",
        "clock": "时刻，如 07:30，00:00 至 24:00",
        "list": "一个或多个名称，用分号隔开",
        "integer_list": "整数，用分号隔开",
    }
)


def presence_zh(column: Column) -> str:
    """Whether a column must be filled."""
    if not column.required:
        return "可不填"
    return "单元格可空" if column.blank else "必填"


def wanted_zh(column: Column) -> str:
    """What a cell of the column may hold."""
    if column.kind == "choice":
        return f"任选其一：{_fixed_words(column)}"
    if column.kind == "list_choice":
        return f"一项或多项，用分号或顿号隔开：{_fixed_words(column)}"
    if column.kind in {"integer", "number"}:
        return ("整数" if column.kind == "integer" else "数字") + _span(column)
    return _WORDS[column.kind]


def meaning_zh(table: str, column: Column) -> str:
    """What a column is for, what an empty cell means and where its values must exist."""
    default = "" if column.default is None else f"；空：取 {column.default:g}，并予报告"
    refers = ""
    if column.refers is not None:
        refers = "；须已列入 {} 表的 {} 列".format(*column.refers)
    return MEANINGS_ZH[table][column.name] + default + refers


def _fixed_words(column: Column) -> str:
    told = ((word, in_chinese(column, word)) for word in column.choices)
    return "、".join(f"{chinese}（{word}）" if chinese else word for word, chinese in told)


def _span(column: Column) -> str:
    low, high = (None if x is None else f"{x:.15g}" for x in (column.lower, column.upper))
    unit = "" if column.unit in {"", "1"} else f" {column.unit}"
    if low is not None and high is not None:
        return f"，{low} 至 {high}{unit}"
    if low is not None:
        return f"，不小于 {low}{unit}"
    return f"，不大于 {high}{unit}" if high is not None else f"，单位{unit}" if unit else ""
