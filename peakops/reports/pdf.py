"""PDF files by typst: the same document gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from peakops.processors import usual_workers
from peakops.reports.crew_files import crews_told, file_stems
from peakops.reports.dispatch import dispatch_document
from peakops.reports.fonts import FOLDER as FONTS
from peakops.reports.overview import overview_document
from peakops.reports.sheet_source import Source
from peakops.reports.shift_plan import crew_days, shift_document

if TYPE_CHECKING:
    import pandas as pd
    import typst

    from peakops.plan import Plan

TEMPLATES = Path(__file__).parent
PDF_STANDARD: Literal["a-2b"] = "a-2b"
WORTH_PROCESSES = 24
"""So many files make up for the time that processes of their own take to start."""


@cache
def _compiler() -> typst.Compiler:
    # Loading the fonts costs more than a page: one compiler serves every file of a run.
    import typst

    return typst.Compiler(root=TEMPLATES, font_paths=[str(FONTS)], ignore_system_fonts=True)


def compile_pdf(template: str, document: Mapping[str, Any], issued: pd.Timestamp) -> bytes:
    """Typeset a document.

    Parameters
    ----------
    template
        File name of the template beside this module.
    document
        What the template prints; JSON-able. Texts are data: none is read as markup.
    issued
        Creation time written into the file.
    """
    data = json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False)
    pdf = _compiler().compile(
        input=str(TEMPLATES / template),
        format="pdf",
        sys_inputs={"plan": data},
        pdf_standards=[PDF_STANDARD],
        timestamp=int(issued.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template}: typst gave {type(pdf).__name__}, not one file")
    return pdf


def compile_many(
    template: str, documents: Iterable[Mapping[str, Any]], issued: pd.Timestamp, workers: int
) -> Iterator[bytes]:
    """Typeset documents of one kind, in processes side by side while the next are built.

    Parameters
    ----------
    template, issued
        As for `compile_pdf`.
    documents
        What the template prints in each file.
    workers
        Processes; with one all is done in this one.

    Yields
    ------
    Each file, in the order of the documents; the same bytes as one by one.
    """
    one = partial(compile_pdf, template, issued=issued)
    if workers == 1:
        yield from map(one, documents)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for document, job in [(item, _submitted(pool, one, item)) for item in documents]:
            try:
                yield job.result() if job else one(document)
            except BrokenProcessPool:
                # What a killed process left undone is done here.
                yield one(document)


def _submitted(
    pool: ProcessPoolExecutor, one: Callable[..., bytes], document: Mapping[str, Any]
) -> Future[bytes] | None:
    try:
        return pool.submit(one, document)
    except BrokenProcessPool:
        return None


def compile_png(template: str, document: Mapping[str, Any], ppi: float = 150.0) -> bytes:
    """Typeset the first page of a document as a picture.

    Parameters
    ----------
    template, document
        As for `compile_pdf`.
    ppi
        Resolution. [pixels per inch]
    """
    data = json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False)
    png = _compiler().compile(
        input=str(TEMPLATES / template), format="png", sys_inputs={"plan": data}, ppi=ppi
    )
    page = png[0] if isinstance(png, list) else png
    if not isinstance(page, bytes):
        raise TypeError(f"{template}: typst gave {type(png).__name__}, no picture")
    return page


def write_overview(plan: Plan, path: Path, language: str = "both") -> Path:
    """Write the dispatcher's overview.

    Parameters
    ----------
    plan
        The finished plan.
    path
        File to write.
    language
        ``"both"``, ``"zh"`` or ``"en"``.
    """
    document = overview_document(plan, language)
    path.write_bytes(compile_pdf("overview.typ", document, plan.scenario.issued))
    return path


def write_dispatch(plan: Plan, path: Path, language: str = "both") -> Path:
    """Write the dispatcher's log sheets and lists for the day before.

    Parameters
    ----------
    plan
        The finished plan.
    path
        File to write.
    language
        ``"both"``, ``"zh"`` or ``"en"``.
    """
    document = dispatch_document(plan, language)
    path.write_bytes(compile_pdf("dispatch.typ", document, plan.scenario.issued))
    return path


def write_shift_plans(plan: Plan, folder: Path, language: str = "both") -> tuple[Path, ...]:
    """Write one PDF per crew and day that has work.

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
    The files, by date and crew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    source = Source(plan=plan, language=language)
    days = crew_days(source)
    workers = usual_workers() if len(days) >= WORTH_PROCESSES else 1
    sheets = (shift_document(source, crew, date) for date, crew in days)
    stems = file_stems(crews_told(source))
    written = []
    pages = compile_many("shift_plan.typ", sheets, plan.scenario.issued, workers)
    for (date, crew), pdf in zip(days, pages, strict=True):
        written.append(folder / f"{date}-{stems[crew]}.pdf")
        written[-1].write_bytes(pdf)
    return tuple(written)
