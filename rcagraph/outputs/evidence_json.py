"""Evidence and peers as JSON, the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from rcagraph.evidence.records import OrganisationEvidence, Peer
from rcagraph.evidence.stability import Stability
from rcagraph.outputs.plain_json import plain_json

EVIDENCE_SCHEMA = "rcagraph/evidence/1"
PEERS_SCHEMA = "rcagraph/peers/1"


def evidence_json(evidence: OrganisationEvidence, *, only: str = "") -> str:
    """Write the metrics of one organisation, or one of them.

    Args:
        evidence: of the organisation.
        only: a metric; "" for all, the tests and the weights of nodes.
    """
    content: dict[str, object] = {
        "schema": EVIDENCE_SCHEMA,
        "organisation": evidence.organisation,
        "as_of": evidence.as_of,
        "peers": [asdict(each) for each in evidence.peers],
        "metrics": {
            name: asdict(found)
            for name, found in evidence.metrics.items()
            if only in {"", name}
        },
    }
    if not only:
        content["tests"] = [asdict(each) for each in evidence.tests]
        content["weights"] = dict(evidence.weights)
    return plain_json(content)


def peers_json(
    code: str, as_of: date, peers: Sequence[Peer], stability: Stability | None
) -> str:
    """Write who the peers are and how firm the choice is, null where named."""
    return plain_json(
        {
            "schema": PEERS_SCHEMA,
            "organisation": code,
            "as_of": as_of,
            "peers": [asdict(each) for each in peers],
            "stability": None if stability is None else asdict(stability),
        }
    )
