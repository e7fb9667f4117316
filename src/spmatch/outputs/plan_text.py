"""The whole answer as text for a terminal: the link worker's own view, not for handing out."""

from __future__ import annotations

from spmatch.model.directory import Directory
from spmatch.model.recommendation import Recommendation
from spmatch.outputs.blocks import WIDTH, StyledLine, plain_text, text_lines
from spmatch.outputs.plan_view import MOST_LISTED, plan_blocks
from spmatch.rules.records import RecoursePack, SafetyPack

__all__ = ["plan_lines", "plan_text"]


def plan_text(
    recommendation: Recommendation,
    directory: Directory,
    *,
    recourse_pack: RecoursePack | None = None,
    safety_pack: SafetyPack | None = None,
    most: int | None = MOST_LISTED,
    width: int = WIDTH,
) -> str:
    """Return the whole answer as plain text.

    Parameters
    ----------
    recommendation, directory
        The answer, and the directory it was made from.
    recourse_pack, safety_pack
        The packs that decided, for their wording. None: those that come with spmatch.
    most
        Longest list shown, from 1; what is held is always shown in full. None: every entry of each list.
    width
        Columns. The default, 100, fits a terminal beside another window (project judgement).
    """
    blocks = plan_blocks(recommendation, directory, recourse_pack=recourse_pack, safety_pack=safety_pack, most=most)
    return plain_text(blocks, width=width)


def plan_lines(
    recommendation: Recommendation,
    directory: Directory,
    *,
    recourse_pack: RecoursePack | None = None,
    safety_pack: SafetyPack | None = None,
    most: int | None = MOST_LISTED,
    width: int = WIDTH,
) -> list[StyledLine]:
    """Return the same text as lines with a style each, for a terminal that shows colour."""
    blocks = plan_blocks(recommendation, directory, recourse_pack=recourse_pack, safety_pack=safety_pack, most=most)
    return text_lines(blocks, width=width)
