"""What JSON documents are made of, and whom they are about."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rcagraph.outputs.figures import six_digits

Number = Annotated[float, Field(allow_inf_nan=False), AfterValidator(six_digits)]
Share = Annotated[Number, Field(description="0 to 1")]
Decibans = Annotated[Number, Field(description="decibans: 10 * log10 likelihood ratio")]
NodeId = Annotated[str, Field(description="a key of nodes")]
MetricId = Annotated[str, Field(description="a key of metrics")]


class Part(BaseModel):
    """A model whose docstrings become the schema's descriptions."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True
    )


class Succession(Part):
    """One code taken over by another."""

    old_code: str
    new_code: str
    on: date
    basis: str
    split: bool
    """The old code has several successors; its history is in none of them."""


class Organisation(Part):
    """The organisation diagnosed."""

    code: str
    name: str
    type: str
    subtype: str
    region: str
    system_code: str
    system_name: str
    catchment_population: Number | None
    deprivation: Number | None
    predecessors: list[Succession]
