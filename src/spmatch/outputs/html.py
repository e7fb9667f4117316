"""The whole answer as a fragment of HTML for notebooks: the same blocks as the text, in the same order.

Everything is escaped, nothing is loaded from elsewhere, there is no script, and no meaning is carried by colour alone:
every state and every level is written out in words.
"""

from __future__ import annotations

from collections.abc import Iterable

from spmatch.model.directory import Directory
from spmatch.model.recommendation import Recommendation
from spmatch.outputs.blocks import GAUGE, MOST_TEXT, Block, Fold, Gauges, Heading, Item, Items, Points, Text
from spmatch.outputs.plan_view import MOST_LISTED, plan_blocks
from spmatch.render import escape_html, safe_url
from spmatch.rules.records import RecoursePack, SafetyPack

__all__ = ["blocks_html", "plan_html"]

FIRST_LEVEL = 3
"""A notebook's own headings usually end at level 2; ours follow (project judgement)."""
_SECTION = 2
# Dark text on a light edge: readable on white and in print; the edge only repeats what the words say.
_STYLE = (
    "<style>.spmatch{max-width:60rem;line-height:1.45}.spmatch li{margin:.25rem 0}.spmatch .lines{margin:.15rem 0}"
    ".spmatch table{border-collapse:collapse}.spmatch th,.spmatch td{text-align:left;padding:.15rem .75rem .15rem 0}"
    ".spmatch td.number{text-align:right;font-variant-numeric:tabular-nums}"
    ".spmatch .warning{border-left:.3rem solid #b10e1e;padding-left:.5rem;font-weight:bold}"
    ".spmatch .check,.spmatch .talk,.spmatch .held{border-left:.3rem solid #767676;padding-left:.5rem}"
    ".spmatch .strong,.spmatch .title{font-weight:bold}.spmatch h3{font-size:1.4em}.spmatch h4{font-size:1.2em}"
    ".spmatch h5{font-size:1.1em;margin:.8em 0 .3em}.spmatch summary>*{display:inline}.spmatch summary{margin:.8em 0}"
    ".spmatch .lines{padding-left:1.2em}.spmatch .lines .check,.spmatch .lines .talk{list-style:none}"
    ".spmatch caption{text-align:left}</style>"
)


def plan_html(
    recommendation: Recommendation,
    directory: Directory,
    *,
    recourse_pack: RecoursePack | None = None,
    safety_pack: SafetyPack | None = None,
    most: int | None = MOST_LISTED,
) -> str:
    """Return the whole answer as a fragment of HTML.

    Parameters
    ----------
    recommendation, directory
        The answer, and the directory it was made from.
    recourse_pack, safety_pack
        The packs that decided, for their wording. None: those that come with spmatch.
    most
        Longest list shown, from 1; what is held is always shown in full. None: every entry of each list.
    """
    return blocks_html(
        plan_blocks(recommendation, directory, recourse_pack=recourse_pack, safety_pack=safety_pack, most=most)
    )


def blocks_html(blocks: Iterable[Block]) -> str:
    """Return blocks as one section of HTML, with its own small style sheet."""
    inside = "\n".join(_block(block) for block in blocks)
    return f'<section class="spmatch" lang="en-GB" aria-label="Plan">\n{_STYLE}\n{inside}\n</section>\n'


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        level = FIRST_LEVEL + block.level - 1
        return f"<h{level}>{_escaped(block.text)}</h{level}>"
    if isinstance(block, Text):
        return f'<p class="{block.style}">{_linked(block)}</p>'
    if isinstance(block, Gauges):
        return _gauges(block)
    if isinstance(block, Points):
        return _points(block)
    if isinstance(block, Items):
        return _items(block)
    return _fold(block)


def _escaped(text: str) -> str:
    return escape_html(text, limit=MOST_TEXT)


def _linked(text: Text) -> str:
    url = safe_url(text.url)
    if url is None:
        return _escaped(text.text)
    address = escape_html(url)
    return f'{_escaped(text.text)} <a href="{address}" rel="noopener noreferrer">{address}</a>'


def _gauges(block: Gauges) -> str:
    rows = []
    for row in block.rows:
        bar = "?" if row.level is None else "&#9632;" * row.level + "&#9633;" * (GAUGE - row.level)
        rows.append(
            f'<tr><th scope="row">{_escaped(row.label)}</th><td aria-hidden="true">{bar}</td>'
            f"<td>{_escaped(row.words)}</td></tr>"
        )
    return f"<table><caption>{_escaped(block.caption)}</caption><tbody>{''.join(rows)}</tbody></table>"


def _points(block: Points) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_escaped(label)}</th><td class="number">{points:+,}</td><td>{_escaped(remark)}</td></tr>'
        for label, points, remark in block.rows
    )
    label, total = block.total
    foot = f'<tr><th scope="row">{_escaped(label)}</th><td class="number">{total:,}</td><td></td></tr>'
    return f"<table><caption>{_escaped(block.caption)}</caption><tbody>{rows}</tbody><tfoot>{foot}</tfoot></table>"


def _items(block: Items) -> str:
    inside = "".join(f"<li>{_item(item)}</li>" for item in block.items)
    if block.start is None:
        return f"<ul>{inside}</ul>"
    return f'<ol start="{block.start}">{inside}</ol>'


def _item(item: Item) -> str:
    tag = f" <em>[{_escaped(item.tag)}]</em>" if item.tag else ""
    if not item.lines:
        return f'<span class="{item.style}">{_escaped(item.title)}</span>{tag}'
    title = f'<span class="title {item.style}">{_escaped(item.title)}</span>{tag}'
    lines = "".join(f'<li class="{line.style}">{_linked(line)}</li>' for line in item.lines)
    return f'{title}<ul class="lines">{lines}</ul>'


def _fold(block: Fold) -> str:
    """Return something closed at first; the heading stays a heading, so that screen readers list it."""
    level = FIRST_LEVEL + _SECTION - 1
    inside = "\n".join(_block(inner) for inner in block.blocks)
    summary = f"<summary><h{level}>{_escaped(block.title)}</h{level}></summary>"
    return f"<details>{summary}\n{inside}\n</details>"
