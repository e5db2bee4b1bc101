"""Evidence as RDF: observations, and what readings and tests make of them.

Each thing is derived (``prov:wasDerivedFrom``) from what it rests on: evidence from
readings and outcomes, outcomes from readings, readings from the observations that
they compare, observations from the copy that they were read from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from rcagraph.evidence.grounds import Grounds
from rcagraph.evidence.records import (
    Entry,
    MetricEvidence,
    OrganisationEvidence,
    Reading,
    TestEvidence,
)
from rcagraph.hypotheses.hypothesis import Test
from rcagraph.hypotheses.library import Library
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.source import SourceCopy
from rcagraph.observations.table import Observation
from rcagraph.outputs.rdf_writer import (
    DERIVED_FROM,
    DISTRIBUTION,
    ENTITY,
    GENERATED_BY,
    LICENSE,
    PRIMARY_SOURCE,
    PUBLISHER,
    TITLE,
    GraphWriter,
    english,
    exact,
    known,
    month_of,
    number,
    run_graph,
    run_name,
    whole,
)
from rcagraph.outputs.wording import ATTRIBUTION
from rcagraph.vocabulary import names
from rcagraph.vocabulary.terms import Lens


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Origins:
    """Where the observations of a run come from.

    Attributes:
        grounds: the observations that each reading compares.
        publications: metric id → IRI of its publication, as the ontology says.
        sources: that sources.csv lists; other origins keep their text.
        file: that observations give rows of, or "".
        organisations: names of everyone who may be compared.
    """

    grounds: Grounds
    publications: Mapping[str, str]
    sources: tuple[SourceCopy, ...]
    file: str
    organisations: tuple[Organisation, ...]


def observation_quads(
    evidence: OrganisationEvidence, origins: Origins
) -> frozenset[Quad]:
    """Return the observations that an organisation's evidence compares."""
    run = run_name(evidence.organisation, evidence.as_of)
    graph = run_graph(evidence.organisation, evidence.as_of, "observations")
    writer = GraphWriter(graph)
    writer.describe_graph(
        known(f"diagnosis/{run}"), f"Observations used for {run}", ATTRIBUTION
    )
    by_origin = {each.origin: each for each in origins.sources}
    called = {each.code: each.name for each in origins.organisations}
    used = {
        (each.organisation, each.metric, each.period): each
        for group in origins.grounds.values()
        for each in group
    }
    for each in used.values():
        _observation(writer, each, origins)
        _source(writer, each.origin, by_origin.get(each.origin))
    for code in {each.organisation for each in used.values()}:
        organisation = known(f"organisation/{code}")
        writer.typed(organisation, names.ORGANISATION)
        writer.add(organisation, names.NOTATION, code)
        writer.add(organisation, names.PREF_LABEL, english(called.get(code, code)))
    return writer.quads


def observation_name(observation: Observation) -> NamedNode:
    """Return what an observation is called, in every run the same."""
    seen = observation
    return known(f"observation/{seen.organisation}/{seen.metric}/{seen.period}")


def _observation(writer: GraphWriter, seen: Observation, origins: Origins) -> None:
    here = observation_name(seen)
    writer.typed(here, names.OBSERVATION)
    writer.add(here, names.OF_ORGANISATION, known(f"organisation/{seen.organisation}"))
    writer.add(here, names.OF_METRIC, known(seen.metric))
    writer.add(here, names.PERIOD, month_of(seen.period))
    writer.add(here, names.VALUE, exact(seen.value))
    writer.add(here, names.UNIT, seen.unit)
    for prop, part in (
        (names.NUMERATOR, seen.numerator),
        (names.DENOMINATOR, seen.denominator),
    ):
        writer.add(here, prop, None if part is None else exact(part))
    writer.add(here, names.CODES_SUMMED, whole(seen.codes_summed))
    writer.add(here, names.IN_FILE, origins.file)
    writer.add(here, names.ROW, whole(seen.row))
    writer.add(here, DERIVED_FROM, _source_name(seen.origin, origins.sources))
    publication = origins.publications.get(seen.metric)
    if publication:
        writer.add(here, PRIMARY_SOURCE, NamedNode(publication))


def _source_name(origin: str, sources: Iterable[SourceCopy]) -> NamedNode:
    ids = (each.id for each in sources if each.origin == origin)
    # Two copies may be called the same; the first id keeps the name stable.
    return known(f"source/{min(ids, default=origin)}")


