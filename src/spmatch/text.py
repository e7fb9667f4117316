"""Words out of text: normalising, stems, and "did you mean". English, in British or American spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["STOP_WORDS", "UNSEEN", "closest", "content_stems", "normalise", "stem", "words"]

UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, bidirectional marks and other characters that cannot be seen but change what is read.

Joiners (U+200C, U+200D) are not among them: Persian, Indian scripts and emoji need them.
"""

_NEVER_SEEN = frozenset({"Cc", "Cf", "Cs"})  # Unicode categories: control, format, surrogate
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02c8\u2032\u00b4\u0060\uff07"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
_FOLD = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_DASHES, "-")})
_ACCENTS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")

# Words that carry grammar only, and words that stand in nearly every service and every request, so that sharing them
# says nothing. Project judgement: the second half was written down from what link workers' requests have in common.
_STOPS = """
a about after again all also although am an and any are around as at be because been before being both but by can
cannot could did do does doing done down during each either else ever every few for from get gets getting got had
has have having he her here hers him his how i if in into is it its itself just let like likes made make makes many
may me might more most much must my myself near next no nor not now of off often on once one only onto or other our
ours out over own per quite rather really same shall she should since so some somebody someone something soon still
such than that the their theirs them themselves then there these they this those through to together too towards
under until up upon us use used using very was we well were what when where whether which while who whom whose why
will with within without would yet you your yours
able access activity activities advice advise aim aims available based call contact everyone everybody feel
feels feeling find free give gives giving go goes going great group groups help helped helpful helping helps
information join know local look looking need needed needing needs new offer offered offering offers open people
person please project provide provided provides providing scheme service services session
sessions support supported supporting supports thing things together trying try want wanted wanting wants way
ways welcome wish
don't doesn't can't won't isn't aren't wasn't i'm i've i'd i'll it's we're they're
"""
STOP_WORDS = frozenset(_STOPS.split())

_IRREGULAR = {
    "children": "child", "feet": "foot", "men": "man", "people": "person", "teeth": "tooth", "women": "woman",
    "wives": "wife", "knives": "knife", "leaves": "leave", "maths": "math", "news": "news", "gas": "gas",
    "always": "always", "yes": "yes", "this": "this", "was": "was", "has": "has", "does": "does",
    "evening": "evening", "evenings": "evening", "morning": "morning", "mornings": "morning", "during": "during",
    "nothing": "nothing", "something": "something", "anything": "anything", "everything": "everything",
    "sibling": "sibling", "siblings": "sibling", "wedding": "wedding", "ceiling": "ceiling",
    "business": "business", "businesses": "business", "witness": "witness", "harness": "harness",
    "buses": "bus", "hundred": "hundred", "sacred": "sacred", "naked": "naked",
}  # fmt: skip
# Those who do a thing, brought together with doing it. A closed list, because most words in -er are not of this kind
# (mother, number, winter). "carer" is left out on purpose: a carers' service and a care service are different things.
_DOERS = {
    "adviser": "advise", "advisor": "advise", "baker": "bake", "cleaner": "clean", "counsellor": "counsel",
    "counselor": "counsel", "dancer": "dance", "drinker": "drink", "gambler": "gamble", "gardener": "garden",
    "helper": "help", "knitter": "knit", "learner": "learn", "painter": "paint", "player": "play", "reader": "read",
    "runner": "run", "singer": "sing", "smoker": "smoke", "speaker": "speak", "swimmer": "swim", "teacher": "teach",
    "walker": "walk", "worker": "work", "writer": "write",
}  # fmt: skip
# Spellings by how they begin; -ise / -ize and -our / -or are folded by rule.
_SPELLINGS = (
    ("colour", "color"), ("neighbour", "neighbor"), ("behaviour", "behavior"), ("favour", "favor"),
    ("honour", "honor"), ("labour", "labor"), ("humour", "humor"), ("centre", "center"), ("theatre", "theater"),
    ("programme", "program"), ("counsell", "counsel"), ("travell", "travel"), ("jewell", "jewel"),
    ("cancell", "cancel"), ("grey", "gray"), ("paediatr", "pediatr"), ("orthopaed", "orthoped"), ("gynaec", "gynec"),
    ("anaem", "anem"), ("leukaem", "leukem"), ("diarrhoea", "diarrhea"), ("oestrogen", "estrogen"),
    ("licence", "license"), ("practis", "practic"), ("defence", "defense"), ("judgement", "judgment"),
    ("enrollment", "enrolment"), ("fulfill", "fulfil"), ("skillful", "skilful"), ("cheque", "check"),
)  # fmt: skip

_SHORTEST_CHANGED = 4
"""Letters: shorter words are left alone, because too little would remain to tell them apart (project judgement)."""


def normalise(text: str) -> str:
    r"""Return a text in the one form used for comparing: small letters, plain quotes and dashes, single blanks.

    Compatibility forms are unified (NFKC), capitals folded, and characters that cannot be seen removed. Accents stay.

    Examples
    --------
    >>> normalise("  The Men\u2019s\u00a0Shed \u2013 SE1 ")
    "the men's shed - se1"
    """
    text = " ".join(text.split())  # first: some blanks are control characters too
    if not (text.isascii() and text.isprintable()):
        text = "".join(letter for letter in UNSEEN.sub("", text) if unicodedata.category(letter) not in _NEVER_SEEN)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_FOLD))
        # Twice, because folding capitals can leave a sequence that composes, and composing one that folds.
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.casefold()).casefold())
        text = text.translate(_FOLD)
    return " ".join(text.lower().split())


