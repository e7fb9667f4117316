from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from spmatch.model.recommendation import Exclusion, Match, Question, Reason, Trace
from spmatch.model.service import Service
from spmatch.outputs.reasons import Leaf, caution_text, changes, deciding_leaves, means, reason_text, trace_text
from spmatch.rules.packs import load_recourse_pack
from spmatch.truth import Truth

MakeService = Callable[..., Service]
PACK = load_recourse_pack()
NEVER_VARIED = ("gender", "condition", "recourse", "age", "fact", "receives", "income", "language", "member")


def leaf(code: str, truth: Truth = Truth.NO, who: str | None = "person", **detail: str) -> Trace:
    return Trace(code, truth, who, detail=tuple(detail.items()))


@pytest.mark.parametrize(
    ("trace", "words"),
    [
        (leaf("age", min_months="216"), "is aged 18 or over"),
        (leaf("age", max_months="59"), "is aged under 5"),
        (leaf("gender", is_in="woman, non_binary"), "is a woman or non-binary"),
        (leaf("fact", fact="is_unpaid_carer"), "looks after somebody without pay"),
        (leaf("condition", condition="Sickle cell disease"), "has or lives with: Sickle cell disease"),
        (leaf("recourse"), "can claim public funds"),
        (leaf("receives", funds="Universal Credit, Pension Credit"), "gets Universal Credit or Pension Credit"),
        (
            leaf("income", at_most_pence="40800", definition="after tax"),
            "has at most £408 a month coming in (after tax)",
        ),
        (leaf("housing", situations="hostel, street"), "lives in a hostel or on the street"),
        (leaf("housing", providers="home_office"), "lives where the home comes from the Home Office"),
        (leaf("placed_by", boroughs="E09000028"), "was placed where they live by Southwark"),
        (leaf("practice"), "is registered with one of its GP practices"),
        (leaf("lives_in", where="current"), "lives in its area"),
        (leaf("need", need="Debt advice"), "wants help with debt advice"),
        (leaf("document", document="Voucher"), "can show: voucher"),
        (leaf("language", languages="Spanish, Portuguese"), "speaks Spanish or Portuguese"),
        (leaf("asked", asked="Can you stand?"), "answers yes to its own question: Can you stand?"),
    ],
)
def test_each_criterion_says_what_it_asks_for(trace: Trace, words: str) -> None:
    assert means(trace) == words


def test_a_tree_reads_as_one_phrase() -> None:
    young = leaf("age", max_months="59")
    disabled = leaf("fact", fact="is_disabled")
    both = Trace("all_of", Truth.NO, parts=(young, disabled))
    child = Trace("member", Truth.NO, detail=(("relations", "child"),), parts=(both, both))
    assert means(child) == "has a child in the household who is aged under 5 and is disabled"
    either = Trace("any_of", Truth.NO, parts=(young, Trace("not", Truth.NO, parts=(disabled,))))
    assert means(either).startswith("is aged under 5 or does not count among those it leaves out")


@pytest.mark.parametrize(
    ("truth", "words"),
    [(Truth.YES, "fits."), (Truth.NO, "does not fit."), (Truth.UNKNOWN, "That is not known yet for a child in the")],
)
def test_a_leaf_says_whose_fact_decided_in_general_words(truth: Truth, words: str, make_service: MakeService) -> None:
    text = trace_text(Leaf(leaf("age", truth, "child", max_months="59")), make_service(), PACK)
    assert words in text
    assert "a child in the household" in text


def test_somebody_left_out_is_told_the_right_way_round(make_service: MakeService) -> None:
    pet = Trace("fact", Truth.YES, None, detail=(("fact", "has_pet"),))
    tree = Trace("not", Truth.NO, parts=(pet,))
    (found,) = deciding_leaves(tree)
    assert found.is_turned
    assert trace_text(found, make_service(), PACK) == (
        "It leaves out somebody who has a pet. What is recorded for the household matches that."
    )


def test_two_nots_cancel_out() -> None:
    inner = leaf("document", Truth.NO, document="Voucher")
    twice = Trace("not", Truth.NO, parts=(Trace("not", Truth.YES, parts=(inner,)),))
    assert [found.is_turned for found in deciding_leaves(twice)] == [False]


def test_a_name_that_is_no_relation_is_not_shown(make_service: MakeService) -> None:
    text = trace_text(Leaf(leaf("age", who="planted-daughter-id", max_months="59")), make_service(), PACK)
    assert "planted" not in text
    assert "somebody in the household" in text


def test_a_rule_without_a_phrase_is_still_told(make_service: MakeService) -> None:
    assert "(brand new rule)" in trace_text(Leaf(leaf("brand_new_rule")), make_service(), PACK)


