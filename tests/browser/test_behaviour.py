"""What a page does in the browser: nothing but showing itself; and who can use it."""

from __future__ import annotations

import re

import pytest

from tr4ction_workbook.rendering import content_security_policy, render_sheet

SHEETS = ["Ficha", "Estilos", "Formatos", "Dados", "Congelada", "Direita", "Oculta", "Vazia", "Longe"]
TYPES = ("text_short", "text_long", "number", "date", "choice", "boolean")
LARGE_TEXT, TEXT = 3.0, 4.5  # contrast that WCAG 2 asks for at level AA


@pytest.mark.parametrize("name", SHEETS)
def test_no_error_and_no_request(open_sheet, name: str) -> None:
    opened = open_sheet(name)
    assert opened.console == []
    assert [url for url in opened.requests if not url.startswith("data:image/")] == [opened.page.url]
    assert opened.style("table", "table-layout") == "fixed"  # the policy lets the style sheet through


def test_the_policy_can_be_a_header(browser, drawn) -> None:
    sheet = drawn.workbook.sheets[0]
    html = render_sheet(drawn.workbook, sheet, drawn.fields)
    page = browser.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    headers = {"Content-Security-Policy": content_security_policy(html), "Content-Type": "text/html; charset=utf-8"}
    page.route("**/*", lambda route: route.fulfill(body=html, headers=headers))
    page.goto("http://preview.test/")
    assert page.evaluate("getComputedStyle(document.querySelector('table')).tableLayout") == "fixed"
    assert page.evaluate("getComputedStyle(document.querySelector('.pic')).backgroundImage").startswith("url(")
    assert [text for text in problems if "favicon" not in text] == []
    page.close()


def test_the_keyboard_goes_from_field_to_field(open_sheet, drawn) -> None:
    opened = open_sheet("Ficha")
    expected = [field for field in drawn.fields if field.sheet_name == "Ficha"]
    assert len(expected) > 2
    reached: list[str] = []
    while len(reached) < len(expected):
        opened.page.keyboard.press("Tab")
        name = opened.page.evaluate("document.activeElement.dataset.fieldId || ''")
        if name:
            reached.append(name)
            assert opened.page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    assert reached == [field.field_id for field in expected]


def test_every_field_has_a_name_for_a_screen_reader(open_sheet, drawn) -> None:
    page = open_sheet("Ficha").page
    for field in drawn.fields:
        if field.sheet_name == "Ficha":
            link = page.get_by_role("link", name=re.compile(f"^campo: {re.escape(field.label)}, "))
            assert link.count() == 1


def test_landmarks_headings_and_the_table_have_names(open_sheet) -> None:
    page = open_sheet("Ficha").page
    assert page.get_by_role("heading", name="Ficha", level=1).count() == 1
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("banner").count() == 1
    assert page.get_by_role("table", name="Aba Ficha").count() == 1
    assert page.get_by_role("columnheader", name="B", exact=True).count() == 1
    assert page.get_by_role("rowheader", name="8", exact=True).count() == 1
    assert page.get_by_role("img").count() == 1
    assert page.get_by_role("region", name="Comentários").count() == 1
    assert page.evaluate("document.documentElement.lang") == "pt-BR"
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(item => item.id)")
    assert len(ids) == len(set(ids))


def test_an_address_leads_to_a_field(open_sheet, drawn) -> None:
    opened = open_sheet("Ficha")
    field = next(field for field in drawn.fields if field.sheet_name == "Ficha")
    opened.page.goto(f"{opened.page.url}#field-{field.field_id}")
    assert opened.style(f'[data-field-id="{field.field_id}"]', "outline-width") == "3px"


def test_links_lead_only_where_they_may(open_sheet) -> None:
    page = open_sheet("Ficha").page
    addresses = page.evaluate("[...document.querySelectorAll('td > div a')].map(link => [link.href, link.rel])")
    assert addresses == [["https://example.org/?a=1&b=2", "noopener noreferrer"]]


def luminance(color: str) -> float:
    channels = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("kind", TYPES)
def test_marks_of_fields_can_be_seen(open_html, drawn, kind: str) -> None:
    html = render_sheet(drawn.workbook, drawn.workbook.sheets[0], drawn.fields)
    opened = open_html(re.sub(r'class="field t-\w+', f'class="field t-{kind}', html))
    color, ground = (opened.style(".field.bare", name, "::after") for name in ("color", "background-color"))
    assert contrast(color, ground) >= TEXT
    assert contrast(opened.style(".field", "outline-color"), "rgb(255, 255, 255)") >= LARGE_TEXT
    opened.page.locator(".field.bare").first.hover()
    color, ground = (opened.style(".field.bare", name, "::after") for name in ("color", "background-color"))
    assert contrast(color, ground) >= TEXT


@pytest.mark.parametrize("selector", ["tbody th", ".top h1", ".top li", ".comments dt"])
def test_our_own_words_can_be_read(open_html, drawn, selector: str) -> None:
    sheet = drawn.workbook.sheets[0]
    opened = open_html(render_sheet(drawn.workbook, sheet, [*drawn.fields, _elsewhere(drawn)]))
    ground = opened.style(selector, "background-color")
    if ground == "rgba(0, 0, 0, 0)":
        ground = opened.style("body", "background-color")
    assert contrast(opened.style(selector, "color"), ground) >= TEXT


def _elsewhere(drawn):
    """A field that is not shown, so that there is a notice."""
    first = drawn.fields[0]
    return type(first)(**{**first.as_dict(), "cell_range": "B14", "field_id": "hidden"})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_stays_white(open_sheet, scheme: str) -> None:
    opened = open_sheet("Formatos", color_scheme=scheme)
    assert opened.style("body", "background-color") == "rgb(255, 255, 255)"
    assert opened.style("td > div", "color") == "rgb(0, 0, 0)"


def test_colours_that_a_person_forces_leave_the_outlines(open_sheet) -> None:
    opened = open_sheet("Ficha", forced_colors="active")
    assert opened.style(".field", "outline-style") == "solid"


def test_it_can_be_printed(open_sheet) -> None:
    opened = open_sheet("Congelada")
    opened.page.emulate_media(media="print")
    assert opened.style("thead th", "position") == "static"
    assert opened.page.pdf().startswith(b"%PDF-")
