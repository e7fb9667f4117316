"""Finding needs by somebody's own words: exact names, names inside a sentence, shared words, and slips of the pen."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from spmatch.text import STOP_WORDS, stem, words

__all__ = ["Finder"]

# All of these are project judgement, set with the phrases of the tests.
_LEAST = 45  # score: weaker matches share little more than a common word
_SPELLED_LEAST = 92  # share of letters, 0 to 100, from which two whole names count as the same with slips
_CONTAINED = 68  # score of a name that stands inside a longer sentence, before its share of the sentence is added
_COVERED = 75  # score, halved with that of the best name, if every word that matters is in some name of the owner
_SHARED = 88  # score if every word is shared, but in other forms or another order
_BEST_GUESS = 99  # score: 100 is kept for the very words
_LETTERS_ONE_SLIP = 4  # letters from which one slip is repaired; in shorter words a slip makes another word
_LETTERS_TWO_SLIPS = 8  # letters from which two slips are repaired

_STOP_STEMS = frozenset(stem(word.replace("'", "")) for word in STOP_WORDS)


class Finder:
    """An index over names of things, each name owned by an id.

    Parameters
    ----------
    names
        Pairs of owner and name. One owner may have many names, and a name more than one owner.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._names: list[tuple[str, str, frozenset[str]]] = []
        self._spelled: list[str] = []
        self._by_stem: defaultdict[str, list[int]] = defaultdict(list)
        self._owners: defaultdict[str, set[str]] = defaultdict(set)
        known: set[str] = set()
        for owner, name in names:
            tokens = _tokens(name)
            stems = frozenset(map(stem, tokens))
            for token in stems:
                self._by_stem[token].append(len(self._names))
                self._owners[token].add(owner)
            # Shorthand in capitals takes part, but no slip is repaired into it: "next" is not NEET.
            known.update(token for token in tokens if token.upper() not in name)
            self._names.append((owner, " ".join(tokens), stems))
            self._spelled.append(" ".join(tokens))
        self._known = sorted(known)
        self._known_stems = frozenset(self._by_stem)
        counts = Counter({token: len(places) for token, places in self._by_stem.items()})
        self._weights = {token: math.log(1 + len(self._names) / count) for token, count in counts.items()}
        self._weight_of_unknown = math.log(1 + len(self._names)) / 2

    def find(self, text: str, n: int) -> list[tuple[str, int]]:
        """Return at most n owners with scores from 1 to 100, best first, ties by id."""
        from rapidfuzz import fuzz, process  # late, here and below: only a search needs it

        tokens = [self._repaired(token) for token in _tokens(text)]
        stems = frozenset(map(stem, tokens))
        best: dict[str, int] = {}
        for position in {place for token in stems for place in self._by_stem.get(token, ())}:
            owner, _, others = self._names[position]
            best[owner] = max(best.get(owner, 0), self._shared_score(stems, others))
        for owner, score in self._covered_scores(stems):
            best[owner] = max(best.get(owner, 0), (best.get(owner, 0) + score) // 2)
        for spelled in dict.fromkeys((" ".join(_tokens(text)), " ".join(tokens))):
            # Both as written and as repaired: a repair may undo a name that is spelled out among the synonyms.
            for _, likeness, position in process.extract(
                spelled, self._spelled, scorer=fuzz.ratio, score_cutoff=_SPELLED_LEAST, limit=None
            ):
                owner, name, _ = self._names[position]
                best[owner] = max(
                    best.get(owner, 0), 100 if name == spelled else min(_BEST_GUESS, math.floor(likeness))
                )
        ordered = sorted((-score, owner) for owner, score in best.items() if score >= _LEAST)
        return [(owner, -score) for score, owner in ordered[: max(n, 0)]]

    def _shared_score(self, stems: frozenset[str], others: frozenset[str]) -> int:
        """Return a score for the words two texts share, rare words counting more."""
        shared = self._weight(stems & others)
        asked, named = self._weight(stems), self._weight(others)
        score = _SHARED * 2 * shared / (asked + named)
        if others <= stems:
            score = max(score, _CONTAINED + (_BEST_GUESS - _CONTAINED) * shared / asked)
        return math.floor(score)

    def _covered_scores(self, stems: frozenset[str]) -> list[tuple[str, int]]:
        """Return a score for each owner whose names, taken together, hold words of the text that say something."""
        telling = frozenset(token for token in stems if token not in _STOP_STEMS)
        asked = self._weight(telling)
        owners = {owner for token in telling for owner in self._owners.get(token, ())}
        return [
            (owner, math.floor(_COVERED * self._weight(t for t in telling if owner in self._owners.get(t, ())) / asked))
            for owner in owners
        ]

    def _weight(self, stems: Iterable[str]) -> float:
        # Added in a fixed order, because the sum of floats depends on it and a set has none.
        return math.fsum(self._weights.get(token, self._weight_of_unknown) for token in sorted(stems))

    def _repaired(self, token: str) -> str:
        """Return a known word that differs by a slip or two; the word itself if it is known or nothing is near."""
        if stem(token) in self._known_stems or len(token) < _LETTERS_ONE_SLIP or not token.isalpha():
            return token
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = 2 if len(token) >= _LETTERS_TWO_SLIPS else 1
        near = process.extract(token, self._known, scorer=OSA.distance, score_cutoff=slips, limit=None)
        # A slip in the first letter is rare, so words that begin alike go first.
        ranked = sorted((distance, word[:1] != token[:1], word) for word, distance, _ in near if len(word) > slips + 1)
        return ranked[0][2] if ranked else token


def _tokens(text: str) -> list[str]:
    """Return the words of a text without apostrophes, so that "can't" and "cant" are one."""
    return [word.replace("'", "") for word in words(text)]
