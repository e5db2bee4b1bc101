"""One term in plain text: what it means, what speaks for it, what it leads to."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from rcagraph.graph.causal_graph import CausalLink, Claim
from rcagraph.graph.knowledge import Knowledge, Term
from rcagraph.hypotheses.hypothesis import Enquiry, Expectation, Test
from rcagraph.hypotheses.library import LocatedHypothesis
from rcagraph.vocabulary.terms import Loop, Metric, Node, SupportOffer

_WIDTH = 100
_STEP = "  "


def show_text(term: Term, knowledge: Knowledge) -> str:
    """Return all that is known of a node, metric, hypothesis, offer or loop."""
    if isinstance(term, Node):
        lines = _node(term, knowledge)
    elif isinstance(term, Metric):
        lines = _metric(term, knowledge)
    elif isinstance(term, LocatedHypothesis):
        lines = _hypothesis(term, knowledge)
    elif isinstance(term, SupportOffer):
        lines = _offer(term, knowledge)
    else:
        lines = _loop(term, knowledge)
    # Sections are folded already; a long address stays whole.
    folded = ([each] if each[:1] in {"", " "} else _fold(each, "") for each in lines)
    return "\n".join(chain.from_iterable(folded)) + "\n"


def list_text(nodes: Sequence[Node]) -> str:
    """Return a line for each node: id, kind or class, label."""
    lines = [
        f"{node.id:<20} {node.driver_class or node.kind!s:<12} {node.label}"
        for node in nodes
    ]
    return "\n".join([*lines, f"{len(nodes)} chosen"]) + "\n"


def _node(node: Node, known: Knowledge) -> Iterator[str]:
    kind = f"{node.driver_class} {node.kind}" if node.driver_class else str(node.kind)
    yield from _heading(node.label, node.id, kind, node.definition)
    if node.driver_class:
        constants = known.ontology.constants
        prior = constants.priors[node.driver_class]
        stays = constants.persistence[node.driver_class]
        chances = f"{prior:.0%}; still there a quarter later: {stays:.0%}"
        yield f"Belief before any evidence: {chances}."
        yield f"To be put right at the level of the {node.level}."
    yield f"Domain: {node.domain}."
    metrics = known.ontology.indicators(node.id)
    if not metrics:
        yield "No metric indicates it: tests, links and enquiries have to tell."
    yield from _section("METRICS THAT INDICATE IT", map(_indicator, metrics))
    yield from _section(
        "CAUSES", _links(known.links_into(node.id), known, towards="cause")
    )
    yield from _section(
        "EFFECTS", _links(known.links_from(node.id), known, towards="effect")
    )
    yield from _section("TESTS", _tests(known.tests_of(node.id)))
    yield from _section("ENQUIRIES", _enquiries(known.enquiries_about(node.id)))
    yield from _section("LOOPS", map(_loop_line, known.loops_through(node.id)))
    yield from _section("OFFERS", map(_offer_line, known.offers_for(node)))
    named = known.hypotheses_about(node.id)
    yield from _section("HYPOTHESES", map(_hypothesis_line, named))


def _metric(metric: Metric, known: Knowledge) -> Iterator[str]:
    yield from _heading(metric.label, metric.id, "metric", metric.definition)
    comparable = "" if metric.comparable else "; a count, not compared with peers"
    yield f"Unit: {metric.unit}; {metric.polarity}{comparable}."
    yield f"Domain: {metric.domain}."
    yield f"Published {metric.frequency} in {metric.publication}."
    if metric.rolling:
        yield "Rolling: its periods overlap, so it is not held against its own past."
    yield f"Counts for {metric.fresh_months} months after its period."
    if metric.applies_to:
        yield f"Applies to: {', '.join(metric.applies_to)}."
    if metric.notations:
        yield f"Official id: {', '.join(metric.notations)}."
    if metric.indicates:
        label = known.label(metric.indicates)
        reliable = f"reliability {metric.reliability:g}"
        yield f"Indicates {metric.indicates} ({label}), {reliable}."
    else:
        yield "Indicates no node."
    yield from _section(
        "STANDARDS",
        (
            f"{each.value:g} {metric.unit}, {each.name}: from {each.start}"
            f"{f' to {each.end}' if each.end else ''}\n{each.source}"
            for each in sorted(metric.standards, key=lambda each: each.start)
        ),
    )
    yield from _section("TESTS", _tests(known.tests_with(metric.id)))


def _hypothesis(read: LocatedHypothesis, known: Knowledge) -> Iterator[str]:
    hypothesis = read.hypothesis
    kind = "local hypothesis" if read.local else "hypothesis"
    yield from _heading(hypothesis.title, hypothesis.id, kind, hypothesis.claim)
    yield f"Theme: {hypothesis.theme}. File: {read.file}."
    if read.replaces:
        yield f"Replaces {read.replaces}."
    for title, names in (
        ("ROOT CAUSES", hypothesis.root_causes),
        ("SYMPTOMS", hypothesis.symptoms),
    ):
        yield from _section(title, (f"{n}  {known.label(n)}" for n in names))
    yield from _section(
        "LINKS",
        (
            f"{link.cause} → {link.effect}: {link.strength}, {link.lag}, "
            f"{link.evidence}\n{link.why}\n{link.source}"
            f"{_contested(link.contested)}"
            for link in hypothesis.links
        ),
    )
    tests = [(read, test) for test in hypothesis.tests]
    yield from _section("TESTS", _tests(tests))
    enquiries = [(read, enquiry) for enquiry in hypothesis.enquiries]
    yield from _section("ENQUIRIES", _enquiries(enquiries))


def _offer(offer: SupportOffer, known: Knowledge) -> Iterator[str]:
    yield from _heading(offer.label, offer.id, "offer", offer.definition)
    yield f"Delivered by {offer.delivered_by}. Intensity: {offer.intensity}."
    yield f"Level: {offer.level}. {offer_months(offer)}"
    yield from _section("PREREQUISITES", [offer.prerequisites])
    for title, names in (
        (
            "ADDRESSES",
            (*offer.addresses, *(f"every {c} driver" for c in offer.classes)),
        ),
        ("RELIEVES", offer.relieves),
        ("BLOCKED BY", offer.blocked_by),
    ):
        lines = (f"{n}  {known.label(n)}" if known.label(n) != n else n for n in names)
        yield from _section(title, lines)
    yield from _section("SOURCE", [offer.source])


def offer_months(offer: SupportOffer) -> str:
    """Return in words how soon an offer shows."""
    low, high = offer.months_to_effect_low, offer.months_to_effect_high
    if low is None:
        return "Time to effect: not known."
    if high is None:
        span = f"{low:g} months and more"
    else:
        span = f"{low:g} months" if low == high else f"{low:g} to {high:g} months"
    judged = ", by judgement" if offer.months_are_prior else ""
    return f"Time to effect: {span}{judged}."


def _loop(loop: Loop, known: Knowledge) -> Iterator[str]:
    yield from _heading(loop.label, loop.id, "loop", loop.note)
    yield from _section("NODES", (f"{n}  {known.label(n)}" for n in loop.nodes))


def _heading(label: str, name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"{label}"
    yield f"{name}, {kind}"
    yield ""
    if meaning:
        yield from textwrap.wrap(meaning, _WIDTH)
        yield ""


def _section(title: str, entries: Iterable[str]) -> Iterator[str]:
    """Yield a title and entries; the first line of each entry stands out."""
    told = list(entries)
    if not told:
        return
    yield ""
    yield title
    for entry in told:
        first, *rest = entry.split("\n")
        yield from _fold(first, _STEP)
        for line in rest:
            yield from _fold(line, _STEP * 3)


def _fold(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + _STEP,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _indicator(metric: Metric) -> str:
    told = f"{metric.polarity}, reliability {metric.reliability:g}"
    return f"{metric.id}  {metric.label} ({told})"


def _links(
    links: Iterable[CausalLink], known: Knowledge, *, towards: str
) -> Iterator[str]:
    for link in links:
        other = link.cause if towards == "cause" else link.effect
        feedback = ", feedback" if link.feedback else ""
        contested = ", contested" if link.contested else ""
        strength = f"strength {link.strength:g}, {link.lag}{feedback}{contested}"
        claims = "".join(f"\n{_claim(each)}" for each in link.claims)
        yield f"{other}  {known.label(other)} ({strength}){claims}"


def _claim(claim: Claim) -> str:
    where = f"{claim.place}, local" if claim.local else claim.place
    # A claim without a source says so once.
    unsourced = claim.evidence.replace("-", " ") == claim.source
    source = f"[{where}]" if unsourced else f"{claim.source}  [{where}]"
    told = f"{claim.evidence.replace('-', ' ')}: {claim.why}\n{source}"
    return f"{told}{_contested(claim.contested)}"


def _contested(against: str) -> str:
    return f"\nContested: {against}" if against else ""


def _tests(tests: Iterable[tuple[LocatedHypothesis, Test]]) -> Iterator[str]:
    for read, test in tests:
        expected = "; ".join(map(_expectation, test.expect))
        yield (
            f"{read.hypothesis.id}/{test.id}: {test.says}"
            f"\nexpects {expected}"
            f"\nif {test.bears_on} is there, holding is {test.if_true}; "
            f"if not, {test.if_false}"
        )


def _expectation(each: Expectation) -> str:
    return f"{each.metric} {each.direction} ({each.lens}, {each.threshold:g})"


def _enquiries(
    enquiries: Iterable[tuple[LocatedHypothesis, Enquiry]],
) -> Iterator[str]:
    for read, enquiry in enquiries:
        yield (
            f"{read.hypothesis.id}/{enquiry.id}: {enquiry.question}"
            f"\nask: {enquiry.ask}\nrequest: {enquiry.request}"
            f"\nsettles: {enquiry.settles}"
        )


def _loop_line(loop: Loop) -> str:
    return f"{loop.id}  {loop.label}: {' → '.join(loop.nodes)}"


def _offer_line(offer: SupportOffer) -> str:
    return f"{offer.id}  {offer.label} ({offer.level}). {offer_months(offer)}"


def _hypothesis_line(read: LocatedHypothesis) -> str:
    local = " (local)" if read.local else ""
    return f"{read.hypothesis.id}  {read.hypothesis.title}{local}"
