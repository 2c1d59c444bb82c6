"""Fixed words of the tables in Chinese: they are read as well as the English ones.

By column, then by word: what the templates offer and the printed sheets say comes first, what
people also write for it follows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from peakops.columns import Column

FixedWords = Mapping[str, tuple[str, ...]]

_NO_LIMIT = ("无", "无高温限制")
_CERTIFICATES: FixedWords = MappingProxyType(
    {
        "simple": ("简单项目资质", "简单项目", "简单"),
        "complex": ("复杂项目资质", "复杂项目", "复杂"),
    }
)

FIXED_WORDS: Mapping[str, FixedWords] = MappingProxyType(
    {
        "type": {
            "breaker": ("断路器",),
            "load_break": ("负荷开关",),
            "disconnector": ("隔离开关", "刀闸"),
        },
        "kind": {
            "no_live_work": ("禁止带电作业",),
            "keep_reclosing": ("重合闸须投入",),
            "planned_outage": ("计划停电",),
            "covered": ("架空绝缘线", "绝缘导线"),
            "bare": ("裸导线",),
            "cable_air": ("空气中敷设电缆",),
            "cable_soil": ("直埋电缆",),
            "holiday": ("节假日",),
            "workday": ("工作日", "调休上班"),
        },
        "sensitive_kind": {
            "none": ("无",),
            "nursing": ("养老", "养老院"),
            "water": ("供水", "水厂"),
            "dialysis": ("透析", "透析中心"),
            "hospital": ("医院",),
            "life_support": ("生命支持", "生命支持用户"),
        },
        "cooling": {
            "onan": ("油浸自冷",),
            "onaf": ("油浸风冷",),
            "distribution": ("配电变压器",),
        },
        "role": {
            "permitter": ("工作许可人", "工作许可人（调度）", "许可人"),
            "issuer": ("工作票签发人", "签发人"),
            "safety": ("安全员",),
            "hospital": ("就近医院", "医院"),
            "cooled_rest": ("空调休息点",),
        },
        "roles": {
            "leader": ("工作负责人", "负责人", "负责"),
            "supervisor": ("专责监护人", "监护人", "监护"),
            "bucket": ("斗内电工", "斗内"),
            "ground": ("地面电工", "地面"),
        },
        "certificates": _CERTIFICATES,
        "heat_restriction": {
            "none": _NO_LIMIT,
            "not_outdoors_35c": ("35 °C 起不得室外作业", "35℃起不得室外作业"),
        },
        "class": {
            "I": ("第一类", "一类"),
            "II": ("第二类", "二类"),
            "III": ("第三类", "三类"),
            "IV": ("第四类", "四类"),
        },
        "switching": {
            "none": ("无",),
            "relieve": ("负荷转供", "转供"),
            "section_dead": ("区段停电",),
        },
        "phase": {
            "setup": ("准备",),
            "bucket": ("斗内作业", "斗内"),
            "teardown": ("收尾",),
        },
    }
)
"""Words of equally named columns differ, so that the column's name is enough."""


def in_chinese(column: Column, word: str) -> str:
    """The word as the templates offer it in Chinese; empty where there is none."""
    return FIXED_WORDS.get(column.name, {}).get(word, ("",))[0]


def readable_words(column: Column) -> dict[str, str]:
    """Every word that a cell may hold, in either language, to the English one."""
    chinese = FIXED_WORDS.get(column.name, {})
    return {
        _plain(said): word for word in column.choices for said in (word, *chinese.get(word, ()))
    }


def fixed_word(column: Column, said: str) -> str | None:
    """The English word that is meant, None where it is unknown."""
    return readable_words(column).get(_plain(said))


def _plain(word: str) -> str:
    """℃ and °C, Ⅱ and II, （） and () are the same, and blanks tell no two words apart."""
    return "".join(unicodedata.normalize("NFKC", word).split())
