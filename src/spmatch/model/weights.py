"""Weights of the ranking components, each with a default and a reason."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from spmatch.model.base import Decimal, Model

__all__ = ["Weights"]

Weight = Annotated[Decimal, Field(ge=0, le=10)]


class Weights(Model):
    """How much each component counts, on a log2 scale: with weight 1, half as good costs 1,000 points.

    All defaults are project judgement until cases have been judged; none was tuned. Weights order what is suitable; no
    weight lifts a hold, moves a safety action or shows a service whose criteria say no.

    Examples
    --------
    >>> Weights(travel=2).travel
    2.0
    """

    schema_version: Literal[1] = 1
    need_fit: Weight = Field(default=2.0, description="What the service is for comes before how convenient it is.")
    words: Weight = Field(default=0.5, description="Shared words hint at fit; they are weak evidence beside needs.")
    travel: Weight = Field(default=1.0, description="Twice the journey is about half as likely to be made.")
    delivery: Weight = Field(default=1.0, description="A way of meeting that is advised against rarely works.")
    availability: Weight = Field(default=1.0, description="A wait matters as much as a journey, more when urgent.")
    language: Weight = Field(default=1.0, description="Without a shared language most help does not arrive.")
    cost: Weight = Field(default=0.5, description="Small fees stop some people; free is safest.")
    freshness: Weight = Field(default=0.5, description="Old records are often wrong, but still worth a call.")
    certainty: Weight = Field(default=1.0, description="An open question may end in a no, so a clear yes comes first.")