@pytest.mark.parametrize("recorded", ["no", "unknown", "mixed", "household_not_known"])
def test_a_held_fund_is_worded_by_the_pack_with_rule_and_date(recorded: str, make_service: MakeService) -> None:
    detail = (
        ("fund", "universal-credit"),
        ("rule", "Immigration Rules, paragraph 6.2"),
        ("as_of", "2025-12-06"),
        ("recorded", recorded),
    )
    text = reason_text(Reason("public_fund", detail), make_service(), PACK)
    words = PACK.wording.recourse_words.get(recorded, "not known")
    assert text.startswith(
        "Held back: Universal Credit is on the public-funds list "
        f"(Immigration Rules, paragraph 6.2, as of 6 December 2025); recorded recourse: {words}."
    )
    assert "speak to a regulated immigration adviser" in text
    assert "spmatch cannot say whether an exception applies" in text


def test_a_fund_that_is_not_settled_says_what_to_ask(make_service: MakeService) -> None:
    rule = PACK.rule("crf-crisis-payment") if "crf-crisis-payment" in {r.fund for r in PACK.rules} else None
    ask = rule.ask if rule is not None and rule.ask is not None else "Ask the council."
    detail = (("fund", "universal-credit"), ("rule", "a guidance"), ("recorded", "no"), ("ask", ask))
    text = reason_text(Reason("fund_depends", detail), make_service(), PACK)
    assert "is not settled" in text
    assert ask in text


def test_help_that_comes_with_a_benefit_is_held_or_plainly_not_met(make_service: MakeService) -> None:
    service = make_service("school-uniform-grant")
    open_ = (("benefits", "universal-credit, housing-benefit"), ("recorded", "no"), ("as_of", "2025-12-06"))
    held = reason_text(Reason("needs_benefit", open_), service, PACK)
    assert held.startswith("Held back: School uniform grant is paid together with Universal Credit or Housing Benefit")
    plain = reason_text(Reason("needs_benefit", (*open_, ("receives", "no"))), service, PACK)
    assert plain == ("It comes with Universal Credit or Housing Benefit, and none of these is recorded as received.")


def test_a_providers_own_recourse_rule_is_told_without_advice(make_service: MakeService) -> None:
    text = reason_text(Reason("requires_recourse", (("recorded", "no"),)), make_service(), PACK)
    assert text.startswith(
        "The provider states that it takes people with recourse to public funds; recorded recourse: no."
    )
    assert "cannot say whether an exception applies" in text


def test_a_lifted_hold_says_who_confirmed_and_when(make_service: MakeService) -> None:
    detail = (("fund", "dla-child"), ("role", "solicitor"), ("confirmed_on", "2026-11-02"))
    text = trace_text(Leaf(Trace("adviser_confirmed", Truth.YES, detail=detail)), make_service(), PACK)
    assert "an immigration solicitor confirmed Disability Living Allowance for a child on 2 November 2026" in text


def test_the_card_for_section_17_is_the_packs_own(make_service: MakeService) -> None:
    service = make_service(recourse={"is_fund": "section-17-support", "shares_with_home_office": True})
    assert caution_text("shares_with_home_office", service, PACK) == PACK.wording.section_17_card
    other = make_service(recourse={"shares_with_home_office": True})
    assert caution_text("shares_with_home_office", other, PACK) == PACK.wording.council_team_card
    assert caution_text("author", make_service(talk_through="Ask for a woman."), PACK) == "Ask for a woman."


@pytest.mark.parametrize("code", NEVER_VARIED)
def test_what_somebody_is_never_appears_as_something_to_change(code: str, not_available: Exclusion) -> None:
    exclusion = replace(not_available, trace=Trace("service", Truth.NO, parts=(leaf(code),)))
    assert changes(exclusion) == []


def test_a_document_a_wish_and_time_may_change_an_answer(not_available: Exclusion, avoided: Exclusion) -> None:
    missing = Trace("service", Truth.NO, parts=(leaf("document", document="Voucher"),))
    assert changes(replace(not_available, trace=missing)) == ["It may become possible once this is to hand: voucher."]
    later = replace(not_available, possible_from=date(2027, 10, 22))
    assert changes(later) == ["Time may change this. Look again from 22 October 2027."]
    assert changes(avoided) == [
        "If the person would like to look at it after all, take the wish off the list and look again."
    ]


def test_a_question_nobody_answered_may_change_an_answer_and_a_settled_one_not(
    check_first: Match, not_available: Exclusion
) -> None:
    assert "Do you have this to hand: Voucher?" in changes(check_first)
    asked = replace(not_available, questions=(Question("household.practice", "Which GP practice?", "person"),))
    assert changes(asked) == []


def test_a_full_service_may_have_room_later(match: Match) -> None:
    assert changes(replace(match, availability="full")) == ["Places may open up. Ask the service when to try again."]
