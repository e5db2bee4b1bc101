"""Evidence and peers as JSON, the same bytes for the same figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from rcagraph.evidence.records import OrganisationEvidence, Peer
from rcagraph.evidence.stability import Stability

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
    return _written(content)


def peers_json(
    code: str, as_of: date, peers: Sequence[Peer], stability: Stability | None
) -> str:
    """Write who the peers are and how firm the choice is, null where named."""
    return _written(
        {
            "schema": PEERS_SCHEMA,
            "organisation": code,
            "as_of": as_of,
            "peers": [asdict(each) for each in peers],
            "stability": None if stability is None else asdict(stability),
        }
    )


def _written(content: object) -> str:
    text = json.dumps(_plain(content), ensure_ascii=False, indent=1, allow_nan=False)
    return text + "\n"


def _plain(part: object) -> object:
    """Return dates as text, and numbers with six significant digits."""
    if isinstance(part, dict):
        return {str(key): _plain(each) for key, each in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(each) for each in part]
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, float):
        return float(f"{part:.6g}") + 0.0  # adding zero turns -0.0 into 0.0
    return part
