"""Why a driver is believed: what each piece of evidence moves, left out in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from rcagraph.evidence.entries import combined
from rcagraph.evidence.records import Entry, OrganisationEvidence
from rcagraph.findings.diagnosis import LedgerEntry
from rcagraph.findings.model import Inferred, Model
from rcagraph.inference.ledger import leave_one_out
from rcagraph.inference.network import Floats, Posterior

# Decibans; what moves a driver by less is left out of its reasons.
MOVES = 0.05
_LENGTH = 12


@dataclass(frozen=True, eq=False)
class Ledger:
    """(k, n) decibans each of k pieces of evidence moves each node by."""

    pieces: tuple[tuple[str, str, str], ...]  # evidence id, node it is about, note
    decibans: Floats


def build_ledger(
    model: Model, evidence: OrganisationEvidence, inferred: Inferred, row: int
) -> Ledger:
    """Leave each metric and each test out in turn, all in one batch.

    A metric's lenses go together: they read one observation.
    """
    network = model.network
    rows, pieces = [], []
    for node, entries in sorted(evidence.entries.items()):
        if node not in model.graph.nodes:
            continue
        place = network.position(node)
        for name, members in _pieces(entries).items():
            kept = [each for each in entries if each not in members]
            left_out = inferred.weights[row].copy()
            left_out[place] = combined(kept, model.ontology.constants)
            rows.append(left_out)
            strongest = max(members, key=lambda each: (abs(each.weight), each.id))
            pieces.append((name, node, strongest.note))
    if not rows:
        return Ledger((), np.zeros((0, len(network.nodes))))
    moved = leave_one_out(
        inferred.network_of(row),
        inferred.weights[row],
        np.array(rows),
        posterior=_case(inferred.posterior, row),
        engine="propagation",
        previous=inferred.previous_of(row),
    )
    return Ledger(tuple(pieces), moved)


def _case(posterior: Posterior, row: int) -> Posterior:
    return replace(
        posterior,
        beliefs=posterior.beliefs[[row]],
        link_fired=posterior.link_fired[[row]],
        feedback_fired=posterior.feedback_fired[[row]],
        leak_fired=posterior.leak_fired[[row]],
    )


def _pieces(entries: tuple[Entry, ...]) -> Mapping[str, list[Entry]]:
    """Group a node's entries: all lenses of a metric, or one test."""
    pieces: dict[str, list[Entry]] = {}
    for each in entries:
        single = len(each.metrics) == 1 and each.id.startswith(f"{each.metrics[0]}/")
        pieces.setdefault(each.metrics[0] if single else each.id, []).append(each)
    return pieces


def entries_for(place: int, ledger: Ledger) -> tuple[LedgerEntry, ...]:
    """Return what moves the node at a place, the most telling first."""
    if not ledger.pieces:
        return ()
    moved = ledger.decibans[:, place]
    # Pieces are in id order, and a stable sort keeps it among equals.
    order = np.argsort(-np.abs(moved).round(9), kind="stable")[:_LENGTH]
    return tuple(
        LedgerEntry(
            evidence_id=ledger.pieces[index][0],
            about=ledger.pieces[index][1],
            decibans=float(moved[index]),
            note=ledger.pieces[index][2],
        )
        for index in order
        if abs(moved[index]) >= MOVES
    )
