"""Loops, why, path and blockers as JSON: the same findings, the same bytes.

``--top`` is for readers of text; a document holds everything that was found, or all
that the selection left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rcagraph.findings.blockers import Blocker, BlockerMatrix, Blockers, DriverSet
from rcagraph.findings.cut_sets import CutSets, FaultTree
from rcagraph.findings.interdependencies import BreakPoint, EntangledLoop, Loops
from rcagraph.findings.paths import Path, Paths
from rcagraph.findings.standing import Standing
from rcagraph.findings.surroundings import Neighbour, Surroundings
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.graph.causal_graph import CausalLink
from rcagraph.outputs import entanglement_document as document
from rcagraph.outputs.document_types import Part
from rcagraph.outputs.plain_json import json_text
from rcagraph.outputs.wording import ATTRIBUTION
from rcagraph.vocabulary.terms import SupportOffer

_Fields = dict[str, Any]


def loops_json(found: Loops, standing: Standing, view: View = EVERYTHING) -> str:
    """Write loops as ``LoopsDocument``."""
    turning = [each for each in found.turning if view.passes(each.nodes)]
    still = [each for each in found.still if view.passes(each.nodes)]
    named = {node for loop in (*turning, *still) for node in loop.nodes}
    return _written(
        document.LoopsDocument,
        _head("rcagraph/loops/1", standing, view, named)
        | {
            "longest": found.longest,
            "turning": [_loop(each) for each in turning],
            "turning_in_all": len(found.turning),
            "still": [_loop(each) for each in still],
            "still_in_all": len(found.still),
            "unclosed": found.unclosed,
        },
    )


def why_json(found: Surroundings, standing: Standing, view: View = EVERYTHING) -> str:
    """Write what surrounds a node as ``WhyDocument``."""
    upstream = [each for each in found.upstream if view.shows(each.node.id)]
    downstream = [each for each in found.downstream if view.shows(each.node.id)]
    behind = [each for each in found.common_causes if view.shows(each.node.id)]
    together = [each for each in found.together if view.passes(each.drivers)]
    named = {
        found.node.id,
        *(each.node.id for each in (*upstream, *downstream)),
        *(each.node.id for each in behind),
        *(cause for each in behind for cause in each.through),
        *(driver for each in together for driver in each.drivers),
        *(each.about for each in found.ledger),
    }
    return _written(
        document.WhyDocument,
        _head("rcagraph/why/1", standing, view, named)
        | {
            "node": found.node.id,
            "belief": found.belief,
            "prior": found.prior,
            "own": found.own,
            "ledger": [
                {
                    "evidence": each.evidence_id,
                    "about": each.about,
                    "decibans": each.decibans,
                    "note": each.note,
                }
                for each in found.ledger
            ],
            "upstream": [_neighbour(each) for each in upstream],
            "upstream_in_all": len(found.upstream),
            "downstream": [_neighbour(each) for each in downstream],
            "downstream_in_all": len(found.downstream),
            "common_causes": [
                {"node": each.node.id, "through": each.through, "steps": each.steps}
                for each in behind
            ],
            "common_causes_in_all": len(found.common_causes),
            "together": [asdict(each) for each in together],
        },
    )


def path_json(found: Paths, standing: Standing, view: View = EVERYTHING) -> str:
    """Write paths as ``PathDocument``."""
    paths = [each for each in found.paths if view.passes(each.nodes[1:-1])]
    named = {found.source, found.target, *(n for each in paths for n in each.nodes)}
    return _written(
        document.PathDocument,
        _head("rcagraph/path/1", standing, view, named)
        | {
            "source": found.source,
            "target": found.target,
            "longest": found.longest,
            "paths": [_path(each) for each in paths],
            "paths_in_all": len(found.paths),
        },
    )


def blockers_json(found: Blockers, standing: Standing, view: View = EVERYTHING) -> str:
    """Write what keeps a target from improving as ``BlockersDocument``."""
    members = {
        each.driver.id: each
        for each in (
            *found.holding,
            *(m for group in (*found.sets, *found.best) for m in group.members),
        )
    }
    by = {b for each in members.values() for _, those in each.missing for b in those}
    return _written(
        document.BlockersDocument,
        _head("rcagraph/blockers/1", standing, view, {found.target.id, *members, *by})
        | {
            "target": found.target.id,
            "belief": found.belief,
            "control": found.control,
            "threshold": found.threshold,
            "order": found.order,
            "candidates": found.candidates,
            "ceilings": [asdict(each) for each in found.ceilings],
            "holding": [
                {"driver": each.driver.id, "fall": each.fall} for each in found.holding
            ],
            "sets": [_set(each) for each in found.sets],
            "best": [_set(each) for each in found.best],
            "help": {name: _help(each) for name, each in sorted(members.items())},
        },
    )


def matrix_json(
    found: BlockerMatrix, standing: Standing, view: View = EVERYTHING
) -> str:
    """Write drivers against targets as ``MatrixDocument``."""
    drivers = [each.id for each in found.drivers]
    targets = [each.id for each in found.targets]
    return _written(
        document.MatrixDocument,
        _head("rcagraph/blocker-matrix/1", standing, view, {*drivers, *targets})
        | {"drivers": drivers, "targets": targets, "falls": found.falls.tolist()},
    )


def cut_sets_json(tree: FaultTree, found: CutSets) -> str:
    """Write the minimal cut sets of a fault tree as ``CutSetsDocument``."""
    return _written(
        document.CutSetsDocument,
        {
            "schema": "rcagraph/cut-sets/1",
            "name": tree.name,
            "top": tree.top,
            "events": len(tree.events),
            "gates": len(tree.gates),
            "order": found.order,
            "sets": found.sets,
        },
    )


def _written(model: type[Part], fields: _Fields) -> str:
    found = model.model_validate(fields)
    parts = found.model_dump(mode="json", by_alias=True)
    # What a document is stands first, whatever its fields inherit.
    parts = {"schema": parts.pop("schema"), **parts}
    return json_text(parts)


def _head(schema: str, standing: Standing, view: View, named: Iterable[str]) -> _Fields:
    nodes = standing.model.graph.nodes
    return {
        "schema": schema,
        "organisation": {
            "code": standing.organisation.code,
            "name": standing.organisation.name,
        },
        "as_of": standing.evidence.as_of,
        "selection": view.text or None,
        "nodes": {
            name: {
                "label": nodes[name].label,
                "kind": nodes[name].kind,
                "driver_class": nodes[name].driver_class,
                "level": nodes[name].level,
                "belief": standing.beliefs[name],
            }
            for name in sorted(named)
        },
        "attribution": ATTRIBUTION,
    }


def _loop(loop: EntangledLoop) -> _Fields:
    return {
        "nodes": loop.nodes,
        "name": loop.name,
        "note": loop.note,
        "gain": loop.gain,
        "lag_days": loop.lag_days,
        "turning": loop.turning,
        "weakest": loop.weakest,
        "weakest_belief": loop.weakest_belief,
        "break_at": _break_point(loop.break_at),
        "moved": [asdict(each) for each in loop.moved],
    }


def _break_point(at: BreakPoint) -> _Fields:
    return {
        "node": at.node,
        "offer": _offer(at.offer) if at.offer else None,
        "link": _arc(at.link) if at.link else None,
        "level": at.level,
    }


def _arc(link: CausalLink) -> _Fields:
    return {"cause": link.cause, "effect": link.effect, "strength": link.strength}


def _offer(offer: SupportOffer) -> _Fields:
    return {
        "id": offer.id,
        "label": offer.label,
        "level": offer.level,
        "delivered_by": offer.delivered_by,
        "intensity": offer.intensity,
        "months_low": offer.months_to_effect_low,
        "months_high": offer.months_to_effect_high,
        "months_are_judged": offer.months_are_prior,
    }


def _neighbour(each: Neighbour) -> _Fields:
    return {"node": each.node.id, "steps": each.steps, "share": each.share}


def _path(path: Path) -> _Fields:
    return {
        "nodes": path.nodes,
        "share": path.share,
        "gain": path.gain,
        "lag_days": path.lag_days,
        "weakest": _arc(path.weakest),
        "end_to_end": path.end_to_end,
        "along": path.along,
        "stitched": path.stitched,
        "feedback": path.feedback,
        "contested": path.contested,
    }


def _set(each: DriverSet) -> _Fields:
    return {
        "drivers": [member.driver.id for member in each.members],
        "left": each.left,
        "months_low": each.months_low,
        "months_high": each.months_high,
    }


def _help(blocker: Blocker) -> _Fields:
    return {
        "open": [_offer(each) for each in blocker.open_offers],
        "blocked": [
            {"offer": _offer(offer), "by": by, "prerequisites": offer.prerequisites}
            for offer, by in blocker.missing
        ],
    }
