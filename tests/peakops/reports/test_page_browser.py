"""The overview page in a browser, opened from a file: nothing asked for, nothing broken."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from peakops.reports import write_page
from peakops.reports.page_colours import COLOURS
from tests.peakops.reports.pages import HOSTILE

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Opened:
    """A page and all it did that it should not do."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def reload(self, scheme: str = "light") -> Page:
        self.page.emulate_media(color_scheme=scheme)
        self.page.goto(self.address)
        return self.page


@pytest.fixture(scope="module")
def opened(request, tmp_path_factory) -> Iterator[Opened]:
    """A browser with the page of a plan, one of whose orders has a hostile text."""
    path = write_page(
        request.getfixturevalue("odd_plan"), tmp_path_factory.mktemp("page") / "o.html"
    )
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert browser, "the page is tested in Chromium: apt-get install chromium"
    with sync_playwright() as player:
        running = player.chromium.launch(executable_path=browser, args=list(ARGUMENTS))
        page = running.new_page(viewport={"width": 1280, "height": 900})
        found = Opened(page=page, address=Path(path).as_uri())
        found.listen()
        yield found
        running.close()


@pytest.fixture(scope="module")
def odd_plan(plan):
    from dataclasses import replace

    table = plan.scenario.tables["work_orders"].copy()
    table.loc[table["work_order"].isin(["WO-1001", "WO-1030"]), ["title", "notes"]] = HOSTILE
    tables = {**plan.scenario.tables, "work_orders": table}
    closing = {"date": "2026-07-20", "probability": 0.25, "work_orders": ["WO-1001"], "value": 9.0}
    summary = {**plan.summary, "closing_days": [closing]}
    return replace(plan, scenario=replace(plan.scenario, tables=tables), summary=summary)


def job(page: Page, order: str):
    return page.locator(f".job[data-order={order}]").first


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def rgb(name: str, scheme: int) -> str:
    code = COLOURS[name][scheme]
    return f"rgb({', '.join(str(int(code[n : n + 2], 16)) for n in (1, 3, 5))})"


