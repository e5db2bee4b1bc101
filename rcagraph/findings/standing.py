"""One organisation as it stands: what every question about it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rcagraph.evidence.first_cause import FirstCause
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.model import Inferred, Model
from rcagraph.inference.network import NoisyOrNetwork
from rcagraph.inference.worlds import Worlds, draw_worlds
from rcagraph.observations.organisation import Organisation
from rcagraph.vocabulary.terms import Node

# A node is taken to be there from here on.
BELIEVED = 0.5


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What was weighed and inferred of one organisation.

    Attributes:
        inferred: of this organisation alone, one row.
        moves: when its metrics first moved.
    """

    model: Model
    organisation: Organisation
    evidence: OrganisationEvidence
    inferred: Inferred
    moves: tuple[FirstCause, ...]

    @cached_property
    def network(self) -> NoisyOrNetwork:
        """The network with what the past makes of the priors."""
        return self.inferred.network_of(0)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Node id → position in the network."""
        return {node: at for at, node in enumerate(self.network.nodes)}

    @cached_property
    def beliefs(self) -> Mapping[str, float]:
        """Node id → belief."""
        row = self.inferred.posterior.beliefs[0].tolist()
        return dict(zip(self.network.nodes, row, strict=True))

    @cached_property
    def drivers(self) -> tuple[Node, ...]:
        """The drivers of the graph, in id order."""
        nodes = self.model.graph.nodes
        return tuple(each for each in nodes.values() if each.driver_class is not None)

    @cached_property
    def worlds(self) -> Worlds:
        """Worlds that the evidence leaves possible; the same on every run."""
        return draw_worlds(
            self.network,
            self.inferred.weights[0],
            self.inferred.posterior.beliefs[0],
            previous=self.inferred.previous_of(0),
        )
