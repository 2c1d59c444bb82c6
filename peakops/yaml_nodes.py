"""scenario.yaml as plain text values that remember their line.

ruamel.yaml only builds the node tree: no value is interpreted, so that ``12:30`` stays ``12:30``
and every value can be checked by the readers of table cells.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from peakops.errors import InputFault
from peakops.raw_tables import UnreadableTableError, decode

DEEPEST = 6
MOST_OPEN_BRACKETS = 50

_WIDE_COLON = re.compile(r"\s*(?:- )?([A-Za-z_]\w*)\s*：\s*([^#]*)")


@dataclass(frozen=True, kw_only=True)
class Value:
    """A scalar, list or section of a YAML file.

    Parameters
    ----------
    file
        Name of the file, for faults.
    line
        Line of the file, from 1.
    content
        Text, sequence of values, or mapping of values.
    """

    file: str
    line: int
    content: str | tuple[Value, ...] | Mapping[str, Value]

    def fault(self, column: str, found: str, wanted: str) -> InputFault:
        """Return a fault of this value."""
        return InputFault(file=self.file, row=self.line, column=column, found=found, wanted=wanted)


Section = Mapping[str, Value]


def read_yaml(file: str, data: bytes) -> tuple[Mapping[str, Value], tuple[InputFault, ...]]:
    """Read a YAML file whose top is a mapping.

    Returns
    -------
    Values by key, and faults: text that is no YAML, keys that stand twice, odd structure.
    """
    try:
        text = decode(data)
        if _open_brackets(text) > MOST_OPEN_BRACKETS:  # would take ruamel minutes
            return {}, (_fault(file, None, "brackets inside brackets", "a YAML file"),)
        root = YAML(typ="rt", pure=True).compose(text)
    except UnreadableTableError as error:
        return {}, (error.fault(file),)
    except MarkedYAMLError as error:
        return {}, _wide_colons(file, text) or (_syntax_fault(file, error),)
    except (YAMLError, RecursionError, ValueError) as error:
        return {}, (_fault(file, None, str(error).splitlines()[0], "a YAML file"),)
    if not isinstance(root, MappingNode):
        found = "an empty file" if root is None else "a list or a single value"
        return {}, (_fault(file, None, found, "keys with values, such as name: deqing"),)
    builder = _Builder(file)
    return builder.mapping(root, 0), tuple(builder.faults)


def _open_brackets(text: str) -> int:
    """Largest number of brackets open at the same time."""
    steps = (1 if mark in "[{" else -1 for mark in text if mark in "[]{}")
    return max(itertools.accumulate(steps), default=0)


def _fault(file: str, row: int | None, found: str, wanted: str) -> InputFault:
    return InputFault(file=file, row=row, column=None, found=found or "nothing", wanted=wanted)


def _wide_colons(file: str, text: str) -> tuple[InputFault, ...]:
    """Rows whose key ends with a full-width colon: YAML stumbles only over a later row."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _WIDE_COLON.match(line):
            wish = f"{match[1]}: {match[2]}".rstrip() + " with a plain colon and a blank"
            found.append(_fault(file, number, f"{match[0].strip()} with a wide colon", wish))
    return tuple(found)


def _syntax_fault(file: str, error: MarkedYAMLError) -> InputFault:
    mark = error.problem_mark or error.context_mark
    row = mark.line + 1 if mark else None
    return _fault(file, row, f"no YAML ({error.problem or error.context})", "valid YAML")


class _Builder:
    """Node tree to values; collects what is odd about its structure."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[InputFault] = []

    def mapping(self, node: MappingNode, depth: int) -> Mapping[str, Value]:
        values: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
            line = key_node.start_mark.line + 1
            if key in values:
                self._odd(line, f"the key {key} again", "every key once")
            content = self._content(value_node, depth + 1)
            values[key] = Value(file=self.file, line=line, content=content)
        return values

    def _content(self, node: Node, depth: int) -> str | tuple[Value, ...] | Mapping[str, Value]:
        if depth > DEEPEST:
            self._odd(node.start_mark.line + 1, "sections inside sections", "fewer levels")
            return ""
        if isinstance(node, MappingNode):
            return self.mapping(node, depth)
        if isinstance(node, SequenceNode):
            return self._sequence(node.value, depth)
        text = str(node.value).strip()
        plain = getattr(node, "style", None) in {None, ""}
        return "" if plain and text in {"null", "~"} else text

    def _sequence(self, nodes: Sequence[Node], depth: int) -> tuple[Value, ...]:
        return tuple(
            Value(
                file=self.file,
                line=node.start_mark.line + 1,
                content=self._content(node, depth + 1),
            )
            for node in nodes
        )

    def _odd(self, line: int, found: str, wanted: str) -> None:
        self.faults.append(_fault(self.file, line, found, wanted))
