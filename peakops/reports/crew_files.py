"""What the files of each crew have in common: their names, and texts that stay on one line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from peakops.reports.sheet_source import Source

if TYPE_CHECKING:
    from peakops.plan_issue import CalledOff

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")


def file_stem(crew: str) -> str:
    """Name of a crew's file; characters that a file system may refuse become ``_``."""
    return "".join(c if c.isalnum() or c in "-." else "_" for c in crew)


def file_stems(crews: Iterable[str], longest: int | None = None) -> dict[str, str]:
    """Name of each crew's file, cut after `longest`; names that would be the same are numbered."""
    found: dict[str, str] = {}
    for crew in crews:
        plain = file_stem(crew)[:longest]
        stem, number = plain, 1
        while stem.lower() in {other.lower() for other in found.values()}:
            number += 1
            stem = f"{plain}-{number}"
        found[crew] = stem
    return found


def one_line(text: object) -> str:
    """Text without line breaks and control characters: it cannot look like another line."""
    return _CONTROL.sub(" ", str(text)).strip()


def shortened(text: object, longest: int) -> str:
    """A text on one line, cut where it is longer than so many characters."""
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def crews_told(source: Source) -> list[str]:
    """Crews with work, and those from whom work was taken, in file order."""
    busy = {str(row[key]) for row in source.schedule for key in ("crew", "support_crew")}
    busy |= {job.crew for job in source.plan.issue.called_off}
    return [crew for crew in source.crews if crew in busy]


def called_off(source: Source, crew: str) -> list[CalledOff]:
    """Jobs that a crew is not to do any more, by start."""
    mine = [job for job in source.plan.issue.called_off if job.crew == crew]
    return sorted(mine, key=lambda job: (job.start, job.work_order))
