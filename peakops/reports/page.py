"""overview.html: the dispatcher's overview as one file that works offline, in both languages."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peakops.reports.book_front import figures as book_figures
from peakops.reports.book_front import notes
from peakops.reports.overview import order_numbers, overview_parts, overview_title
from peakops.reports.page_colours import style_rules
from peakops.reports.page_days import page_day
from peakops.reports.page_jobs import page_job
from peakops.reports.page_map import page_map
from peakops.reports.sheet_source import Source
from peakops.reports.shift_plan import version_of
from peakops.reports.wording import LANGUAGES, label, label_pair, text

if TYPE_CHECKING:
    from peakops.plan import Plan

FOLDER = Path(__file__).parent / "page_parts"
SCRIPTS = ("base.js", "details.js", "days.js", "map.js", "tables.js", "main.js")
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src '{source}'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
"""What a browser lets the page do: its one script, and no connection at all."""

_LABEL = re.compile(r'\bsay\("(\w+)"')
# A script block ends at the first `</script`, comments hide its end; two line ends are no JSON
# to older readers. All of them may be written as escapes.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def write_page(plan: Plan, path: Path, language: str = "both") -> Path:
    """Write the overview as a page.

    Parameters
    ----------
    plan
        The finished plan.
    path
        File to write.
    language
        Which language it opens in: English for ``"en"``, else Chinese. It holds both.
    """
    path.write_text(page_html(plan, language), encoding="utf-8", newline="\n")
    return path


def page_html(plan: Plan, language: str = "both") -> str:
    """The page; the same plan gives the same text.

    Parameters
    ----------
    plan, language
        As for `write_page`.
    """
    opened = "en" if language == "en" else "zh"
    document = page_document(plan) | {"language": opened}
    script = _script()
    return (FOLDER / "page.html").read_text(encoding="utf-8").format(
        lang="en" if opened == "en" else "zh-CN",
        title=html.escape(overview_title(Source(plan=plan))),
        policy=POLICY.format(source=_source_hash(script)),
        no_script=html.escape(" ".join(label_pair("page_no_script"))),
        style=style_rules() + _part("page.css"),
        data=data_block(document),
        script=script,
    )  # fmt: skip


def data_block(document: Mapping[str, Any]) -> str:
    """A document as JSON that no reader of HTML takes for markup."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def _script() -> str:
    return "\n".join(['"use strict";\n(() => {', *(_part(name) for name in SCRIPTS), "})();"])


@cache
def _part(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8").strip() + "\n"


def _source_hash(script: str) -> str:
    digest = hashlib.sha256(f"\n{script}\n".encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def page_document(plan: Plan) -> dict[str, Any]:
    """Everything the page shows; a text that differs by language is [Chinese, English].

    Parameters
    ----------
    plan
        The finished plan.
    """
    chinese, english = (_one_language(Source(plan=plan, language=lang)) for lang in LANGUAGES)
    document: dict[str, Any] = in_both(chinese, english)
    labels = {code: label_pair(code) for code in sorted(set(_LABEL.findall(_script())))}
    return document | {"version": version_of(document), "labels": labels}


def _one_language(source: Source) -> dict[str, Any]:
    numbers = order_numbers(source)
    parts = overview_parts(source, numbers)
    jobs = [page_job(source, row, numbers) for row in source.schedule]
    return {
        "utility": source.plan.scenario.name,
        "issued": source.plan.scenario.issued.strftime("%Y-%m-%d %H:%M"),
        "dates": [day["date"] for day in parts["days"]],
        "crews": [[crew, source.crew_name(crew)] for crew in source.crews],
        "phases": _phases(source),
        "figures": parts["summary"],
        "counts": _counts(source),
        "strain": parts["strain"],
        "notes": notes(source),
        "days": [page_day(source, day, numbers) for day in parts["days"]],
        "map": page_map(source, numbers),
        "jobs": [order | job for order, job in zip(parts["orders"], jobs, strict=True)],
        "left": [
            item | {"feeder": str(source.orders[item["id"]]["feeder"])}
            for item in parts["unscheduled"]
        ],
        **{key: parts[key] for key in ("worst", "alarms", "findings", "overrides")},
    }


def _phases(source: Source) -> dict[str, str]:
    """What the bars of each kind are called."""
    lang = source.main_language
    named = ("travel", "setup", "bucket", "rest", "teardown", "lunch", "standby")
    return {code: text(code, lang) for code in named} | {"watch": label("legend_watch", lang)}


def _counts(source: Source) -> list[dict[str, Any]]:
    """Violations, breaches and alarms of the plan."""
    wanted = ("book_violations", "book_breaches", "book_alarms")
    return [
        {"name": label_pair(code), "value": "—" if value is None else f"{value:g}"}
        for code, value, _, _ in book_figures(source)
        if code in wanted and not isinstance(value, str)
    ]


def in_both(chinese: Any, english: Any) -> Any:
    """Join a document in two languages: what is alike once, texts that differ as a pair.

    Raises
    ------
    ValueError
        When something else than a text differs.
    """
    if chinese == english:
        return chinese
    if isinstance(chinese, str) and isinstance(english, str):
        return [chinese, english]
    if isinstance(chinese, dict) and isinstance(english, dict) and list(chinese) == list(english):
        return {key: in_both(chinese[key], english[key]) for key in chinese}
    if isinstance(chinese, list) and isinstance(english, list) and len(chinese) == len(english):
        return [in_both(zh, en) for zh, en in zip(chinese, english, strict=True)]
    raise ValueError(f"the languages differ in more than text: {chinese!r}, {english!r}")
