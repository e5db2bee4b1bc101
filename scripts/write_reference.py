"""Write what is made from ontology, hypotheses and models: reference and schema.

python scripts/write_reference.py           write docs/reference/ and the schema
python scripts/write_reference.py --check   exit with 1 if a file is not current
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rcagraph.diagnostics.explanations import EXPLANATIONS
from rcagraph.graph.causal_graph import CausalLink
from rcagraph.graph.knowledge import Knowledge
from rcagraph.hypotheses.hypothesis import Enquiry, Expectation, Test
from rcagraph.hypotheses.library import LocatedHypothesis
from rcagraph.library import read_knowledge
from rcagraph.outputs.show_text import offer_months
from rcagraph.sources.hypothesis_schema import hypothesis_schema
from rcagraph.vocabulary.terms import DriverClass, Metric, Node, NodeKind

ROOT = Path(__file__).resolve().parents[1]
NOTE = "Made by `python scripts/write_reference.py`; do not change by hand."


def pages(known: Knowledge) -> Mapping[str, str]:
    """Return path below the checkout → text of every file made."""
    made = {
        "drivers": drivers(known),
        "states-and-symptoms": states(known),
        "metrics": metrics(known),
        "hypotheses": hypotheses(known),
        "offers": offers(known),
        "diagnostics": diagnostics(),
    }
    texts = {f"docs/reference/{name}.md": page(lines) for name, lines in made.items()}
    return {**texts, "hypotheses/schema.json": hypothesis_schema()}


def page(lines: Iterable[str]) -> str:
    """Join lines; never two blank ones together."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def plain(text: str) -> str:
    """Return text that Markdown shows as it is written."""
    return re.sub(r"([\\`*_<>|\[\]])", r"\\\1", " ".join(text.split()))


def ended(text: str) -> str:
    """Return a sentence with its full stop."""
    text = plain(text)
    return text if text.endswith((".", "?")) else f"{text}."


def cited(source: str) -> str:
    """Return a source as a link where it is an address."""
    return f"<{source}>" if source.startswith("http") else plain(source)


def to(page_name: str, term_id: str) -> str:
    """Return a link to a term."""
    return f"[`{term_id}`]({page_name}.md#{term_id})"


def to_node(node_id: str, known: Knowledge) -> str:
    """Return a link to a node or metric, on the page of its kind."""
    node = known.ontology.nodes.get(node_id)
    if node is None:
        return to("metrics", node_id)
    home = "drivers" if node.kind is NodeKind.DRIVER else "states-and-symptoms"
    return to(home, node_id)


def title(text: str, about: str) -> Iterator[str]:
    """Yield the head of a page."""
    yield from (f"# {text}", "", about, "", NOTE, "")


def entry(term_id: str, label: str, meaning: str) -> Iterator[str]:
    """Yield the head of a term, with a place to link to."""
    yield from (f'### <a id="{term_id}"></a>{plain(label)}', "", f"`{term_id}`", "")
    yield from (plain(meaning), "")


def drivers(known: Knowledge) -> Iterator[str]:
    """Yield the page of drivers, class by class."""
    found = known.ontology.drivers()
    yield from title(
        "Drivers", f"The {len(found)} candidate root causes, by who can act on them."
    )
    for kind in DriverClass:
        yield from (f"## {kind.capitalize()}", "")
        for node in found:
            if node.driver_class is kind:
                yield from node_entry(node, known)


def states(known: Knowledge) -> Iterator[str]:
    """Yield the page of states and symptoms."""
    yield from title(
        "States and symptoms",
        "What lies between drivers and what is observed, and what is observed.",
    )
    for kind in (NodeKind.STATE, NodeKind.SYMPTOM):
        yield from (f"## {kind.capitalize()}s", "")
        for node in known.ontology.nodes.values():
            if node.kind is kind:
                yield from node_entry(node, known)


def node_entry(node: Node, known: Knowledge) -> Iterator[str]:
    """Yield all about a node: evidence, links with sources, tests, enquiries."""
    yield from entry(node.id, node.label, node.definition)
    level = f" To be put right by the {node.level}." if node.level else ""
    yield from (f"Domain: {plain(node.domain)}.{level}", "")
    shown = [
        f"{to('metrics', each.id)} ({each.reliability:g})"
        for each in known.ontology.indicators(node.id)
    ]
    yield from told("Indicated by (reliability)", shown)
    yield from link_lines("Causes", known.links_into(node.id), known)
    yield from link_lines("Effects", known.links_from(node.id), known)
    yield from told(
        "Tests", (named(read, test) for read, test in known.tests_of(node.id))
    )
    asked = (named(read, each) for read, each in known.enquiries_about(node.id))
    yield from told("Enquiries", asked)
    yield from told("Offers", (to("offers", o.id) for o in known.offers_for(node)))
    yield from told("Loops", (plain(e.label) for e in known.loops_through(node.id)))


def told(label: str, parts: Iterable[str]) -> Iterator[str]:
    """Yield a line that lists parts, if there are any."""
    if listed := ", ".join(parts):
        yield from (f"{label}: {listed}.", "")


def named(read: LocatedHypothesis, part: Test | Enquiry) -> str:
    """Return a link to the hypothesis that a test or enquiry belongs to."""
    name = read.hypothesis.id
    return f"[{name}/{part.id}](hypotheses.md#{name})"


def link_lines(
    label: str, links: Iterable[CausalLink], known: Knowledge
) -> Iterator[str]:
    """Yield a list of links, each with every source."""
    lines = [
        f"- {to_node(link.cause if label == 'Causes' else link.effect, known)}: "
        f"strength {link.strength:g}, {link.lag}"
        f"{', feedback' if link.feedback else ''}"
        f"{', contested' if link.contested else ''}; "
        + ", ".join(map(cited, link.sources))
        for link in links
    ]
    if lines:
        yield from (f"{label}:", "", *lines, "")


