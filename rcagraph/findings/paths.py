"""Every path from one node to another: what it carries, and who vouches for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rcagraph.findings.standing import Standing
from rcagraph.graph.causal_graph import CausalLink
from rcagraph.graph.search import STEPS, find_paths
from rcagraph.inference.contribution import flow_to

EXPERT_PRIOR = "expert prior"


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A way from a cause to an effect.

    Attributes:
        nodes: cause first.
        share: of what the effect is put down to, the part that reaches the cause by
            this path.
        gain: product of the strengths along it.
        lag_days: sum of the lags.
        weakest: its link of least strength, the first of equals.
        end_to_end: published sources that each support every link of it.
        along: published sources that support some link of it.
    """

    nodes: tuple[str, ...]
    share: float
    gain: float
    lag_days: float
    weakest: CausalLink
    end_to_end: tuple[str, ...]
    along: tuple[str, ...]
    feedback: bool
    contested: bool

    @property
    def stitched(self) -> bool:
        """Whether no source spans it: its links come from different ones.

        That A leads to B in one study and B to C in another does not show that A
        leads to C.
        """
        return len(self.nodes) > 2 and not self.end_to_end  # noqa: PLR2004 - a link


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """All paths between two nodes, the largest share first.

    Attributes:
        longest: links up to which all are found; None: all there are.
        belief_source, belief_target: in the organisation.
    """

    source: str
    target: str
    paths: tuple[Path, ...]
    longest: int | None
    belief_source: float
    belief_target: float


def paths_between(
    standing: Standing,
    source: str,
    target: str,
    *,
    longest: int | None = None,
    steps: int = STEPS,
) -> Paths:
    """Find every path, feedback links included, with the credit that it carries.

    Args:
        standing: of the organisation.
        source, target: node ids.
        longest: the most links that a path may have; default: no limit.
        steps: work after which only shorter paths are looked for.
    """
    graph = standing.model.graph
    found = find_paths(graph.whole, source, target, longest=longest, steps=steps)
    handed = _handed_on(standing, target) if found.chains else {}
    paths = [_path(chain, graph.link_index, handed) for chain in found.chains]
    paths.sort(key=lambda path: (-round(path.share, 12), -path.gain, path.nodes))
    return Paths(
        source=source,
        target=target,
        paths=tuple(paths),
        longest=found.longest,
        belief_source=standing.beliefs[source],
        belief_target=standing.beliefs[target],
    )


def link_sources(link: CausalLink) -> frozenset[str]:
    """Return the published sources of a link; an expert prior is nobody's evidence."""
    return frozenset(link.sources) - {EXPERT_PRIOR}


def _path(
    chain: tuple[str, ...],
    links_by_ends: Mapping[tuple[str, str], CausalLink],
    handed: Mapping[tuple[str, str], float],
) -> Path:
    links = [links_by_ends[ends] for ends in pairwise(chain)]
    sources = [link_sources(link) for link in links]
    return Path(
        nodes=chain,
        share=math.prod(handed.get(ends, 0.0) for ends in pairwise(chain)),
        gain=math.prod(link.strength for link in links),
        lag_days=math.fsum(link.lag_days for link in links),
        weakest=min(links, key=lambda link: link.strength),
        end_to_end=tuple(sorted(frozenset.intersection(*sources))),
        along=tuple(sorted(frozenset.union(*sources))),
        feedback=any(link.feedback for link in links),
        contested=any(link.contested for link in links),
    )


def _handed_on(standing: Standing, target: str) -> Mapping[tuple[str, str], float]:
    """Return what share of its credit each effect hands to each of its causes."""
    network, place = standing.network, standing.place[target]
    flow = flow_to(network, standing.inferred.posterior, place)
    passing = flow.passing[0]
    handed = {}
    for causes, effects, flows in (
        (network.causes, network.effects, flow.link_flow[0]),
        (network.feedback_causes, network.feedback_effects, flow.feedback_flow[0]),
    ):
        used = np.flatnonzero(flows)
        shares = (flows[used] / passing[effects[used]]).tolist()
        pairs = zip(causes[used].tolist(), effects[used].tolist(), strict=True)
        for (cause, effect), share in zip(pairs, shares, strict=True):
            handed[network.nodes[cause], network.nodes[effect]] = share
    return handed
