"""One short text per crew, to paste into a message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from peakops.reports.crew_files import called_off, crews_told, file_stems, one_line
from peakops.reports.crew_strain import crew_drinking
from peakops.reports.job_lines import job_lines, job_title
from peakops.reports.job_sheet import circled
from peakops.reports.sheet_source import Row, Source, day_text
from peakops.reports.shift_plan import date_texts
from peakops.reports.wording import LANGUAGES, Language, label, label_pair

if TYPE_CHECKING:
    from peakops.plan import Plan


def write_messages(plan: Plan, folder: Path, language: str = "both") -> tuple[Path, ...]:
    """Write the message of every crew with work, or from whom work was taken.

    Parameters
    ----------
    plan
        The finished plan.
    folder
        Where to write; made if missing.
    language
        ``"both"``, ``"zh"`` or ``"en"``.

    Returns
    -------
    The files, in the order of the crews.
    """
    source = Source(plan=plan, language=language)
    folder.mkdir(parents=True, exist_ok=True)
    stems = file_stems(crews_told(source))
    for crew, stem in stems.items():
        text = crew_message(source, crew)
        (folder / f"{stem}.txt").write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / f"{stem}.txt" for stem in stems.values())


def crew_message(source: Source, crew: str) -> str:
    """Text of one crew: every day with work, in each language of the plan one after the other."""
    languages = [lang for lang in LANGUAGES if source.language in ("both", lang)]
    return "\n".join("\n".join(_message(source, crew, lang)) + "\n" for lang in languages)


def _message(source: Source, crew: str, lang: Language) -> Iterator[str]:
    issued = source.plan.scenario.issued.strftime("%m-%d %H:%M")
    mine = [row for row in source.schedule if crew in (row["crew"], row["support_crew"])]
    dates = dict.fromkeys(day_text(row["date"]) for row in mine)
    yield f"【{one_line(source.crew_name(crew))}】{label('msg_issued', lang).format(issued=issued)}"
    yield label("msg_information", lang)
    yield label_pair("no_agreed_times")[0]  # the rule's own words, in every language
    for job in called_off(source, crew):
        time = f"{job.start:%m-%d %H:%M}–{job.end:%H:%M}"
        title = job_title(source, job.work_order, lang)
        yield label("msg_called_off", lang).format(order=title, time=time)
    for date in dates:
        yield from _day(source, crew, date, [r for r in mine if day_text(r["date"]) == date], lang)


def _day(source: Source, crew: str, date: str, rows: list[Row], lang: Language) -> Iterator[str]:
    side = LANGUAGES.index(lang)
    texts = date_texts(date)
    yield ""
    yield f"{texts['text'][side]} {texts['weekday'][side]}"
    for number, row in enumerate(rows, start=1):
        yield f"{circled(number)} {job_title(source, str(row['work_order']), lang)}"
        yield from job_lines(source, row, crew, lang)
    drinking = crew_drinking(source, crew, date)
    if drinking:
        yield label("msg_water", lang).format(**drinking)
