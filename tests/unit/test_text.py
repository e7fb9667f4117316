"""Words out of text: normalising, stems, stop words and near names."""

from __future__ import annotations

import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spmatch.text import STOP_WORDS, UNSEEN, closest, content_stems, normalise, stem, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  Food\t\nBank  ", "food bank"),
        ("Men\u2019s Shed", "men's shed"),
        ("Men\u02bcs, men\u2018s, men\u00b4s, men`s, men\uff07s", "men's, men's, men's, men's, men's"),
        ("9 \u2013 5 \u2014 drop\u2011in \u2212", "9 - 5 - drop-in -"),
        ("\uff26\uff35\uff2c\uff2c \ufb01ve", "full five"),
        ("Straße", "strasse"),
        ("Cafe\u0301", "caf\u00e9"),
        ("a\u202eb\u200bc\u00add\ufeffe\u0000f", "abcdef"),
        ("a\u00a0b\u2003c\u2028d", "a b c d"),
        ("İstanbul", "i\u0307stanbul"),
    ],
)
def test_texts_that_mean_the_same_are_written_the_same(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(text=st.text())
@example(text="\u0345\u1f80")
@example(text="\u00b4\u0301")
@example(text="a\u200b\u0301")
def test_normalising_twice_changes_nothing_and_leaves_nothing_unseen(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert UNSEEN.search(once) is None
    assert once == " ".join(once.split())


def test_normalising_any_one_character_twice_changes_nothing() -> None:
    every = (normalise(chr(code)) for code in range(sys.maxunicode + 1))
    assert [text for text in every if normalise(text) != text] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Drop-in, 10:30", ["drop", "in", "10", "30"]),
        ("men\u2019s 'sheds'", ["men's", "sheds"]),
        ("Crèche, naïve, Brontë", ["creche", "naive", "bronte"]),
        ("e_mail snake_case", ["e", "mail", "snake", "case"]),
        ("'' - !", []),
        ("নমস্কার мир", ["নমস্কার", "мир"]),
        ("SE1 6TG", ["se1", "6tg"]),
    ],
)
def test_words_are_found_in_order(text: str, expected: list[str]) -> None:
    assert words(text) == expected


# Each row: words that must share a stem.
FAMILIES = [
    "garden gardens gardening gardened gardener gardeners",
    "house houses housing housed",
    "party parties", "baby babies", "family families", "tenancy tenancies", "movie movies",
    "class classes", "lunch lunches", "box boxes", "bus buses", "headache headaches", "prize prizes", "shoe shoes",
    "hope hopes hoping hoped", "care cares caring cared", "run runs running runner", "swim swimming swimmers",
    "knit knits knitting knitted", "dance dances dancing danced dancers", "cycle cycles cycling cycled",
    "bereave bereaved", "isolate isolated isolating", "need needs needed", "lonely loneliness", "ill illness illnesses",
    "happy happiness", "child children children's", "woman women women's", "man men men's", "person people people's",
    "colour color colours", "neighbour neighbor neighbours", "neighbourhood neighborhood", "behaviour behavior",
    "organise organize organised organized organising organizing", "organisation organization organisations",
    "analyse analyze analysed", "realise realize", "centre center centres", "theatre theater", "grey gray",
    "programme program programmes", "counsel counselling counseling counsellor counselor counsellors",
    "travel travelling traveling travelled", "practice practise practising practised", "licence license",
    "enrolment enrollment", "fulfil fulfill fulfilling fulfilled", "judgement judgment", "paediatric pediatric",
    "debt debts", "benefit benefits", "carer carers carer's", "walk walks walking walked walker", "maths math",
]  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_one_word_share_a_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1, {word: stem(word) for word in family.split()}


# Each row: words that mean different things and must keep different stems.
STRANGERS = [
    "care car carer", "universal university", "news new", "even evening", "her here", "mother moth",
    "number numb", "winter wint", "business busy", "witness wit", "thing th", "king k", "string str", "bed b",
    "shed sh", "access ace", "bus bu", "this thi", "hour our", "four for", "tour tor", "wedding wed", "asylum as",
    "prize price", "mental mend", "hope hop", "plane plan",
]  # fmt: skip


@pytest.mark.parametrize("row", STRANGERS)
def test_different_words_keep_different_stems(row: str) -> None:
    assert len({stem(word) for word in row.split()}) == len(row.split()), {word: stem(word) for word in row.split()}


@pytest.mark.parametrize("word", ["", "a", "tea", "se1", "24", "café", "नमस्ते", "crisis", "address"])
def test_short_words_numbers_and_other_scripts_are_left_alone(word: str) -> None:
    assert stem(word) == word


@given(word=st.from_regex(r"[a-z']{0,15}", fullmatch=True))
def test_a_stem_is_never_longer_by_more_than_an_e_and_never_empty(word: str) -> None:
    found = stem(word)
    assert len(found) <= len(word) + 1
    assert bool(found) == bool(word.removesuffix("'s").rstrip("'"))


def test_generic_words_of_help_say_nothing_about_what_a_text_is_about() -> None:
    assert content_stems("Help and support for people who need services near you") == frozenset()
    assert content_stems("We offer support with debts, and a running club") == {"debt", "run", "club"}
    assert content_stems("") == frozenset()


def test_stop_words_are_written_as_words_are_found() -> None:
    assert {word for word in STOP_WORDS if words(word) != [word]} == set()


def test_near_names_come_nearest_first_and_ties_by_name() -> None:
    names = ["max_years", "min_years", "min_months", "type"]
    assert closest("min_year", names) == ["min_years"]
    assert closest("aab", ["aac", "aaa", "zzz"], cutoff=60) == ["aaa", "aac"]
    assert closest("aab", reversed(["aac", "aaa", "zzz"]), cutoff=60, n=1) == ["aaa"]
    assert closest("Southwark", {"southwark": 1, "Lambeth": 2}) == ["southwark"]


def test_nothing_is_suggested_for_what_is_not_near() -> None:
    assert closest("zebra", ["need", "age"]) == []
    assert closest("", ["need", "age"]) == []
    assert closest("need", []) == []
    assert closest("need" * 10_000, ["need"]) == []


@given(name=st.text(max_size=20), names=st.lists(st.text(max_size=8), max_size=6), n=st.integers(0, 4))
def test_the_order_of_the_names_does_not_matter(name: str, names: list[str], n: int) -> None:
    found = closest(name, names, n=n, cutoff=30)
    assert found == closest(name, sorted(names, reverse=True), n=n, cutoff=30)
    assert len(found) <= n
    assert set(found) <= set(names)
