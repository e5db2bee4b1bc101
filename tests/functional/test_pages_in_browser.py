"""The pages as a browser shows them: nothing asked of any host, nothing run that is
not ours, everything reachable by keyboard.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from rcagraph.errors import RcagraphError
from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.view import diagnosis_view
from rcagraph.graph.selection_text import parse_selection
from rcagraph.outputs.graph_html import graph_html
from rcagraph.outputs.report_html import report_html
from rcagraph.outputs.view_words import left_out

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SYNTHETIC = Path(__file__).parents[1] / "unit" / "outputs" / "conftest.py"


def synthetic() -> ModuleType:
    """Load the made-up trust of the unit tests, which is no package."""
    spec = importlib.util.spec_from_file_location("synthetic_diagnosis", SYNTHETIC)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def diagnosis() -> Diagnosis:
    return synthetic().synthetic_diagnosis()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def hostile_diagnosis() -> Diagnosis:
    return synthetic().synthetic_diagnosis(hostile=True)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser found: looked for {', '.join(BROWSERS)}")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


Open = Callable[[str, str], "Page"]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open pages from files; afterwards, none has asked, complained or popped up."""
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    complaints: list[str] = []

    def start(text: str, address: str = "") -> Page:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        page = context.new_page()
        page.on("request", lambda asked: _unless_file(asked.url, complaints))
        page.on("console", lambda said: complaints.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"ran: {dialog.message}"))
        page.goto(f"{file.as_uri()}{address}")
        return page

    yield start
    context.close()
    assert complaints == []


def _unless_file(url: str, complaints: list[str]) -> None:
    if not url.startswith("file:"):
        complaints.append(f"asked for {url}")


def names_in_tree(page: Page) -> str:
    return page.locator("body").aria_snapshot()


def test_the_report_tells_names_to_assistive_technology(
    opened: Open, diagnosis: Diagnosis
) -> None:
    tree = names_in_tree(opened(report_html(diagnosis), ""))
    for driver in diagnosis.drivers[:10]:
        assert driver.node.label in tree
    assert "heading" in tree


def test_a_link_into_a_closed_part_opens_it(opened: Open, diagnosis: Diagnosis) -> None:
    page = opened(report_html(diagnosis), "")
    first = diagnosis.drivers[0].node
    page.get_by_role("link", name=first.label).first.focus()
    page.keyboard.press("Enter")
    playwright.expect(page.locator(f"#d-{first.id} dl").first).to_be_visible()


def test_the_skip_link_is_the_first_stop_of_the_keyboard(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(report_html(diagnosis), "")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Skip")


def test_closed_parts_are_open_on_paper_and_closed_again_after(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(report_html(diagnosis), "")
    count = "document.querySelectorAll('details:not([open])').length"
    closed = page.evaluate(count)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert (closed > 10, page.evaluate(count)) == (True, 0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(count) == closed


@pytest.mark.parametrize("render", [report_html, graph_html])
def test_the_page_itself_never_scrolls_sideways(
    opened: Open, diagnosis: Diagnosis, render: Callable[[Diagnosis], str]
) -> None:
    page = opened(render(diagnosis), "")
    for width in (1366, 683, 400):  # 683: the first at 200 % zoom
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_column_is_squeezed_to_a_letter_on_a_phone(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(report_html(diagnosis), "")
    page.set_viewport_size({"width": 390, "height": 844})
    narrowest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('thead th')]"
        ".map(each => each.getBoundingClientRect().width).filter(width => width))"
    )
    assert narrowest >= 30


@pytest.mark.parametrize("render", [report_html, graph_html])
def test_script_hidden_in_names_does_not_run(
    opened: Open, hostile_diagnosis: Diagnosis, render: Callable[[Diagnosis], str]
) -> None:
    page = opened(render(hostile_diagnosis), "")
    assert "<script>alert(1)</script>" in page.locator("main").inner_text()


def test_the_policy_stops_script_that_got_into_the_page(
    browser: Browser, tmp_path: Path, diagnosis: Diagnosis
) -> None:
    page = browser.new_page()
    (tmp_path / "page.html").write_text(
        report_html(diagnosis).replace(
            "</body>",
            "<script>window.ran = 1</script><img src=https://x.invalid/></body>",
        ),
        encoding="utf-8",
    )
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "page.html").as_uri())
    assert page.evaluate("window.ran") is None
    assert sum("Content Security Policy" in text for text in said) == 2
    page.close()