def metrics(known: Knowledge) -> Iterator[str]:
    """Yield the page of metrics, domain by domain."""
    found = known.ontology.metrics.values()
    yield from title("Metrics", f"The {len(found)} metrics, by domain.")
    for domain in sorted({each.domain for each in found}):
        yield from (f"## {plain(domain)}", "")
        for each in found:
            if each.domain == domain:
                yield from metric_entry(each, known)


def metric_entry(metric: Metric, known: Knowledge) -> Iterator[str]:
    """Yield all about a metric: unit, direction, publication, standards, tests."""
    yield from entry(metric.id, metric.label, metric.definition)
    count = "" if metric.comparable else "; a count, not compared with peers"
    yield f"- Unit: {plain(metric.unit)}; {metric.polarity}{count}"
    yield f"- Source: {plain(metric.publication)}, {metric.frequency}"
    if metric.indicates:
        node = to_node(metric.indicates, known)
        yield f"- Indicates {node}, reliability {metric.reliability:g}"
    if metric.applies_to:
        yield f"- Applies to: {plain(', '.join(metric.applies_to))}"
    if metric.notations:
        yield f"- Official id: {plain(', '.join(metric.notations))}"
    if metric.annex_rows:
        yield f"- Draft framework, Annex A: {', '.join(metric.annex_rows)}"
    for each in sorted(metric.standards, key=lambda one: one.start):
        until = f" to {each.end}" if each.end else ""
        source = cited(each.source)
        yield f"- Standard: {plain(each.name)}, from {each.start}{until}; {source}"
    yield ""
    yield from told("Tests", (named(r, t) for r, t in known.tests_with(metric.id)))


def hypotheses(known: Knowledge) -> Iterator[str]:
    """Yield the page of hypotheses, theme by theme."""
    found = [read.hypothesis for read in known.library.hypotheses]
    yield from title(
        "Hypotheses", f"The {len(found)} mechanisms of the shipped library, by theme."
    )
    for theme in sorted({each.theme for each in found}):
        yield from (f"## {theme.replace('-', ' ').capitalize()}", "")
        for read in known.library.hypotheses:
            if read.hypothesis.theme == theme:
                yield from hypothesis_entry(read, known)


def hypothesis_entry(read: LocatedHypothesis, known: Knowledge) -> Iterator[str]:
    """Yield a hypothesis: claim, links with sources, tests, enquiries."""
    stated = read.hypothesis
    yield from entry(stated.id, stated.title, stated.claim)
    yield from told("Root causes", (to_node(n, known) for n in stated.root_causes))
    yield from told("Symptoms", (to_node(n, known) for n in stated.symptoms))
    yield from ("Links:", "")
    for link in stated.links:
        against = f" Contested: {plain(link.contested)}" if link.contested else ""
        yield (
            f"- {to_node(link.cause, known)} → {to_node(link.effect, known)} "
            f"({link.strength}, {link.lag}, {link.evidence}): {plain(link.why)} "
            f"{cited(link.source)}{against}"
        )
    yield ""
    if stated.tests:
        yield from ("Tests:", "")
        for test in stated.tests:
            seen = "; ".join(map(expectation, test.expect))
            yield (
                f"- `{test.id}`, of {to_node(test.bears_on, known)}: "
                f"{ended(test.says)} {seen}. Holding is {test.if_true} if it is "
                f"there, {test.if_false} if not."
            )
        yield ""
    if stated.enquiries:
        yield from ("Enquiries:", "")
        for each in stated.enquiries:
            yield (
                f"- `{each.id}`, about {to_node(each.about, known)}: "
                f"{plain(each.question)} Ask: {ended(each.ask)} "
                f"Request: {ended(each.request)} {ended(each.settles)}"
            )
        yield ""


def expectation(each: Expectation) -> str:
    """Return in words what a metric should show."""
    seen = f"{each.direction} by {each.threshold:g} against {each.lens}"
    return f"{to('metrics', each.metric)} {seen}"


def offers(known: Knowledge) -> Iterator[str]:
    """Yield the page of support offers."""
    found = known.ontology.offers
    yield from title("Support offers", f"The {len(found)} offers, by id.")
    for offer in found:
        yield from entry(offer.id, offer.label, offer.definition)
        yield f"- Delivered by {plain(offer.delivered_by)}; level: {offer.level}"
        yield f"- {offer_months(offer)}"
        yield f"- Prerequisites: {plain(offer.prerequisites)}"
        for label, names in (
            ("Addresses", offer.addresses),
            ("Relieves", offer.relieves),
            ("Blocked by", offer.blocked_by),
        ):
            if names:
                yield f"- {label}: {', '.join(to_node(n, known) for n in names)}"
        if offer.classes:
            yield f"- Bears on every driver of the class: {', '.join(offer.classes)}"
        yield f"- Source: {', '.join(map(cited, offer.source.split('; ')))}"
        yield ""


def diagnostics() -> Iterator[str]:
    """Yield the page of problem codes."""
    yield from title("Diagnostics", "What `rcagraph check` and the readers find.")
    yield from ("| code | what | why it matters | what to do |", "|---|---|---|---|")
    for code, about in EXPLANATIONS.items():
        told_of = (about.title, about.why, about.mend)
        yield f"| {code} | {' | '.join(map(plain, told_of))} |"


def main() -> int:
    """Write every file, or say which is not current."""
    made = pages(read_knowledge())
    stale = [
        name
        for name, text in made.items()
        if not (ROOT / name).is_file()
        or (ROOT / name).read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"not current: {name}")
        return 1 if stale else 0
    for name in stale:
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(made[name], encoding="utf-8", newline="\n")
        print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
