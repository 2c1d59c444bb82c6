"""An overview page read back without a browser."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

HOSTILE = (
    '</script><script>document.title="taken"</script><!-- <img src=x onerror=alert(1)> '
    "\"quoted\" 'once' &lt; & \u2028 \\u003c ${1+1} 😀👷🏽‍♂️ 㐂 " + "长" * 300
)


class Page(HTMLParser):
    """Tags in order, and the text of every block."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.inside = False
        self.attributes: list[dict[str, str | None]] = []
        self.blocks: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.inside = True
        self.attributes.append(dict(attrs))
        self.blocks.setdefault(tag, []).append("")

    def handle_endtag(self, _tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.blocks[self.tags[-1]][-1] += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of each element of a tag."""
        return [a for t, a in zip(self.tags, self.attributes, strict=True) if t == tag]

    @property
    def plan(self) -> Any:
        """The plan that the page shows."""
        return json.loads(self.blocks["script"][0])


def texts(value: Any) -> list[str]:
    """Every text inside a JSON value."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inside for text in texts(item)]
