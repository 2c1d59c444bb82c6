"""A work ticket's template: its placeholders found, judged and filled, whatever Word split."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peakops.errors import InputFault
from peakops.file_contract import SUFFIX_OF, WORK_TICKET
from peakops.ticket_placeholders import ENGLISH_OF, PLACEHOLDERS
from peakops.wanted import did_you_mean, quoted

if TYPE_CHECKING:
    import datetime as dt

    from docx.document import Document

SUFFIX = SUFFIX_OF[WORK_TICKET]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_STRAY = re.compile(r"\{\{|\}\}|[｛]{2}[^｛｝]*[｝]{2}")
_NOT_IN_XML = re.compile("[^\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_TITLE = 255
"""Characters of a text among Word's properties."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Earliest time that a zip file can hold."""


class UnreadableTemplate(Exception):  # noqa: N818 - reads as what it says
    """The bytes are no Word document."""


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph of a template.

    Parameters
    ----------
    where
        Part and number, as a person finds it.
    texts
        Its text elements in order; one word may be spread over several.
    """

    where: str
    texts: tuple[Any, ...]

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(element.text or "" for element in self.texts)


def open_template(data: bytes) -> Document:
    """Open a Word document.

    Raises
    ------
    UnreadableTemplate
        When it is none.
    """
    import docx  # only plans that are written, and scenarios with a form of their own, need it

    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:  # zipfile's, lxml's and python-docx's errors have no common base
        raise UnreadableTemplate(str(error).splitlines()[0] if str(error) else "broken") from None


def template_faults(file: str, data: bytes) -> Iterator[InputFault]:
    """Everything that is wrong with a template: no Word document, unknown placeholders, braces.

    Parameters
    ----------
    file
        Name of the file.
    data
        Its bytes.
    """
    if not file.lower().endswith(SUFFIX):
        yield _fault(file, quoted(file), f"a Word document whose name ends in {SUFFIX}")
        return
    try:
        document = open_template(data)
    except UnreadableTemplate as error:
        wish = "a .docx, whole and not encrypted"
        yield _fault(file, f"no readable Word document ({error})", wish)
        return
    found = 0
    for paragraph in paragraphs(document):
        found += len(_PLACEHOLDER.findall(paragraph.text))
        yield from _paragraph_faults(f"{file} {paragraph.where}", paragraph.text)
    if not found:
        yield _fault(file, "no placeholder", "placeholders such as {{leader}}")


def _paragraph_faults(where: str, text: str) -> Iterator[InputFault]:
    for match in _PLACEHOLDER.finditer(text):
        if placeholder(match[1]) is None:
            known = (*PLACEHOLDERS, *ENGLISH_OF)
            wish = f"a placeholder of docs/work-ticket.md{did_you_mean(match[1], known)}"
            yield _fault(where, quoted(match[0]), wish)
    for match in _STRAY.finditer(_PLACEHOLDER.sub("", text)):
        wish = "{{ and }} around a name, such as {{leader}}"
        yield _fault(where, f"{match[0]} in {quoted(text)}", wish)


def _fault(file: str, found: str, wanted: str) -> InputFault:
    return InputFault(file=file, row=None, column=None, found=found, wanted=wanted)


def placeholder(written: str) -> str | None:
    """Name of a placeholder as written between its braces; None where there is none so called."""
    name = written.strip()
    name = ENGLISH_OF.get(name, name)
    return name if name in PLACEHOLDERS else None


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph: body, tables, text boxes, headers and footers, notes."""
    for part, element in _parts(document):
        for number, paragraph in enumerate(element.iter(f"{_W}p"), start=1):
            texts = tuple(t for t in paragraph.iter(f"{_W}t") if _own(t, paragraph))
            yield Paragraph(where=f"{part}paragraph {number}", texts=texts)


def _own(text: Any, paragraph: Any) -> bool:
    """Whether a text is of this paragraph and not of one in a text box that hangs on it."""
    return next(text.iterancestors(f"{_W}p")) is paragraph


def _parts(document: Document) -> Iterator[tuple[str, Any]]:
    yield "", document.element
    known: set[str] = set()
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in {"header", "footer"} and str(relation.target_part.partname) not in known:
            known.add(str(relation.target_part.partname))
            yield f"{kind} ", relation.target_part.element


def filled(data: bytes, values: Mapping[str, str], title: str, issued: dt.datetime) -> bytes:
    """Fill a template.

    Parameters
    ----------
    data
        The template.
    values
        What to fill in, by name; lines separated by line feeds.
    title
        Title in the document's properties.
    issued
        Time in the document's properties, in UTC and without a zone.

    Returns
    -------
    The document; the same values give the same bytes.
    """
    document = open_template(data)
    for paragraph in paragraphs(document):
        _fill(paragraph, values)
    return stamped(document, title, issued)


def _fill(paragraph: Paragraph, values: Mapping[str, str]) -> None:
    """Put each value where its placeholder begins, and take the rest of the placeholder away."""
    matches = list(_PLACEHOLDER.finditer(paragraph.text))
    for match in reversed(matches):
        name = placeholder(match[1])
        assert name is not None  # for the type checker: the template was judged when it was read
        _replace(paragraph.texts, match.start(), match.end(), values[name])
    if matches:
        for element in paragraph.texts:
            _break_lines(element)


def _replace(texts: tuple[Any, ...], start: int, end: int, value: str) -> None:
    begin = 0
    for element in texts:
        text = element.text or ""
        first, last = max(start - begin, 0), min(end - begin, len(text))
        if first < last:
            element.text = text[:first] + (value if begin + first == start else "") + text[last:]
            element.set(_SPACE, "preserve")
        begin += len(text)


def _break_lines(element: Any) -> None:
    """Word shows a line feed only as an element of its own."""
    lines = (element.text or "").split("\n")
    element.text = lines[0]
    for line in reversed(lines[1:]):
        following = deepcopy(element)
        following.text = line
        element.addnext(following)
        element.addnext(element.makeelement(f"{_W}br"))


def plain(text: object) -> str:
    """A text without the characters that Word cannot hold; its line breaks are line feeds."""
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_IN_XML.sub("", lines.replace("\t", " "))


def stamped(document: Document, title: str, issued: dt.datetime) -> bytes:
    """Bytes of a document that tell nothing of when they were written.

    Parameters
    ----------
    document
        The document; its properties are changed.
    title, issued
        As for `filled`.
    """
    properties = document.core_properties
    properties.title = title[:LONGEST_TITLE]
    properties.author = properties.last_modified_by = "peakops"
    properties.created = properties.modified = issued
    properties.revision = 1
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_times(buffer.getvalue())


def _without_times(data: bytes) -> bytes:
    """The same zip file with one time for all its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return buffer.getvalue()