def words(text: str) -> list[str]:
    r"""Return the words of a text in order, normalised; accents on Latin, Greek and Cyrillic letters are dropped.

    Hyphens part words; apostrophes inside a word do not.

    Examples
    --------
    >>> words("Drop-in at the Caf\u00e9: men\u2019s lunch")
    ['drop', 'in', 'at', 'the', 'cafe', "men's", 'lunch']
    """
    text = normalise(text)
    if text.isascii():
        return _WORD.findall(text)
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    text = unicodedata.normalize("NFC", text)
    # Marks belong to their letter: without them, words of Indian scripts and of Arabic would fall apart.
    kept = (
        letter if letter.isalnum() or letter == "'" or unicodedata.category(letter)[0] == "M" else " "
        for letter in text
    )
    return [word for part in "".join(kept).split() if (word := part.strip("'"))]


def stem(word: str) -> str:
    """Return the stem of an English word: what "gardens", "gardening" and "gardeners" share.

    A deliberately cautious suffix stripper: plurals, -ing, -ed and -ness, the doers in a short list, and British against
    American spelling. It leaves alone what it does not know. Words of other scripts, numbers and words of up to three
    letters come back unchanged.

    Notes
    -----
    The steps for -s, -ed, -ing and a last e follow Porter's, with his measure of how much of a word remains; his later
    steps are left out, because they merge words that differ in meaning (universal and university). Stemming a
    stem again may change it.

    References
    ----------
    M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980.

    Examples
    --------
    >>> [stem(word) for word in ("gardening", "neighbours", "organized", "organise", "bereaved", "carers", "lonely")]
    ['garden', 'neighbor', 'organis', 'organis', 'bereav', 'carer', 'loneli']
    """
    word = word.removesuffix("'s").rstrip("'")
    if len(word) < _SHORTEST_CHANGED or not (word.isascii() and word.isalpha()):
        return _IRREGULAR.get(word, word)
    word = _IRREGULAR.get(word) or _plural_removed(word)
    if word in _IRREGULAR.values():
        return word
    word = _respelled(_DOERS.get(word, word))
    word = _ending_removed(word)
    return _last_letter_folded(word)


def _plural_removed(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > _SHORTEST_CHANGED else word[:-1]
    if word.endswith(("sses", "shes", "ches", "xes", "zes")) and not word.endswith(("aches", "izes", "yzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _respelled(word: str) -> str:
    for one, other in _SPELLINGS:
        if word.startswith(one):
            word = other + word[len(one) :]
            break
    if len(word) > 5 and word.endswith("our"):  # noqa: PLR2004 - four, hour, tour, your and flour stay as they are
        word = word[:-3] + "or"
    return re.sub(r"(?<=[a-z]{3})([iy])z(e|es|ed|ing|er|ation|ations)$", r"\1s\2", word)


def _ending_removed(word: str) -> str:
    """Take off -ness, -ed or -ing where a syllable remains."""
    if word.endswith("ness") and _measure(word[:-4]) > 0:
        return word[:-4]
    if word.endswith("eed"):
        return word
    for ending in ("ed", "ing"):
        rest = word.removesuffix(ending)
        if rest == word or not _has_vowel(rest):
            continue
        if rest.endswith(("at", "bl", "iz")):
            return rest + "e"
        if len(rest) > 1 and rest[-1] == rest[-2] and rest[-1] not in "lsz":
            return rest[:-1]
        return rest + "e" if _measure(rest) == 1 and _is_short(rest) else rest
    return word


def _last_letter_folded(word: str) -> str:
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    if word.endswith(("y", "ie")):
        rest = word[:-1] if word.endswith("y") else word[:-2]
        return rest + "i" if len(rest) > 1 and rest[-1] not in "aeiou" else word
    if word.endswith("e"):
        rest = word[:-1]
        if _measure(rest) > 1 or (_measure(rest) == 1 and not _is_short(rest)):
            return rest
    return word


def _shape(word: str) -> str:
    """Write a word as consonants and vowels, as in "cvcc"; y is a vowel after a consonant."""
    shape = ""
    for letter in word:
        is_vowel = letter in "aeiou" or (letter == "y" and shape.endswith("c"))
        shape += "v" if is_vowel else "c"
    return shape


def _measure(word: str) -> int:
    """Count the runs of vowels that a consonant follows: 0 in "tree", 1 in "care", 2 in "garden"."""
    return len(re.findall("v+c+", _shape(word)))


def _has_vowel(word: str) -> bool:
    return "v" in _shape(word)


def _is_short(word: str) -> bool:
    """Return whether a word ends consonant, vowel, consonant, as "hop" does, so that an e may have stood there."""
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"


_STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS)


def content_stems(text: str) -> frozenset[str]:
    """Return the stems of the words that say what a text is about.

    Examples
    --------
    >>> sorted(content_stems("I would like some help with gardening and my neighbours"))
    ['garden', 'neighbor']
    """
    found = (stem(word) for word in words(text) if word not in STOP_WORDS)
    return frozenset(word for word in found if word and word not in _STOP_STEMS)


def closest(name: str, names: Iterable[str], n: int = 3, cutoff: float = 75) -> list[str]:
    """Return the names that look most like a name, nearest first; ties go by name. Empty: nothing is near.

    Parameters
    ----------
    name
        What was written. Only its first 100 characters are compared.
    names
        The names that exist.
    n
        Most names returned.
    cutoff
        Least similarity, 0 to 100: the share of letters that stay when one name is edited into the other, capitals
        aside. 75 finds a slip or two in a short word without proposing unrelated ones (project judgement).

    Examples
    --------
    >>> closest("min_year", ["max_years", "min_years", "type"])
    ['min_years']
    """
    from rapidfuzz import fuzz, process  # late: only a name that does not exist needs it

    near = process.extract(
        name[:100], sorted(set(names)), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=cutoff, limit=None
    )
    return [found for found, _, _ in sorted(near, key=lambda item: (-item[1], item[0]))[:n]]
