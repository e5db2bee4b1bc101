"""From hypotheses to one causal graph: claims about the same link become one link."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from rcagraph.diagnostics.code import Code
from rcagraph.errors import HypothesesError, Problem, did_you_mean
from rcagraph.graph.causal_graph import CausalGraph, CausalLink, Claim
from rcagraph.graph.feedback import (
    UnbreakableLoopError,
    feedback_arc_set,
    feedback_cost,
)
from rcagraph.hypotheses.hypothesis import Link
from rcagraph.hypotheses.library import Library, LocatedHypothesis
from rcagraph.vocabulary.terms import Constants, Ontology

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _LinkClaim:
    link: Link
    claim: Claim


def build_graph(
    library: Library, ontology: Ontology, *, without: Iterable[str] = ()
) -> CausalGraph:
    """Merge every claimed link and choose the feedback links.

    An effect that is a metric stands for the node that the metric indicates; a
    claim that a node shows in its own metric adds no link. Where hypotheses claim
    the same pair, the strongest claim sets strength and lag, and all sources stay.

    Args:
        library: checked hypotheses.
        ontology: the nodes, and the numbers behind the words.
        without: evidence classes whose claims are left out ("expert-prior").

    Raises:
        HypothesesError: a link names an unknown node, or declared feedback links
            leave a loop that cannot be broken.
    """
    excluded = frozenset(without)
    claims: defaultdict[Pair, list[_LinkClaim]] = defaultdict(list)
    problems: list[Problem] = []
    for located in library.hypotheses:
        for position, link in enumerate(located.hypothesis.links):
            place = located.link_lines[position]
            found = _unknown_nodes(link, ontology, located.file, place)
            problems.extend(found)
            effect = _node_acted_on(link.effect, ontology)
            if found or link.evidence in excluded or effect == link.cause:
                continue
            claims[link.cause, effect].append(
                _LinkClaim(link, _claim(located, link, place))
            )
    if problems:
        raise HypothesesError(problems)
    links = [_merge(pair, claims[pair], ontology.constants) for pair in sorted(claims)]
    feedback = _choose_feedback(links, claims)
    links = [
        replace(link, feedback=(link.cause, link.effect) in feedback) for link in links
    ]
    touched = {end for link in links for end in (link.cause, link.effect)}
    nodes = {node_id: ontology.nodes[node_id] for node_id in sorted(touched)}
    return CausalGraph(nodes=nodes, links=tuple(links))


def _unknown_nodes(
    link: Link, ontology: Ontology, file: str, line: int
) -> list[Problem]:
    problems = []
    for role, node_id, known in (
        ("cause", link.cause, (ontology.nodes,)),
        ("effect", link.effect, (ontology.nodes, ontology.metrics)),
    ):
        if not any(node_id in names for names in known):
            problems.append(
                Problem(
                    file=file,
                    line=line,
                    message=f"{role} is not in the ontology",
                    found=repr(node_id),
                    expected="the id of a driver, state or symptom",
                    hint=did_you_mean(node_id, chain(*known)),
                    code=Code.NODE_UNKNOWN,
                )
            )
    metric = ontology.metrics.get(link.effect)
    if metric is not None and metric.indicates is None:
        problems.append(
            Problem(
                file=file,
                line=line,
                message="effect is a metric that indicates no node",
                found=repr(link.effect),
                expected="a node, or a metric with rca:indicates",
                code=Code.METRIC_OF_NO_NODE,
            )
        )
    return problems


def _node_acted_on(effect: str, ontology: Ontology) -> str:
    metric = ontology.metrics.get(effect)
    return effect if metric is None or metric.indicates is None else metric.indicates


def _claim(located: LocatedHypothesis, link: Link, line: int) -> Claim:
    return Claim(
        hypothesis=located.hypothesis.id,
        source=link.source,
        why=link.why,
        evidence=link.evidence,
        contested=link.contested,
        place=f"{located.file}:{line}",
        local=located.local,
    )


def _merge(pair: Pair, said: list[_LinkClaim], constants: Constants) -> CausalLink:
    def strength(each: _LinkClaim) -> float:
        word = each.link.strength
        return word if isinstance(word, float) else constants.strengths[word]

    # Ties go to the quicker claim, then to the file name, never to reading order.
    ordered = sorted(
        said,
        key=lambda each: (
            -strength(each),
            constants.lag_days[each.link.lag],
            each.claim.place,
        ),
    )
    lag = ordered[0].link.lag
    return CausalLink(
        cause=pair[0],
        effect=pair[1],
        strength=strength(ordered[0]),
        lag=lag,
        lag_days=constants.lag_days[lag],
        claims=tuple(each.claim for each in ordered),
    )


def _choose_feedback(
    links: list[CausalLink], claims: Mapping[Pair, list[_LinkClaim]]
) -> frozenset[Pair]:
    marks = {
        pair: {each.link.feedback for each in said} - {None}
        for pair, said in claims.items()
    }
    try:
        return feedback_arc_set(
            {
                (link.cause, link.effect): feedback_cost(link.strength, link.lag_days)
                for link in links
            },
            always=(pair for pair, mark in marks.items() if True in mark),
            never=(pair for pair, mark in marks.items() if mark == {False}),
        )
    except UnbreakableLoopError as error:
        place = claims[error.arcs[0]][0].claim.place
        file, _, line = place.rpartition(":")
        raise HypothesesError(
            Problem(
                file=file,
                line=int(line),
                message=str(error),
                expected="one of them to act from the previous quarter",
                code=Code.LOOP_UNBREAKABLE,
            )
        ) from error