def test_the_graph_opens_on_the_main_symptom_and_says_what_it_hides(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(graph_html(diagnosis), "")
    status = page.locator("#status").inner_text()
    shown = page.locator("#rows tr").count()
    total = len(diagnosis.graph.nodes)
    assert shown <= 35
    assert status.startswith(f"Showing {shown} of {total} nodes, around “Crowding")
    assert status.endswith(f"{total - shown} not shown.")
    assert "Crowding in the emergency department" in names_in_tree(page)


def test_the_map_is_drawn(opened: Open, diagnosis: Diagnosis) -> None:
    page = opened(graph_html(diagnosis), "")
    painted = page.evaluate(
        """() => {
          const canvas = document.querySelector('#map canvas');
          const {data} = canvas.getContext('2d').getImageData(
            0, 0, canvas.width, canvas.height);
          let inked = 0;
          for (let at = 3; at < data.length; at += 4) inked += data[at] > 0;
          return inked / (data.length / 4);
        }"""
    )
    assert 0.05 < painted < 0.95


def test_the_graph_is_driven_by_keyboard_and_its_state_is_in_the_address(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(graph_html(diagnosis), "")
    page.locator("#search").focus()
    page.keyboard.type("bed occupancy")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#status")).to_contain_text("Bed occupancy")
    assert page.url.endswith("#focus=i_occupancy&steps=1")
    shown = page.locator("#rows").inner_text()
    assert "Delayed discharge" in shown
    assert "Diagnostic backlog" not in shown
    details = page.get_by_role("button", name="Details of Delayed discharge")
    details.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    assert page.evaluate("document.activeElement.id") == "panel"
    assert panel.locator("h2").inner_text().startswith("Delayed discharge")
    for part in (
        "Belief",
        "Evidence of its own",
        "Figures that show it",
        "example.org",
    ):
        playwright.expect(panel).to_contain_text(part)


def test_an_address_brings_its_view_back(opened: Open, diagnosis: Diagnosis) -> None:
    address = "#focus=i_occupancy&steps=2&without=operational,strategic"
    page = opened(graph_html(diagnosis), address)
    words = page.locator("#rows").inner_text()
    assert "Bed occupancy" in words
    assert "operational driver" not in words
    assert "structural driver" in words
    assert page.locator("#steps").input_value() == "2"


def test_show_all_shows_all_and_reset_goes_back(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(graph_html(diagnosis), "")
    before = page.locator("#status").inner_text()
    page.get_by_role("button", name="Show all").click()
    total = len(diagnosis.graph.nodes)
    playwright.expect(page.locator("#status")).to_contain_text(f"Showing {total} of")
    page.get_by_role("button", name="Reset").click()
    playwright.expect(page.locator("#status")).to_have_text(before)


def test_a_click_on_the_map_selects_the_node_under_it(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(graph_html(diagnosis), "#focus=i_delay&steps=1")
    page.get_by_role("button", name="Details of Bed occupancy").click()
    assert page.locator("#panel h2").inner_text().startswith("Bed occupancy")
    at = page.evaluate("map.canvasToDOM(map.getPosition('i_delay'))")
    page.locator("#map").click(position=at)
    playwright.expect(page.locator("#panel h2")).to_contain_text("Delayed discharge")


def test_an_unknown_name_is_said_and_changes_nothing(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(graph_html(diagnosis), "#focus=nobody&steps=x")
    rows = page.locator("#rows tr").count()
    page.locator("#search").fill("no such thing")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#status")).to_contain_text("No node is named")
    assert page.locator("#rows tr").count() == rows


SELECTIONS = (
    "s_crowding",
    "crowding",
    "ED-Crowding crowding",
    "'Bed occupancy above safe level'",
    "2+crowding",
    "+i_occupancy",
    "i_occupancy+",
    "occupancy+2",
    "1+crowding+1",
    "00000+crowding+99999",
    "ops_*",
    "*S*age*",
    "***",
    "'***'",
    "kind:driver",
    "class:structural",
    "CLASS:structural",
    "class:Structural",
    "class:leadership,belief<0.6",
    "class:structual",
    "level:trust",
    "domain:flow",
    "theme:flow",
    "hypothesis:flow",
    "hypothesis:other",
    "verdict:unresolved confidence:high",
    "verdict:refuted !ops_*",
    "belief>0.6",
    "belief>=0.97",
    "belief<=0.3",
    "belief=0.97",
    "contribution>=0.02",
    "severity>0",
    "severity<2",
    "1+severity>0.5+1",
    "belief>60%",
    "belief>.5",
    "urgency>1",
    "!kind:driver",
    "!kind:driver,!kind:state",
    "kind:driver,!ops_*,!stg_*",
    "ops_* str_* !1+occupancy",
    "!crowding crowding",
    "  s_crowding   s_queue ",
    "s_crowding,,s_queue",
    "s_crowding, s_queue",
    "s_crowding+1+2",
    "!!s_crowding",
    "2+",
    "+",
    "",
    "'no end",
    "x_*",
    "nothing",
    "de\u0301lai",
)


def chosen_or_place(diagnosis: Diagnosis, text: str) -> list[str] | int | None:
    """Return the ids that the program chooses, or where it found a mistake."""
    try:
        view = diagnosis_view(diagnosis, parse_selection(text))
    except RcagraphError as error:
        column = error.problems[0].column
        return None if column is None else column - 1
    return sorted(filter(view.shows, diagnosis.graph.nodes))


def test_the_page_chooses_what_the_program_chooses(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(graph_html(diagnosis), "")
    for text in SELECTIONS:
        expected = chosen_or_place(diagnosis, text)
        found = page.evaluate(
            """(text) => { try { return [...chooseNodes(data, text)].sort(); }
            catch (error) { return error.at; } }""",
            text,
        )
        assert found == expected, text


def test_the_box_shows_what_is_chosen_and_says_what_is_left_out(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(graph_html(diagnosis), "")
    page.locator("#selection").fill("class:structural,contribution>0 crowding")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#status")).to_contain_text("chosen by “class:")
    structural = [d for d in diagnosis.drivers if d.node.driver_class == "structural"]
    assert page.locator("#rows tr").count() == len(structural) + 1
    told = left_out(diagnosis, diagnosis_view(diagnosis, parse_selection("str_*")))
    assert told is not None
    status = page.locator("#status").inner_text()
    assert f"{told.drivers} drivers with {told.share:.1%}" in status
    page.locator("#all").click()
    playwright.expect(page.locator("#status")).not_to_contain_text("chosen by")


def test_a_mistake_in_the_box_is_marked_and_changes_nothing(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(graph_html(diagnosis), "")
    rows = page.locator("#rows").inner_text()
    page.locator("#selection").fill("crowding class:structual")
    page.keyboard.press("Enter")
    problem = page.locator("#problem").inner_text()
    assert "did you mean “structural”?" in problem
    first, typed, mark = problem.splitlines()
    assert (typed[mark.index("^") :], first[:7]) == ("structual", "Unknown")
    assert page.locator("#rows").inner_text() == rows


def test_a_page_made_with_a_selection_opens_on_it_and_comes_back_to_it(
    opened: Open, diagnosis: Diagnosis
) -> None:
    page = opened(graph_html(diagnosis, "ops_*"), "")
    at_first = page.locator("#rows").inner_text()
    assert "operational driver" in at_first
    assert "structural driver" not in at_first
    page.locator("#selection").fill("")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#status")).to_contain_text("around")
    page.get_by_role("button", name="Reset").click()
    playwright.expect(page.locator("#rows")).to_have_text(at_first, use_inner_text=True)
