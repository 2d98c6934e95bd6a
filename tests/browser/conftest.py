"""Chromium, and rendered sheets in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from support.drawn import drawn_workbook
from tr4ction_workbook.inspection import Inspection, inspect_workbook
from tr4ction_workbook.rendering import render_sheet

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Opened:
    """A page in the browser, and what went wrong in it."""

    page: Page
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def box(self, selector: str) -> dict[str, float]:
        """Position and size in CSS pixels."""
        found: dict[str, float] = self.page.locator(selector).first.evaluate(
            "element => { const box = element.getBoundingClientRect();"
            "return {left: box.left, top: box.top, width: box.width, height: box.height} }"
        )
        return found

    def style(self, selector: str, name: str, pseudo: str | None = None) -> str:
        value: str = self.page.locator(selector).first.evaluate(
            "(element, [name, pseudo]) => getComputedStyle(element, pseudo).getPropertyValue(name)", [name, pseudo]
        )
        return value


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium: apt-get install chromium, or name its program in CHROMIUM")
    with sync_playwright() as playwright:
        # a container has no user namespaces to put the browser's sandbox into; the pages are our own
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def drawn() -> Inspection:
    return inspect_workbook(drawn_workbook())


@pytest.fixture
def open_html(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens an HTML document from a file."""
    pages: list[Page] = []

    def open_it(html: str, **context: Any) -> Opened:
        path = tmp_path / f"{len(pages)}.html"
        path.write_text(html, "utf-8")
        page = browser.new_page(**{"viewport": {"width": 1200, "height": 800}, **context})
        pages.append(page)
        opened = Opened(page)
        page.on("console", lambda message: opened.console.append(message.text))
        page.on("pageerror", lambda error: opened.console.append(str(error)))
        page.on("request", lambda request: opened.requests.append(request.url))
        page.goto(path.as_uri())
        return opened

    yield open_it
    for page in pages:
        page.close()


@pytest.fixture
def open_sheet(open_html: Callable[..., Opened], drawn: Inspection) -> Callable[..., Opened]:
    """Opens a sheet of our own workbook, by name."""

    def open_it(name: str, **context: Any) -> Opened:
        sheet = drawn.workbook.sheet(name)
        assert sheet is not None
        return open_html(render_sheet(drawn.workbook, sheet, drawn.fields), **context)

    return open_it
