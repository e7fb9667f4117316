"""The rule packs: complete, cited, careful in what they say, and read with every fault at once."""

from __future__ import annotations

import copy
import hashlib
import re
import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from spmatch.errors import InvalidPack, Problem, StalePack, UnknownName
from spmatch.model.assessment import Assessment, Housing
from spmatch.rules import load_recourse_pack, load_safety_pack, warn_if_stale
from spmatch.rules.packs import ADVICE_WORDING, GRADING_WORDING, ContactRole
from spmatch.vocabulary.funds import funds_vocabulary

RECOURSE = load_recourse_pack()
SAFETY = load_safety_pack()
TODAY = date(2026, 11, 22)

# Copied by hand from the definition of public funds in paragraph 6.2, letter by letter, apart from the pack.
LISTED = {
    "(a)": "social-housing-allocation homelessness-assistance council-housing-1985-act",
    "(b)": "pension-credit child-tax-credit working-tax-credit",
    "(b) and (d)": "attendance-allowance severe-disablement-allowance carers-allowance dla-child dla-adult "
    "income-support housing-benefit child-benefit jsa-income-based esa-income-related",
    "(c) and (e)": "sure-start-maternity-grant funeral-expenses-payment cold-weather-payment winter-fuel-payment "
    "budgeting-loan",
    "(f) and (g)": "universal-credit pip",
    "(g)": "domestic-rate-relief",
    "(h)": "council-tax-reduction scottish-council-tax-reduction",
    "(i)": "scottish-welfare-fund",
    "(j)": "discretionary-support-ni",
    "(k)": "localism-act-payment",
    "(l)": "child-disability-payment",
    "(m)": "adult-disability-payment",
    "(n)": "carers-allowance-supplement",
    "(o)": "scottish-child-payment",
    "(p)": "funeral-support-payment",
    "(q)": "job-start-payment",
    "(r)": "child-winter-heating-payment",
    "(s)": "winter-heating-payment",
    "(t)": "carer-support-payment",
    "(u)": "pension-age-disability-payment",
    "(v)": "pension-age-winter-heating-payment",
    "(w)": "scottish-adult-dla",
}
DEPENDS = {
    "council-tax-discretionary-relief", "local-welfare-scheme", "crisis-and-resilience-crisis-payment",
    "crisis-and-resilience-housing-payment", "household-support-fund", "discretionary-housing-payment",
}  # fmt: skip
OUTSIDE = {
    "council-tax-sole-occupier-discount", "section-17-support", "care-act-support", "care-leaver-support",
    "asylum-support-s95", "asylum-support-s98", "asylum-support-s4", "healthy-start", "healthy-start-extension",
    "nhs-low-income-scheme", "nhs-gp-care", "nhs-hospital-care", "free-school-meals", "state-schooling",
    "early-education-two-year-old-nrpf", "childcare-for-working-parents", "state-pension", "new-style-jsa",
    "new-style-esa", "maternity-allowance", "statutory-sick-pay", "statutory-parental-pay",
    "bereavement-support-payment", "industrial-injuries-disablement-benefit", "guardians-allowance",
    "child-maintenance", "concessionary-travel", "charitable-help",
}  # fmt: skip


def funds_of(standing: str) -> set[str]:
    return {rule.fund for rule in RECOURSE.rules if rule.standing == standing}