def test_pointing_and_the_keys_tell_a_job(opened) -> None:
    page = opened.reload()
    tip = page.locator("#tip")
    expect(tip).to_be_hidden()
    job(page, "WO-1012").hover()
    for part in (
        "WO-1012",
        "F202",
        "运检部主任 沈国华",
        "潘国强",
        "17:45–18:11",
        "上限 30 分钟",
        "乾元变207开关",
    ):
        expect(tip).to_contain_text(part)
    page.mouse.move(2, 2)
    expect(tip).to_be_hidden()
    job(page, "WO-1001").focus()
    for part in ("武康112线分段2号开关", "沈镕喆", "杯"):
        expect(tip).to_contain_text(part)
    page.keyboard.press("Enter")
    card = page.locator("#sheet")
    expect(card).to_be_visible()
    expect(card).to_contain_text("拉开（先断后合")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(job(page, "WO-1001")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(job(page, "WO-1007")).to_be_focused()
    page.locator(".fold").first.click()
    assert page.locator(".member").first.locator(".bar").count() > 5
    page.locator(".work").first.hover()
    expect(tip).to_contain_text("WO-")
    page.locator(".feeder[data-feeder=F102]").focus()
    expect(tip).to_contain_text("武康变")


def test_the_filter_narrows_table_chart_and_map(opened) -> None:
    page = opened.reload()
    rows = page.locator("#orders tbody tr")
    shown = page.locator("#shown")
    assert rows.count() == 5
    page.locator("#filter-crew").select_option("C2")
    expect(page.locator("#orders tbody tr:visible")).to_have_count(3)
    expect(page.locator("#left tbody tr:visible")).to_have_count(0)
    expect(shown).to_have_text("显示 3 / 5 项已排工单")
    assert "dim" in job(page, "WO-1001").get_attribute("class")
    assert "dim" not in job(page, "WO-1012").get_attribute("class")
    page.locator("#filter-day").select_option("2026-07-21")
    expect(page.locator(".day:visible")).to_have_count(1)
    page.locator("#filter-reset").click()
    expect(page.locator("#orders tbody tr:visible")).to_have_count(5)
    page.locator("#filter-feeder").select_option("F201")
    assert "dim" in page.locator(".feeder[data-feeder=F101]").get_attribute("class")
    assert "dim" not in page.locator(".feeder[data-feeder=F201]").get_attribute("class")
    expect(page.locator("#left tbody tr:visible")).to_have_count(1)
    page.locator("#filter-reset").click()
    page.locator("#filter-text").fill("潘国强 应急")
    expect(page.locator("#orders tbody tr:visible")).to_have_count(1)
    expect(page.locator("#orders tbody tr:visible")).to_contain_text("WO-1012")


def test_language_and_scheme_follow_their_buttons(opened) -> None:
    page = opened.reload(scheme="dark")
    html = page.locator("html")
    assert background(page) == rgb("page", 1)
    expect(html).to_have_attribute("lang", "zh-CN")
    closing = page.locator("[data-day='2026-07-20'] .may-close")
    expect(closing).to_have_text("最高气温达停工线的可能 25 %：将失去 1 项，权重 9.0")
    expect(closing).to_have_css("background-color", rgb("warn-card", 1))
    page.locator("#filter-crew").select_option("C2")
    page.locator("#language").click()
    expect(closing).to_have_text("25 % that the day closes: 1 order(s) of weight 9.0 lost")
    expect(html).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Live-line work: overview")
    expect(page.locator("#shown")).to_have_text("3 of 5 placed orders shown")
    expect(page.locator("#language")).to_be_focused()
    page.locator("#scheme").click()
    assert background(page) == rgb("page", 0)
    expect(closing).to_have_css("background-color", rgb("warn-card", 0))
    expect(closing).to_have_css("color", rgb("ink", 0))
    expect(page.locator(".may-close")).to_have_count(1)
    page.locator("#scheme").click()
    assert background(page) == rgb("page", 1)
    page.emulate_media(media="print")
    assert background(page) == "rgba(0, 0, 0, 0)"
    expect(page.locator(".filter")).to_be_hidden()
    page.emulate_media(media="screen")


def test_a_hostile_text_is_shown_as_it_is(opened) -> None:
    page = opened.reload()
    cell = page.locator("#orders tr[data-order=WO-1001] .plain")
    assert cell.evaluate("element => element.textContent") == HOSTILE
    cell = page.locator("#left tr[data-order=WO-1030] .plain")
    assert cell.evaluate("element => element.textContent") == HOSTILE
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2
    assert page.title().startswith("带电作业计划总览")
    job(page, "WO-1001").hover()
    box = page.locator("#tip").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 1280


NUMBERS_JS = """
[...document.querySelectorAll(".hours .track")].map((row) => [...row.children].map((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const box = range.getBoundingClientRect();
  return [box.left, box.right];
}).filter(([left, right]) => right > left))
"""


def test_hourly_numbers_do_not_run_into_one_another_on_a_telephone(opened) -> None:
    page = opened.reload()
    page.set_viewport_size({"width": 400, "height": 800})
    rows = page.evaluate(NUMBERS_JS)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert max(map(len, rows)) >= 7
    for row in rows:
        assert all(left[1] <= right[0] for left, right in pairwise(row))


def test_a_priority_of_two_figures_stays_on_one_line(opened) -> None:
    cell = opened.reload().locator("#orders td:nth-child(8)").first
    cell.evaluate("cell => { cell.textContent = '10'; cell.style.width = '0'; }")
    lines = cell.evaluate(
        "cell => { const r = document.createRange(); r.selectNodeContents(cell);"
        " return r.getClientRects().length; }"
    )
    assert lines == 1


def test_nothing_was_asked_for_and_nothing_went_wrong(opened) -> None:
    page = opened.reload()
    page.locator(".zoom button").first.click()
    page.locator("#language").click()
    assert set(opened.requests) == {opened.address}
    assert opened.complaints == []
    # The policy holds: what a script would fetch is refused before it leaves.
    refused = page.evaluate("fetch('http://127.0.0.1:9/').then(() => '', error => error.name)")
    assert refused == "TypeError"
    assert any("Content Security Policy" in text for text in opened.complaints)
