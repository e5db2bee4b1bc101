from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.view import diagnosis_view
from rcagraph.graph.selection_text import parse_selection
from rcagraph.outputs.driver_diagram import driver_diagram
from rcagraph.outputs.graph_html import graph_html
from rcagraph.outputs.report_html import report_html

REQUESTING = {"src", "srcset", "action", "formaction", "data", "poster", "ping"}


class Page(HTMLParser):
    """Elements with attributes, and the text of each element by its tag."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts.append((self._open[-1], data))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def inside(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag]

    def values(self, attribute: str) -> Iterator[str]:
        return (each[attribute] for _, each in self.elements if attribute in each)


@pytest.fixture(scope="module")
def report(diagnosis: Diagnosis) -> Page:
    return Page(report_html(diagnosis))


@pytest.fixture(
    scope="module", params=[report_html, graph_html], ids=["report", "graph"]
)
def hostile_page(request: pytest.FixtureRequest, hostile_diagnosis: Diagnosis) -> str:
    return request.param(hostile_diagnosis)  # type: ignore[no-any-return]


def test_nothing_in_a_page_makes_a_request(hostile_page: str) -> None:
    page = Page(hostile_page)
    for tag, attributes in page.elements:
        assert tag not in {"link", "iframe", "object", "embed", "img", "base", "audio"}
        assert not REQUESTING & set(attributes)
        assert attributes.get("http-equiv", "").casefold() != "refresh"
    assert "@import" not in hostile_page
    style = "".join(page.inside("style"))
    assert "url(" not in style


def test_the_policy_allows_nothing_but_the_page_s_own_style_and_scripts(
    hostile_page: str,
) -> None:
    page = Page(hostile_page)
    (policy,) = [each["content"] for each in page.of("meta") if "http-equiv" in each]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    inline = re.compile(r"<(?:script|style)>(.*?)</(?:script|style)>", re.DOTALL)
    runs = inline.findall(hostile_page)
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in runs
    }
    assert set(re.findall(r"'sha256-[^']+'", policy)) == hashes
    assert len(hashes) >= 2
    assert "\r" not in hostile_page  # parsers would change it, and with it the hash


def test_hostile_text_stays_text(hostile_page: str) -> None:
    page = Page(hostile_page)
    assert not any("alert" in text for text in page.inside("title"))
    for _, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes)
        assert not attributes.get("href", "").casefold().startswith("javascript")
    assert "<script>alert" not in hostile_page
    assert "{{7*7}}" in hostile_page  # no template runs what it is given


def test_links_to_sources_say_nothing_of_where_they_were_clicked(report: Page) -> None:
    outside = [a for a in report.of("a") if not a["href"].startswith("#")]
    assert len(outside) > 5
    for each in outside:
        assert each["href"].startswith("https://example.org/study?n=")
        assert each["rel"] == "noreferrer"


def test_every_link_within_the_page_has_a_target(report: Page) -> None:
    ids = list(report.values("id"))
    assert len(ids) == len(set(ids))
    within = [href for href in report.values("href") if href.startswith("#")]
    assert {href[1:] for href in within} <= set(ids)
    assert len(within) > 50


def test_every_sentence_of_evidence_leads_to_the_row_of_its_metric(
    diagnosis: Diagnosis,
) -> None:
    page = report_html(diagnosis)
    ledgers = re.findall(r'<ul class="ledger">(.*?)</ul>', page, re.DOTALL)
    lines = [line for ledger in ledgers for line in ledger.split("<li>")[1:]]
    assert len(lines) > 20
    for line in lines:
        (first, *_) = re.findall(r'href="#(m-[^"]+)"', line)
        assert f'<tr id="{first}">' in page


def test_a_metric_s_row_says_where_its_figure_stands(diagnosis: Diagnosis) -> None:
    page = report_html(diagnosis)
    rows = dict(re.findall(r'<tr id="(m-[^"]+)">(.*?)</tr>', page, re.DOTALL))
    assert set(rows) == {f"m-{name}" for name in diagnosis.evidence.metrics}
    for name, found in diagnosis.evidence.metrics.items():
        row = rows[f"m-{name}"]
        if found.observation is None:
            assert found.missing in row
            continue
        assert f">{found.observation.row}</td>" in row
        assert found.observation.origin in row
        assert ("sum of RZA, RZB, RZZ" in row) == (found.observation.codes_summed > 1)


def test_the_table_of_drivers_adds_up_to_a_hundred(diagnosis: Diagnosis) -> None:
    page = report_html(diagnosis)
    table = page.split('aria-label="Ranked drivers"')[1].split("</table>")[0]
    cells = re.findall(r"<td[^>]*>(\d+\.\d)%", table)
    *parts, total = [float(cell) for cell in cells]
    assert len(parts) == 12  # ten drivers, the further ones, the unexplained
    assert round(sum(parts), 6) == total == 100


def test_the_page_has_one_title_one_heading_and_a_language(report: Page) -> None:
    assert (
        len(report.of("h1")) == len(report.of("title")) == len(report.of("main")) == 1
    )
    assert report.of("html") == [{"lang": "en-GB"}]
    levels = [int(tag[1]) for tag, _ in report.elements if re.fullmatch("h[1-6]", tag)]
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_every_class_has_a_glyph_and_a_word(report: Page) -> None:
    words = "".join(report.inside("td") + report.inside("th"))
    for word in ("operational", "strategic", "structural", "leadership"):
        assert word in words
    assert {"■", "●", "▲", "◆"} <= set("".join(report.inside("span")))


def test_leadership_is_a_prompt_and_limits_are_told(diagnosis: Diagnosis) -> None:
    page = report_html(diagnosis)
    for said in (
        "prompt for enquiry",
        "What this cannot tell you",
        "Association is not proof",
        "Open Government Licence v3.0",
        "contested",
        "↻ feedback",
    ):
        assert said in page


def test_a_healthy_trust_gets_a_report_too(healthy_diagnosis: Diagnosis) -> None:
    page = report_html(healthy_diagnosis)
    assert driver_diagram(healthy_diagnosis) is None
    for said in ("No symptom of the library shows", "No enquiry is open", "no loop"):
        assert said in page


def test_the_same_diagnosis_gives_the_same_page(diagnosis: Diagnosis) -> None:
    assert report_html(diagnosis) == report_html(diagnosis)


def test_boxes_of_the_diagram_do_not_overlap_and_arrows_run_leftwards(
    diagnosis: Diagnosis,
) -> None:
    diagram = driver_diagram(diagnosis)
    assert diagram is not None
    for a in diagram.boxes:
        assert 0 <= a.x <= diagram.width - a.width
        assert 0 <= a.y <= diagram.height - a.height
        for b in diagram.boxes:
            beside = a.x != b.x or a.y + a.height <= b.y or b.y + b.height <= a.y
            assert a is b or beside
    for arrow in diagram.arrows:
        first = float(arrow.path[1:].split()[0])
        last = float(arrow.path.split()[-2])
        assert last < first


@pytest.mark.parametrize("text", ["class:leadership", "s_queue", "!kind:driver"])
def test_a_view_still_adds_up_and_says_what_it_leaves_out(
    diagnosis: Diagnosis, text: str
) -> None:
    view = diagnosis_view(diagnosis, parse_selection(text))
    page = report_html(diagnosis, view)
    words = " ".join("".join(text for _, text in Page(page).texts).split())
    assert f"Chosen by “{text}”" in words
    kept = len(view.drivers(diagnosis))
    assert f"{len(diagnosis.drivers) - kept} drivers left out" in words
    total = re.search(r'Total</th><td colspan="4"></td><td class="share">(.*?)<', page)
    assert total is not None
    assert total[1] == "100.0%"
    for each in diagnosis.drivers:
        assert (f'id="d-{each.node.id}"' in page) == view.shows(each.node.id) or (
            kept > 10
        )
    for metric in diagnosis.evidence.metrics:
        assert f'id="m-{metric}"' in page