def source_of(pack: Any) -> Path:
    import spmatch.rules.packs as module

    return Path(module.__file__).with_name(pack.file)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def raw(pack: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(source_of(pack).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return loaded


# The public-funds list


@pytest.mark.parametrize("letter", LISTED)
def test_every_item_of_the_closed_list_is_a_public_fund_cited_by_its_letter(letter: str) -> None:
    for fund in LISTED[letter].split():
        rule = RECOURSE.rule(fund)
        assert rule.standing == "public_fund"
        assert rule.rule == f"Immigration Rules, paragraph 6.2, public funds {letter}"
        assert rule.stated_on == date(2025, 12, 6)
        assert rule.sources[0].url == RECOURSE.source.url


def test_nothing_beyond_the_closed_list_is_a_public_fund() -> None:
    assert funds_of("public_fund") == {fund for funds in LISTED.values() for fund in funds.split()}


def test_what_depends_and_what_is_outside_are_exactly_as_expected() -> None:
    assert funds_of("depends") == DEPENDS
    assert funds_of("not_public_fund") == OUTSIDE


def test_every_fund_of_the_vocabulary_has_exactly_one_rule_and_the_same_nations() -> None:
    assert sorted(rule.fund for rule in RECOURSE.rules) == sorted(funds_vocabulary().ids)
    for rule in RECOURSE.rules:
        assert set(rule.nations) == set(funds_vocabulary()[rule.fund].nations), rule.fund


def test_every_rule_names_a_source_with_an_address() -> None:
    for rule in RECOURSE.rules:
        assert rule.rule, rule.fund
        assert all(source.url is not None and source.url.startswith("http") for source in rule.sources), rule.fund
        assert rule.sources, rule.fund


def test_nothing_unconfirmed_is_stated_as_fact() -> None:
    unconfirmed = {rule.fund for rule in RECOURSE.rules if not rule.is_confirmed}
    assert {"crisis-and-resilience-crisis-payment", "council-tax-discretionary-relief"} <= unconfirmed
    assert unconfirmed <= DEPENDS


def test_whatever_depends_has_a_question_that_names_nobody() -> None:
    for fund in DEPENDS:
        ask = RECOURSE.rule(fund).ask
        assert ask is not None
        assert ask.startswith("Ask the council")
        assert ask.endswith("without naming the person.")


def test_only_confirmed_cases_turn_on_a_child_or_the_parents() -> None:
    by_status = {
        status: {r.fund for r in RECOURSE.rules if r.whose_status == status} for status in ("child", "either_parent")
    }
    assert by_status == {"child": {"dla-child"}, "either_parent": {"child-benefit"}}


def test_nobodys_status_decides_what_is_not_a_public_fund() -> None:
    assert all((rule.whose_status is None) == (rule.fund in OUTSIDE) for rule in RECOURSE.rules)


def test_the_crisis_fund_housing_payment_needs_a_benefit_and_is_not_called_a_public_fund() -> None:
    rule = RECOURSE.rule("crisis-and-resilience-housing-payment")
    assert rule.standing == "depends"
    assert rule.needs_benefit == ("housing-benefit", "universal-credit")


@pytest.mark.parametrize(
    ("fund", "day", "expected"),
    [
        ("crisis-and-resilience-crisis-payment", date(2026, 3, 31), False),
        ("crisis-and-resilience-crisis-payment", date(2026, 4, 1), True),
        ("crisis-and-resilience-crisis-payment", date(2029, 3, 31), True),
        ("crisis-and-resilience-crisis-payment", date(2029, 4, 1), False),
        ("household-support-fund", date(2026, 3, 31), True),
        ("household-support-fund", date(2026, 4, 1), False),
        ("universal-credit", date(1990, 1, 1), True),
    ],
)
def test_a_fund_is_in_force_from_its_first_to_its_last_day(fund: str, day: date, expected: bool) -> None:
    assert RECOURSE.rule(fund).is_in_force(day) is expected


def test_every_listed_fund_carries_the_exceptions_of_the_whole_list() -> None:
    for fund in funds_of("public_fund"):
        assert any("pre-settled" in sentence for sentence in RECOURSE.rule(fund).exceptions)
        assert any("second proviso" in sentence for sentence in RECOURSE.rule(fund).exceptions)
    assert not any("proviso" in sentence for fund in OUTSIDE for sentence in RECOURSE.rule(fund).exceptions)


def test_a_mistyped_fund_or_cue_gets_a_suggestion() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'universal-credit'"):
        RECOURSE.rule("universal-credt")
    with pytest.raises(UnknownName, match="Did you mean 'domestic-abuse'"):
        SAFETY.cue("domestic-abus")


# Wording


BANNED = (
    "you are entitled", "you should apply", "you qualify", "you are eligible", "conditions of their status",
    "because you have nrpf", "you can claim", "should apply",
)  # fmt: skip


@pytest.mark.parametrize("pack", [RECOURSE, SAFETY], ids=["recourse", "safety"])
def test_no_text_of_a_pack_reads_like_advice(pack: Any) -> None:
    for text in texts(raw(pack)):
        assert not [phrase for phrase in BANNED if phrase in " ".join(text.casefold().split())], text


def test_the_loader_refuses_at_least_the_wording_banned_here() -> None:
    assert not [phrase for phrase in BANNED if not any(known in phrase for known in ADVICE_WORDING)]


def test_a_held_fund_reads_as_the_practice_notes_ask() -> None:
    text = RECOURSE.wording.held_fund.format(
        fund="Universal Credit", rule="R", date="6 December 2025", recourse="no", adviser="an adviser"
    )
    assert text == (
        "Held back: Universal Credit is on the public-funds list (R, as of 6 December 2025); recorded recourse: no. "
        "spmatch cannot say whether an exception applies. Before any claim, speak to an adviser."
    )


def test_every_text_about_a_hold_names_an_adviser_and_no_hold_goes_to_a_hand_out() -> None:
    wording = RECOURSE.wording
    for text in (wording.held_fund, wording.held_depends, wording.held_needs_benefit):
        assert "Before any claim, speak to {adviser}." in text
    assert set(wording.never_in) == {"hand-out", "sms", "map", "calendar", "referral"}


def test_every_kind_of_adviser_who_may_lift_a_hold_has_words() -> None:
    roles = set(
        get_args(Assessment.model_fields["adviser_confirmations"].annotation)[0]
        .model_fields["role"]
        .annotation.__args__
    )
    assert roles <= set(RECOURSE.wording.advisers)


def test_the_question_about_recourse_lets_people_not_say() -> None:
    assert RECOURSE.wording.recourse_question.startswith("You don't have to say; I only record yes, no or not sure.")


def test_the_section_17_card_puts_safety_before_waiting_for_advice() -> None:
    for card in (RECOURSE.wording.section_17_card, RECOURSE.wording.council_team_card):
        assert "independent advice first" in card
        assert "do not wait, follow your safeguarding procedure" in " ".join(card.split())


# The safety gate


def test_the_cues_are_those_the_team_asked_for_in_their_order() -> None:
    assert [cue.id for cue in SAFETY.cues] == [
        "suicide-or-self-harm", "child-at-risk", "domestic-abuse", "trafficking", "adult-at-risk", "self-neglect",
        "medicine-run-out", "no-food-tonight", "no-roof-tonight", "no-heat-tonight",
    ]  # fmt: skip


def test_no_cue_or_question_grades_a_risk() -> None:
    for text in [*(cue.action for cue in SAFETY.cues), *(check.question for check in SAFETY.checks)]:
        assert not re.search(r"\b(high|medium|low)[- ]risk\b|\brisk (level|score)|\btriage", text.casefold())
    assert {"risk level", "triage"} <= set(GRADING_WORDING)


def test_every_cue_says_to_follow_a_procedure_or_whom_to_speak_to() -> None:
    for cue in SAFETY.cues:
        assert re.search(r"procedure|[Ss]peak to", cue.action), cue.id
        assert set(cue.contact_roles) <= set(get_args(ContactRole))


def test_abuse_blocks_sharing_and_forbids_sessions_together() -> None:
    abuse = SAFETY.cue("domestic-abuse")
    assert abuse.is_share_blocked
    assert {"mediation", "couples-counselling", "family-session"} <= set(abuse.forbids)
    assert "safeguarding_lead" in abuse.contact_roles


def test_thoughts_of_suicide_go_to_the_same_day_clinician_first() -> None:
    assert SAFETY.cue("suicide-or-self-harm").contact_roles[0] == "same_day_clinician"


def test_the_banner_never_says_that_there_is_no_risk() -> None:
    assert SAFETY.wording.banner == "No risk recorded; this is not a risk assessment"


def fact_exists(path: str) -> bool:
    annotation: Any = Assessment
    for step in path.split("."):
        options = [annotation, *get_args(annotation)]
        models = [option for option in options if hasattr(option, "model_fields")]
        if not models:
            return str(annotation).startswith("dict")
        if step not in models[0].model_fields:
            return False
        annotation = models[0].model_fields[step].annotation
    return True


@pytest.mark.parametrize("check", SAFETY.checks, ids=lambda check: check.id)
def test_every_check_asks_about_a_fact_that_an_assessment_can_hold(check: Any) -> None:
    assert check.question.endswith("?")
    assert [path for path in check.missing if not fact_exists(path)] == []
    known = set(get_args(get_args(Housing.model_fields["situation"].annotation)[0]))
    assert set(check.situations) <= known


def test_a_check_about_a_fact_that_does_not_exist_would_be_found() -> None:
    assert not fact_exists("days_left.patience")
    assert not fact_exists("nothing")


def test_the_questions_for_a_family_in_temporary_accommodation_are_there() -> None:
    asked = {
        c.id for c in SAFETY.checks if not c.needs and not c.cues and (not c.situations or "temporary" in c.situations)
    }
    assert asked == {"food-tonight", "baby-supplies-tonight", "medicine-three-days", "who-provides", "who-helps"}


def test_every_crisis_contact_is_cited_dated_and_used() -> None:
    used = {contact.id for cue in SAFETY.cues for contact in cue.crisis_contacts}
    assert used == {contact.id for contact in SAFETY.contacts}
    for contact in SAFETY.contacts:
        assert contact.source.startswith("http"), contact.id
        assert contact.seen_on <= TODAY
        assert re.search(r"\d{3}", contact.how), contact.id


# Review, staleness and version


@pytest.mark.parametrize("pack", [RECOURSE, SAFETY], ids=["recourse", "safety"])
def test_a_pack_is_not_yet_reviewed_until_a_practitioner_signs(pack: Any) -> None:
    assert pack.review == "not yet reviewed"
    assert "not yet reviewed" in repr(pack)
    assert pack.wording.reviewed_on is None


@pytest.mark.parametrize("pack", [RECOURSE, SAFETY], ids=["recourse", "safety"])
def test_a_pack_is_sound_on_its_review_date_and_stale_on_the_day_after(pack: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_if_stale(pack, pack.review_by)
    with pytest.warns(StalePack, match="was to be reviewed by 2027-05-22"):
        warn_if_stale(pack, pack.review_by + timedelta(days=1))
    assert [problem.code for problem in pack.check(pack.review_by + timedelta(days=1))] == ["past-review-date"]


def test_a_day_before_the_date_of_the_law_is_pointed_out() -> None:
    assert RECOURSE.check(RECOURSE.law_as_of) == ()
    assert [problem.code for problem in RECOURSE.check(date(2025, 12, 5))] == ["law-after-date"]


def test_the_version_is_the_beginning_of_the_hash_of_the_file() -> None:
    content = source_of(RECOURSE).read_bytes()
    assert RECOURSE.version == hashlib.sha256(content).hexdigest()[:12]


def test_line_ends_do_not_change_the_version_and_words_do(tmp_path: Path) -> None:
    content = source_of(SAFETY).read_bytes()
    other = tmp_path / "safety.yaml"
    other.write_bytes(content.replace(b"\n", b"\r\n"))
    assert load_safety_pack(other).version == SAFETY.version
    other.write_bytes(content.replace(b"title: Safety gate", b"title: A safety gate"))
    assert load_safety_pack(other).version != SAFETY.version


def test_the_shipped_packs_are_read_once_and_can_be_copied() -> None:
    assert load_recourse_pack() is RECOURSE
    assert load_safety_pack() is SAFETY
    assert copy.deepcopy(RECOURSE) == RECOURSE


# Faults of a file


def problems_of(pack: Any, tmp_path: Path, *changes: tuple[str, str]) -> list[Problem]:
    text = source_of(pack).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / pack.file
    path.write_text(text, encoding="utf-8")
    load = load_recourse_pack if pack is RECOURSE else load_safety_pack
    with pytest.raises(InvalidPack) as caught:
        load(path)
    return list(caught.value.problems)


RULE = "  - fund: universal-credit\n    standing: public_fund\n"


def test_every_fault_of_a_recourse_pack_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    changes = [
        ("schema_version: 1", "schema_version: 2"),
        ("review_by: 2027-05-22", "review_by: 22 May 2027"),
        ("reviewed_by_role: null", "reviewed_by_role: welfare rights adviser"),
        ("  never_in: [hand-out,", "  nevr_in: [hand-out,"),
        ("({rule}, as of {date}); recorded recourse: {recourse}. spmatch", "({rule}, as of {day}). spmatch"),
        ("Questions about immigration status go", "You are entitled to help. Questions about immigration status go"),
        ("  - fund: pip\n", "  - fund: pipp\n"),
        ("  - fund: dla-adult\n    standing: public_fund", "  - fund: dla-adult\n    standing: maybe"),
        ("  - fund: income-support\n    standing: public_fund\n    group: benefits", "  - fund: income-support\n    standing: public_fund\n    group: benefit"),
        ("  - fund: attendance-allowance\n", "  - fund: universal-credit\n"),
        ("  - fund: local-welfare-scheme\n    standing: depends", "  - fund: local-welfare-scheme\n    standing: public_fund"),
        ("  - fund: state-pension\n    standing: not_public_fund\n    group: contributory\n", "  - fund: state-pension\n    standing: not_public_fund\n    group: contributory\n    whose: me\n"),
        ("    sources: [crf-guidance, crf-housing-policy]", "    sources: [crf-guidnce, crf-housing-policy]"),
        ("    valid_to: 2029-03-31", "    valid_to: 2025-03-31"),
    ]  # fmt: skip
    problems = problems_of(RECOURSE, tmp_path, *changes)
    found = {(problem.code, problem.path.rpartition(".")[2]) for problem in problems}
    assert found == {
        ("wrong-value", "schema_version"), ("wrong-value", "review_by"), ("half-reviewed", "reviewed_on"),
        ("unknown-field", "nevr_in"), ("missing-field", "never_in"), ("wrong-braces", "held_fund"),
        ("advice-wording", "adviser_signpost"), ("unknown-reference", "fund"), ("wrong-value", "standing"),
        ("wrong-value", "group"), ("duplicate-id", "fund"), ("missing-rule", "rules"), ("wrong-value", "ask"),
        ("unknown-field", "whose"), ("unknown-reference", "sources"), ("wrong-value", "valid_to"),
    }  # fmt: skip
    assert all(problem.file == "public_funds.yaml" and problem.line is not None for problem in problems)
    assert [problem.line for problem in problems] == sorted(problem.line or 0 for problem in problems)
    hints = {problem.mend for problem in problems if problem.code.startswith("unknown")}
    assert {"Did you mean 'pip'?", "Did you mean 'never_in'?", "Did you mean 'crf-guidance'?"} <= hints


def test_every_fault_of_a_safety_pack_is_reported_at_once(tmp_path: Path) -> None:
    changes = [
        ("id: uk-safety", "id: ''"),
        ("    contact_roles: [same_day_clinician, emergency_services]", "    contact_roles: [the_boss]"),
        ("    shareable_block: true", "    shareable_block: yes"),
        ("Follow your self-neglect procedure", "This is high risk. Follow your self-neglect procedure"),
        ("    raises: no-food-tonight", "    raises: no-food"),
        ("    with_child_under_months: 36", "    with_child_under_months: -1"),
        ("    needs: [fuel-costs,", "    needs: [fuel-cost,"),
        ("  - id: who-helps", "  - id: who-provides"),
        ("    seen_on: 2026-11-22", "    seen_on: 2026-11-31"),
        ('  banner: "No risk recorded;', '  banner: "{nobody} No risk recorded;'),
        ("    crisis_contacts: [emergency, modern-slavery-helpline]", "    crisis_contacts: [modern-slavery-line]"),
    ]
    problems = problems_of(SAFETY, tmp_path, *changes)
    found = sorted((problem.code, re.split(r"[.\]]", problem.path)[-1]) for problem in problems)
    assert found == sorted([
        ("wrong-value", "id"), ("wrong-value", "contact_roles"), ("wrong-value", "shareable_block"),
        ("grading-wording", "action"), ("unknown-reference", "raises"), ("wrong-value", "with_child_under_months"),
        ("unknown-reference", "needs"), ("duplicate-id", "id"), ("wrong-value", "seen_on"), ("wrong-braces", "banner"),
        ("unknown-reference", "crisis_contacts"),
    ])  # fmt: skip


def test_something_unconfirmed_cannot_be_stated_as_settled(tmp_path: Path) -> None:
    text = source_of(RECOURSE).read_text(encoding="utf-8")
    start = text.index("  - fund: charitable-help")
    changed = text[:start] + text[start:].replace("confirmed: true", "confirmed: false", 1)
    path = tmp_path / "pack.yaml"
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(InvalidPack) as caught:
        load_recourse_pack(path)
    assert [problem.code for problem in caught.value.problems] == ["unconfirmed-as-fact"]
    assert "charitable-help" not in funds_of("depends")


@pytest.mark.parametrize("content", ["", "[]", "words", "rules: 3\nsources: []\nwording: {}\n", "groups:\n  a: null\n"])
@pytest.mark.parametrize("load", [load_recourse_pack, load_safety_pack])
def test_a_file_of_another_kind_is_an_error_with_problems_and_nothing_else(
    content: str, load: Any, tmp_path: Path
) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidPack) as caught:
        load(path)
    assert caught.value.problems


def test_a_file_that_is_not_there_is_an_invalid_pack(tmp_path: Path) -> None:
    with pytest.raises(InvalidPack, match="no such file"):
        load_recourse_pack(tmp_path / "nowhere.yaml")


@given(
    place=st.sampled_from(["rules", "wording", "sources", "groups", "doubts", "law_as_of", "exceptions_for_listed_funds"]),
    value=st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.text("ab {}", max_size=4), st.just([]), st.just([3]),
                    st.just([[]]), st.just({}), st.just({"a": [1]})),
)  # fmt: skip
def test_whatever_stands_in_place_of_a_section_only_invalid_pack_is_raised(
    tmp_path_factory: pytest.TempPathFactory, place: str, value: Any
) -> None:
    data = {"schema_version": 1, "id": "a", "title": "b", place: value}
    path = tmp_path_factory.mktemp("packs") / "pack.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(InvalidPack):
        load_recourse_pack(path)


def test_the_braces_of_every_text_can_be_filled() -> None:
    filled = {"fund": "F", "rule": "R", "date": "D", "recourse": "no", "adviser": "A", "ask": "Q", "benefits": "B"}
    wording = RECOURSE.wording
    for text in (
        wording.held_fund,
        wording.held_depends,
        wording.held_needs_benefit,
        wording.outside_list,
        wording.hold_lifted,
    ):
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= set(filled)
        assert "{" not in text.format(**filled)
