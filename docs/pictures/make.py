"""Makes the README's pictures from the sample county's plan: docs/pictures/*.png.

That of the overview page is taken in Chromium by Playwright, which the `test` extra installs.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from peakops.pipeline import make_plan
from peakops.plan import Plan
from peakops.progress import silent
from peakops.reports import write_page
from peakops.reports.figures import readme_pictures
from peakops.run import solve_params
from peakops.validate import read_inputs

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
VIEW = {"width": 1280, "height": 940}
POINTED_AT = 2
"""Which job of the first day has its details shown."""


def main() -> None:
    """Plan the sample as the command does, and draw it."""
    scenario, network = read_inputs(ROOT / "scenarios" / "deqing")
    params = solve_params(scenario, None, None, None, silent)
    plan = make_plan(scenario, network, params)
    folder = ROOT / "docs" / "pictures"
    for path in (*readme_pictures(plan, folder), page_picture(plan, folder)):
        print(path.relative_to(ROOT))


def page_picture(plan: Plan, folder: Path) -> Path:
    """Write overview-html.png: the crews of the first day, one job pointed at."""
    picture = folder / "overview-html.png"
    with tempfile.TemporaryDirectory() as made, sync_playwright() as player:
        page_file = write_page(plan, Path(made) / "overview.html", "en")
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=VIEW, color_scheme="light")
        page.goto(page_file.as_uri())
        page.locator("#days").evaluate("days => scrollTo(0, days.offsetTop - 60)")
        page.locator(".job").nth(POINTED_AT).hover()
        page.screenshot(path=picture)
        browser.close()
    return picture


if __name__ == "__main__":
    main()