def _source(writer: GraphWriter, origin: str, copy: SourceCopy | None) -> None:
    here = _source_name(origin, () if copy is None else (copy,))
    writer.typed(here, DISTRIBUTION, ENTITY)
    writer.add(here, TITLE, english(origin))
    if copy is not None:
        writer.add(here, PUBLISHER, copy.publisher)
        writer.add(here, LICENSE, copy.licence)


def evidence_quads(
    evidence: OrganisationEvidence, library: Library, origins: Origins
) -> frozenset[Quad]:
    """Return readings, outcomes of tests and entries, each with what it rests on."""
    run = run_name(evidence.organisation, evidence.as_of)
    graph = run_graph(evidence.organisation, evidence.as_of, "evidence")
    writer = GraphWriter(graph)
    activity = known(f"diagnosis/{run}")
    writer.describe_graph(activity, f"Evidence of {run}", ATTRIBUTION)
    for about in evidence.metrics.values():
        for reading in about.readings:
            here = known(f"{run}/reading/{about.metric}/{reading.lens}")
            _reading(writer, here, about, reading, origins.grounds)
    tests = {
        (each.hypothesis.id, test.id): test
        for each in library.hypotheses
        for test in each.hypothesis.tests
    }
    for outcome in evidence.tests:
        declared = tests[outcome.hypothesis, outcome.test]
        _outcome(writer, run, outcome, declared, evidence.metrics)
    for entries in evidence.entries.values():
        for entry in entries:
            here = known(f"{run}/evidence/{entry.id}")
            _entry(writer, run, entry, evidence)
            writer.add(here, GENERATED_BY, activity)
    return writer.quads


def _reading(
    writer: GraphWriter,
    here: NamedNode,
    about: MetricEvidence,
    reading: Reading,
    grounds: Grounds,
) -> None:
    writer.typed(here, names.READING)
    writer.add(here, names.OF_METRIC, known(about.metric))
    writer.add(here, names.HAS_LENS, known(f"lens-{reading.lens}"))
    writer.add(here, names.SENTENCE, reading.note)
    for prop, value in (
        (names.DISTANCE, reading.z),
        (names.COMPARED_WITH, reading.compared_with),
        (names.LOWER, reading.lower),
        (names.UPPER, reading.upper),
        (names.PERCENTILE, reading.percentile),
    ):
        writer.add(here, prop, None if value is None else number(value))
    if about.observation is not None:
        writer.add(here, names.READS, observation_name(about.observation))
    compared = grounds.get((about.metric, reading.lens), ())
    writer.add(here, DERIVED_FROM, *map(observation_name, compared))


def _outcome(
    writer: GraphWriter,
    run: str,
    found: TestEvidence,
    declared: Test,
    metrics: Mapping[str, MetricEvidence],
) -> None:
    name = f"{found.hypothesis}/{found.test}"
    here = known(f"{run}/outcome/{name}")
    writer.typed(here, names.OUTCOME)
    writer.add(
        here, names.OF_TEST, known(f"hypothesis/{found.hypothesis}/test/{found.test}")
    )
    writer.add(here, names.ABOUT, known(found.node))
    writer.add(here, names.HAS_OUTCOME, str(found.outcome))
    writer.add(here, names.SENTENCE, found.says, found.because)
    for metric, lens in _looked_at(declared):
        if metrics[metric].reading(lens) is not None:
            writer.add(here, DERIVED_FROM, known(f"{run}/reading/{metric}/{lens}"))


def _looked_at(test: Test) -> Iterator[tuple[str, Lens]]:
    """Yield metric and lens of each expectation, and of each sequel."""
    for expected in test.expect:
        yield expected.metric, expected.lens
        if expected.then is not None:
            yield expected.then.metric, Lens.BASELINE


def _entry(
    writer: GraphWriter, run: str, entry: Entry, evidence: OrganisationEvidence
) -> None:
    here = known(f"{run}/evidence/{entry.id}")
    writer.typed(here, names.EVIDENCE)
    writer.add(here, names.ABOUT, known(entry.node))
    writer.add(here, names.WEIGHT, number(entry.weight))
    writer.add(here, names.SENTENCE, entry.note)
    if any(f"{each.hypothesis}/{each.test}" == entry.id for each in evidence.tests):
        writer.add(here, DERIVED_FROM, known(f"{run}/outcome/{entry.id}"))
        return
    # A figure that several metrics state is one entry; others rest on no figure.
    _, _, lens = entry.id.rpartition("/")
    for metric in entry.metrics:
        about = evidence.metrics.get(metric)
        if about and lens in [*Lens] and about.reading(Lens(lens)):
            writer.add(here, DERIVED_FROM, known(f"{run}/reading/{metric}/{lens}"))
