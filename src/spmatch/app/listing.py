"""The needs of the vocabulary as text: the whole tree, or what somebody's words may mean."""

from __future__ import annotations

from spmatch.render import clean
from spmatch.vocabulary import Need, needs_vocabulary

__all__ = ["found_needs", "needs_tree"]


def needs_tree() -> list[str]:
    """Return every need in use under its determinant or group, narrower ones set in.

    Examples
    --------
    >>> needs_tree()[:3]
    ['Housing', '  housing-problem  Help with housing', '    rough-sleeping  Sleeping rough']
    """
    vocabulary = needs_vocabulary()
    lines = []
    homes = {home.id: home.label for home in vocabulary.determinants.values()}
    homes |= {home.id: home.label for home in vocabulary.groups.values()}
    for home, label in homes.items():
        lines.append(label)
        for need in vocabulary:
            is_top = need.broader is None and home in (need.determinant, need.group)
            if is_top and need.replaced_by is None:
                lines += _branch(need, 1)
    return lines


def _branch(need: Need, depth: int) -> list[str]:
    below = [
        line
        for child in needs_vocabulary().children(need.id)
        if child.replaced_by is None
        for line in _branch(child, depth + 1)
    ]
    return ["  " * depth + f"{need.id}  {need.label}", *below]


def found_needs(words: str, n: int = 5) -> list[str]:
    """Return the needs that somebody's words may mean, best first, each with its description.

    Examples
    --------
    >>> found_needs("nappies")[0]
    'baby-essentials  Nappies, baby clothes and toiletries'
    >>> found_needs("qqqq")
    ['No need is called anything like that. Try other words, or look through them all with: spmatch needs']
    """
    found = needs_vocabulary().find(clean(words, limit=500), n)
    if not found:
        return ["No need is called anything like that. Try other words, or look through them all with: spmatch needs"]
    return [line for need, _ in found for line in (f"{need.id}  {need.label}", f"    {need.description}")]
