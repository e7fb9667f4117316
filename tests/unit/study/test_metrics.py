"""Metrics equal ir_measures where it has them, textbook versions everywhere, and say None where nothing can be scored."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spmatch.errors import InvalidInput, UnknownName
from spmatch.study.metrics import (
    ERR,
    METRICS,
    NDCG,
    RBP,
    AlphaNDCG,
    Coverage,
    Judgements,
    Metric,
    Precision,
    condensed,
    judged_share,
    parse_metric,
)

NAMES = [
    "nDCG@10", "nDCG(gain=exponential)@5", "Recall@20", "Recall(rel=2)@3", "P@5", "P(rel=2, judged_only=True)@5", "MAP",
    "MAP(rel=3)", "MRR", "RBP(0.8)", "RBP(0.95, rel=2)", "ERR@10", "ERR(max_grade=4)@10", "AlphaNDCG@10",
    "AlphaNDCG(0.25)@3", "Coverage@5", "Unsuitable@10", "MAP(judged_only=True)",
]  # fmt: skip
SERVICES = [f"s{number:02}" for number in range(12)]
NEEDS = ("food", "debt", "company")

rankings = st.permutations(SERVICES).flatmap(lambda order: st.integers(0, 12).map(lambda n: list(order[:n])))
grades = st.dictionaries(st.sampled_from(SERVICES), st.integers(-1, 3), max_size=12)
by_needs = st.dictionaries(
    st.sampled_from(NEEDS), st.dictionaries(st.sampled_from(SERVICES), st.integers(0, 3), max_size=5)
)
cuts = st.integers(1, 14)
Judged = Mapping[str, int]
ByNeed = Mapping[str, Mapping[str, int]]


# --- the textbook, as slow and plain as it can be ---


def book_ndcg(order: Sequence[str], judged: Judged, k: int, gain: Callable[[int], float]) -> float | None:
    def dcg(values: list[int]) -> float:
        return sum(gain(max(value, 0)) / math.log2(place + 1) for place, value in enumerate(values[:k], 1))

    best = dcg(sorted(judged.values(), reverse=True))
    return dcg([judged.get(service, 0) for service in order]) / best if best else None


def useful(judged: Judged, rel: int) -> set[str]:
    return {service for service, grade in judged.items() if grade >= rel}


def book_recall(order: Sequence[str], judged: Judged, k: int, rel: int) -> float | None:
    good = useful(judged, rel)
    return len(good & set(order[:k])) / len(good) if good else None


def book_precision(order: Sequence[str], judged: Judged, k: int, rel: int) -> float | None:
    good = useful(judged, rel)
    return len(good & set(order[:k])) / k if good else None


def book_map(order: Sequence[str], judged: Judged, rel: int) -> float | None:
    good = useful(judged, rel)
    hits = [place for place, service in enumerate(order, 1) if service in good]
    return sum(count / place for count, place in enumerate(hits, 1)) / len(good) if good else None


def book_mrr(order: Sequence[str], judged: Judged, rel: int) -> float | None:
    good = useful(judged, rel)
    places = [place for place, service in enumerate(order, 1) if service in good]
    return (1 / places[0] if places else 0.0) if good else None


def book_rbp(order: Sequence[str], judged: Judged, p: float, rel: int) -> float | None:
    good = useful(judged, rel)
    return sum((1 - p) * p**i for i, service in enumerate(order) if service in good) if good else None


def book_err(order: Sequence[str], judged: Judged, k: int, top: int) -> float | None:
    if not useful(judged, 1):
        return None
    value, reading = 0.0, 1.0
    for place, service in enumerate(order[:k], 1):
        satisfied = (2 ** max(judged.get(service, 0), 0) - 1) / 2**top
        value += reading * satisfied / place
        reading *= 1 - satisfied
    return value


def book_alpha(order: Sequence[str], by_need: ByNeed, k: int, alpha: float) -> float | None:
    def gain(service: str, above: list[str]) -> float:
        serving = [{name for name, grade in grades.items() if grade >= 1} for grades in by_need.values()]
        return sum((1 - alpha) ** len(names & set(above)) for names in serving if service in names)

    def dcg(listed: list[str]) -> float:
        return sum(gain(name, listed[:i]) / math.log2(i + 2) for i, name in enumerate(listed[:k]))

    ideal: list[str] = []
    while len(ideal) < k and len(ideal) < len(SERVICES):
        ideal.append(max(sorted(set(SERVICES) - set(ideal)), key=lambda name: gain(name, ideal)))
    return dcg(list(order)) / dcg(ideal) if dcg(ideal) else None


def book_coverage(order: Sequence[str], by_need: ByNeed, k: int) -> float | None:
    can_be = [useful(grades, 1) for grades in by_need.values() if useful(grades, 1)]
    return sum(bool(names & set(order[:k])) for names in can_be) / len(can_be) if can_be else None


def same(found: float | None, expected: float | None) -> bool:
    return found == expected if found is None or expected is None else abs(found - expected) < 1e-9


@given(rankings, grades, cuts, st.integers(1, 3), st.floats(0.05, 0.95))
def test_metrics_of_one_grade_equal_the_textbook(
    order: list[str], judged: dict[str, int], k: int, rel: int, p: float
) -> None:
    expected = {
        f"nDCG@{k}": book_ndcg(order, judged, k, float),
        f"nDCG(gain=exponential)@{k}": book_ndcg(order, judged, k, lambda grade: 2**grade - 1),
        f"Recall(rel={rel})@{k}": book_recall(order, judged, k, rel),
        f"P(rel={rel})@{k}": book_precision(order, judged, k, rel),
        f"MAP(rel={rel})": book_map(order, judged, rel),
        f"MRR(rel={rel})": book_mrr(order, judged, rel),
        f"RBP({p!r}, rel={rel})": book_rbp(order, judged, p, rel),
        f"ERR@{k}": book_err(order, judged, k, 3),
    }
    found = {name: parse_metric(name)(order, judged) for name in expected}
    assert [name for name in expected if not same(found[name], expected[name])] == []


@given(rankings, by_needs, cuts, st.floats(0, 0.95))
def test_metrics_of_grades_by_need_equal_the_textbook(
    order: list[str], by_need: dict[str, dict[str, int]], k: int, alpha: float
) -> None:
    assert same(AlphaNDCG(k, alpha)(order, {}, by_need=by_need), book_alpha(order, by_need, k, alpha))
    assert same(Coverage(k)(order, {}, by_need=by_need), book_coverage(order, by_need, k))


ORACLE = {
    "nDCG@10": ir_measures.nDCG @ 10,
    "nDCG@3": ir_measures.nDCG @ 3,
    "Recall@5": ir_measures.R @ 5,
    "Recall(rel=2)@5": ir_measures.R(rel=2) @ 5,
    "P@5": ir_measures.P @ 5,
    "P(rel=2)@14": ir_measures.P(rel=2) @ 14,
    "MAP": ir_measures.AP,
    "MAP(rel=3)": ir_measures.AP(rel=3),
    "MRR": ir_measures.RR,
    "MRR(rel=2)": ir_measures.RR(rel=2),
    "nDCG(judged_only=True)@5": ir_measures.nDCG(judged_only=True) @ 5,
    "P(judged_only=True)@5": ir_measures.P(judged_only=True) @ 5,
}


# trec_eval, which ir_measures calls, takes a grade below 0 for "not judged"; here it is judged and of no use.
grades_from_0 = st.dictionaries(st.sampled_from(SERVICES), st.integers(0, 3), min_size=1)


@given(rankings.filter(bool), grades_from_0)
def test_metrics_equal_ir_measures(order: list[str], judged: dict[str, int]) -> None:
    run = {"case": {service: float(-place) for place, service in enumerate(order)}}
    theirs = {
        value.measure: value.value for value in ir_measures.iter_calc(list(ORACLE.values()), {"case": judged}, run)
    }
    ours = {name: parse_metric(name)(order, judged) for name in ORACLE}
    different = [
        name
        for name, measure in ORACLE.items()
        # where we say that a case cannot be scored, ir_measures says 0
        if not same(0.0 if (value := ours[name]) is None else value, theirs[measure])
    ]
    assert different == []


@given(rankings.filter(bool), grades.filter(bool), cuts)
def test_the_judged_share_equals_ir_measures(order: list[str], judged: dict[str, int], k: int) -> None:
    run = {"case": {service: float(-place) for place, service in enumerate(order)}}
    theirs = [value.value for value in ir_measures.iter_calc([ir_measures.Judged @ k], {"case": judged}, run)]
    assert same(judged_share(order, judged, k), theirs[0])


# --- perfect, worst and impossible cases ---

JUDGED = {"a": 3, "b": 2, "c": 1, "z": 0}
BY_NEED = {"food": {"a": 3}, "debt": {"b": 2, "c": 1}, "company": {}}
FORBIDDEN = ["z", "y"]


def score(name: str, order: Sequence[str]) -> float | None:
    return parse_metric(name)(order, JUDGED, by_need=BY_NEED, forbidden=FORBIDDEN)


@pytest.mark.parametrize("name", ["nDCG@10", "Recall@3", "P@3", "MAP", "MRR", "AlphaNDCG@10", "Coverage@2"])
def test_a_perfect_list_gets_one(name: str) -> None:
    assert score(name, ["a", "b", "c", "z"]) == 1.0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("order", [[], ["q", "r"]], ids=["empty", "nothing useful"])
def test_a_list_without_anything_judged_gets_zero(name: str, order: list[str]) -> None:
    assert score(name, order) == 0.0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("judged", [{}, {"a": 0, "b": -1}], ids=["nothing judged", "nothing useful"])
def test_a_case_that_no_list_can_do_well_on_is_not_scored(name: str, judged: dict[str, int]) -> None:
    metric = parse_metric(name)
    assert metric(["a", "b"], judged) is None
    assert metric([], judged, by_need={"food": {"a": 0}, "debt": {}}, forbidden=[]) is None


def test_perfect_is_below_one_for_readers_who_may_stop() -> None:
    assert score("RBP(0.5)", ["a", "b", "c"]) == 0.875
    assert score("ERR@10", ["a"]) == 0.875


def test_forbidden_services_are_counted_within_the_cut_only() -> None:
    assert [score(f"Unsuitable@{k}", ["z", "a", "y"]) for k in (1, 2, 3)] == [1.0, 1.0, 2.0]
    assert [kind.name for kind in METRICS.values() if not kind.is_higher_better] == ["Unsuitable"]


def test_a_need_that_nothing_serves_does_not_lower_the_coverage() -> None:
    assert score("Coverage@5", ["a"]) == 0.5
    assert score("Coverage@5", ["a", "c"]) == 1.0


def test_a_second_service_for_the_same_need_is_worth_less() -> None:
    twice, once_each = score("AlphaNDCG@2", ["b", "c"]), score("AlphaNDCG@2", ["b", "a"])
    assert twice is not None
    assert once_each == 1.0 > twice


def test_gains_are_linear_unless_named() -> None:
    assert score("nDCG@2", ["b"]) == pytest.approx(2 / (3 + 2 / math.log2(3)))
    assert score("nDCG(gain=exponential)@2", ["b"]) == pytest.approx(3 / (7 + 3 / math.log2(3)))


# --- what was not judged ---


def test_a_condensed_list_drops_what_nobody_judged_in_any_way() -> None:
    assert condensed(["q", "a", "z", "y"], Judgements(JUDGED, BY_NEED, FORBIDDEN).seen()) == ["a", "z", "y"]
    assert score("MRR", ["q", "y", "a"]) == pytest.approx(1 / 3)
    assert score("MRR(judged_only=True)", ["q", "y", "a"]) == 0.5


@given(rankings, grades)
def test_where_all_is_judged_the_condensed_value_is_the_same(order: list[str], judged: dict[str, int]) -> None:
    full = {**dict.fromkeys(SERVICES, 0), **judged}
    assert NDCG(5, judged_only=True)(order, full) == NDCG(5)(order, full)


def test_an_empty_list_has_no_judged_share() -> None:
    assert judged_share([], JUDGED, 10) is None
    assert judged_share(["a", "q", "r", "s"], JUDGED, 2) == 0.5
    with pytest.raises(InvalidInput, match="whole number from 1"):
        judged_share(["a"], JUDGED, 0)


# --- laws ---


@given(rankings, grades, st.data())
def test_moving_the_better_of_two_neighbours_up_never_lowers_a_value(
    order: list[str], judged: dict[str, int], data: st.DataObject
) -> None:
    if len(order) < 2:
        return
    place = data.draw(st.integers(0, len(order) - 2))
    pair = sorted(order[place : place + 2], key=lambda service: judged.get(service, 0))
    worse, better = ([*order[:place], *two, *order[place + 2 :]] for two in (pair, pair[::-1]))
    for name in ("nDCG@4", "nDCG(gain=exponential)@9", "Recall@4", "P@4", "MAP", "MRR", "RBP(0.8)", "ERR@4"):
        low, high = parse_metric(name)(worse, judged), parse_metric(name)(better, judged)
        assert (low is None) == (high is None)
        assert low is None or high is None or low <= high + 1e-12


@given(rankings, grades, by_needs, st.sets(st.sampled_from(SERVICES)), cuts)
def test_looking_further_never_lowers_what_is_counted(
    order: list[str], judged: dict[str, int], by_need: dict[str, dict[str, int]], forbidden: set[str], k: int
) -> None:
    for name in ("Recall", "ERR", "Coverage", "Unsuitable"):
        near, far = (
            parse_metric(f"{name}@{n}")(order, judged, by_need=by_need, forbidden=forbidden) for n in (k, k + 1)
        )
        assert (near is None) == (far is None)
        assert near is None or far is None or near <= far + 1e-12


@given(rankings, grades, by_needs)
def test_shares_stay_between_zero_and_one(
    order: list[str], judged: dict[str, int], by_need: dict[str, dict[str, int]]
) -> None:
    for name in ("nDCG@5", "Recall@5", "P@5", "MAP", "MRR", "RBP(0.8)", "ERR@5", "Coverage@5"):
        value = parse_metric(name)(order, judged, by_need=by_need)
        assert value is None or 0 <= value <= 1 + 1e-12


# --- names ---


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_and_written_back(name: str) -> None:
    metric = parse_metric(name)
    assert repr(metric) == name
    assert metric == parse_metric(repr(metric))
    assert hash(metric) == hash(parse_metric(name))


def test_every_kind_of_metric_is_among_the_names_tested() -> None:
    assert {type(parse_metric(name)) for name in NAMES} == set(METRICS.values())


@given(st.floats(0, 1, exclude_min=True, exclude_max=True), st.floats(0, 1, exclude_max=True), cuts, st.booleans())
def test_any_setting_survives_writing_and_reading(p: float, alpha: float, number: int, flag: bool) -> None:
    made: list[Metric] = [
        RBP(p, rel=number, judged_only=flag),
        AlphaNDCG(number, alpha, judged_only=flag),
        ERR(number, max_grade=number),
        Precision(number, rel=number),
    ]
    assert [parse_metric(repr(metric)) for metric in made] == made


def test_other_spellings_of_one_metric_are_equal() -> None:
    assert parse_metric(" RBP( p=0.80 , rel=1 ) ") == parse_metric("RBP(.8)") == RBP(0.8)
    assert repr(parse_metric("AlphaNDCG(alpha=0.5)@010")) == "AlphaNDCG@10"


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("ndcg@5", "'nDCG@5'"), ("Recal(rel=2)@5", "'Recall(rel=2)@5'"), ("MPA", "'MAP'"), ("@5", None), ("", None)],
)
def test_an_unknown_metric_is_refused_with_near_names(text: str, suggestion: str | None) -> None:
    with pytest.raises(UnknownName) as raised:
        parse_metric(text)
    assert (suggestion in str(raised.value)) if suggestion else ("Did you mean" not in str(raised.value))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nDCG", "missing-field"), ("RBP", "missing-field"), ("RBP(rel=2)", "missing-field"),
        ("MAP@10", "unknown-field"), ("nDCG(rel=2)@5", "unknown-field"), ("nDCG(k=5)", "unknown-field"),
        ("P(2)@5", "unknown-field"), ("P()@5", "unknown-field"), ("RBP(rel=2, 0.8)", "unknown-field"),
        ("P(rel=2, rel=3)@5", "duplicate-key"), ("nDCG@0", "out-of-range"), ("P(rel=0)@5", "out-of-range"),
        ("RBP(1.0)", "out-of-range"), ("RBP(0)", "out-of-range"), ("AlphaNDCG(1)@5", "out-of-range"),
        ("ERR(max_grade=0)@5", "out-of-range"), ("P(rel=1.5)@5", "wrong-type"), ("RBP(nan)", "wrong-type"),
        ("P(judged_only=yes)@5", "wrong-type"), ("nDCG(gain=)@5", "wrong-type"), ("nDCG(gain=log)@5", "unknown-name"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_with_the_name_as_written(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        parse_metric(text)
    assert [problem.code for problem in raised.value.problems] == [code]
    assert str(raised.value).startswith(f"metric {text!r}")


@pytest.mark.parametrize(
    "make",
    [
        lambda: NDCG(True),
        lambda: NDCG(2.0),
        lambda: RBP("0.8"),
        lambda: RBP(math.nan),
        lambda: NDCG(5, gain=2),
        lambda: NDCG(5, judged_only=1),
    ],
)
def test_a_setting_of_the_wrong_kind_is_refused(make: Callable[[], Metric]) -> None:
    with pytest.raises(InvalidInput, match="expected"):
        make()


# --- faulty input ---


@pytest.mark.parametrize("name", NAMES)
def test_a_list_with_a_repeat_or_of_letters_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match=r"ranking\[2\]"):
        score(name, ["a", "b", "a"])
    with pytest.raises(InvalidInput, match="list of ids"):
        score(name, "pantry")


def test_a_grade_above_the_scale_is_refused_and_the_right_name_given() -> None:
    with pytest.raises(InvalidInput, match=r"ERR\(max_grade=4\)@10"):
        ERR(10)(["a"], {"a": 4})
    assert parse_metric("ERR(max_grade=4)@10")(["a"], {"a": 4}) == 0.9375


def test_judgements_are_left_as_they_were() -> None:
    judged, order = dict(JUDGED), ["q", "a"]
    for name in NAMES:
        parse_metric(name)(order, judged, by_need=BY_NEED, forbidden=FORBIDDEN)
    assert (judged, order) == (JUDGED, ["q", "a"])
