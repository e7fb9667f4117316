"""The names of funds and the small closed lists."""

from __future__ import annotations

import pickle
from itertools import pairwise

import pytest

from spmatch.errors import UnknownName
from spmatch.vocabulary import funds_vocabulary, listing, listings, needs_vocabulary

FUNDS = funds_vocabulary()

# Paragraph 6.2 of the Immigration Rules, introduction, and what is commonly mistaken for part of it.
PROMISED = (
    "universal-credit housing-benefit child-benefit carers-allowance dla-child dla-adult pip attendance-allowance "
    "pension-credit income-support jsa-income-based esa-income-related child-tax-credit working-tax-credit "
    "severe-disablement-allowance council-tax-reduction scottish-council-tax-reduction council-tax-discretionary-relief "
    "homelessness-assistance social-housing-allocation council-housing-1985-act sure-start-maternity-grant "
    "funeral-expenses-payment cold-weather-payment winter-fuel-payment budgeting-loan localism-act-payment "
    "domestic-rate-relief discretionary-support-ni scottish-welfare-fund child-disability-payment "
    "adult-disability-payment carers-allowance-supplement scottish-child-payment funeral-support-payment "
    "job-start-payment child-winter-heating-payment winter-heating-payment carer-support-payment "
    "pension-age-disability-payment pension-age-winter-heating-payment scottish-adult-dla "
    "local-welfare-scheme crisis-and-resilience-crisis-payment crisis-and-resilience-housing-payment "
    "section-17-support care-act-support healthy-start healthy-start-extension free-school-meals nhs-low-income-scheme "
    "asylum-support-s95 asylum-support-s98 asylum-support-s4 early-education-two-year-old-nrpf state-pension "
    "new-style-jsa new-style-esa maternity-allowance guardians-allowance statutory-sick-pay bereavement-support-payment "
    "industrial-injuries-disablement-benefit child-maintenance concessionary-travel council-tax-sole-occupier-discount "
)


@pytest.mark.parametrize("fund_id", PROMISED.split())
def test_every_fund_that_rules_name_exists(fund_id: str) -> None:
    assert FUNDS[fund_id].id == fund_id


def test_every_fund_has_a_plain_label_and_a_nation() -> None:
    for fund in FUNDS.values():
        assert fund.plain_label
        assert fund.nations


def test_short_names_lead_to_every_fund_that_goes_by_them() -> None:
    assert [fund.id for fund in FUNDS.named("uc")] == ["universal-credit"]
    assert [fund.id for fund in FUNDS.named(" HB ")] == ["housing-benefit"]
    assert [fund.id for fund in FUNDS.named("JSA")] == ["jsa-income-based", "new-style-jsa"]
    assert FUNDS.named("universal credits perhaps") == ()


def test_funds_are_named_without_any_legal_standing() -> None:
    assert set(FUNDS["pip"].__dataclass_fields__) == {"id", "label", "plain_label", "synonyms", "nations"}


def test_a_slip_in_a_fund_is_answered_with_funds_that_look_alike() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'universal-credit'"):
        FUNDS["universal-credt"]
    assert "universal-credt" not in FUNDS
    assert FUNDS.get("universal-credt") is None


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("languages", "eng spa por ara som ben yor pol tur vie zho fra ita ukr fas tir amh sqi bfi"),
        ("delivery_modes", "in_person home_visit online phone delivered collection outreach"),
        ("interests", "cooking gardening music football faith walking"),
        ("documents", "photo-id proof-of-address proof-of-income birth-certificate benefit-letter referral-letter"),
        ("documents", "nhs-number bank-account clinical-clearance"),
        ("conditions", "dementia diabetes hearing-loss autism asthma copd depression anxiety arthritis heart-disease"),
        ("conditions", "stroke learning-disability sight-loss"),
        ("accessibility", "step-free accessible-toilet hearing-loop bsl quiet-space parking pram-friendly lift"),
        ("accessibility", "large-print changing-place"),
    ],
)
def test_lists_hold_what_other_files_choose_from(name: str, ids: str) -> None:
    assert set(ids.split()) <= set(listing(name))


@pytest.mark.parametrize(
    "name", ["languages", "delivery_modes", "interests", "documents", "conditions", "accessibility"]
)
def test_no_list_says_the_same_word_for_two_entries(name: str) -> None:
    owners: dict[str, str] = {}
    for entry in listing(name).values():
        for word in {entry.label.casefold(), *(synonym.casefold() for synonym in entry.synonyms)}:
            assert owners.setdefault(word, entry.id) == entry.id


def test_languages_are_known_by_three_small_letters() -> None:
    assert all(len(code) == 3 and code.isalpha() and code.islower() for code in listing("languages"))
    assert len(listing("languages")) >= 60


def test_the_interests_have_a_label_each_and_stand_in_alphabetical_order() -> None:
    ids = list(listing("interests"))
    assert all(first < second for first, second in pairwise(ids))
    assert 25 <= len(ids) <= 40


def test_asking_for_what_is_not_there_names_what_is() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'languages'"):
        listing("language")
    with pytest.raises(UnknownName, match=r"no entry of delivery_modes 'in_persn'\. Did you mean 'in_person'"):
        listing("delivery_modes")["in_persn"]


def test_vocabularies_show_their_size_and_can_be_sent_to_another_process() -> None:
    assert repr(listing("delivery_modes")) == "Listing('delivery_modes', 7 entries)"
    assert repr(FUNDS) == f"FundsVocabulary('public-funds-and-help', {len(FUNDS)} funds)"
    assert pickle.loads(pickle.dumps(FUNDS)).ids == FUNDS.ids
    assert list(pickle.loads(pickle.dumps(listings()))) == list(listings())
    assert pickle.loads(pickle.dumps(needs_vocabulary())).ids == needs_vocabulary().ids
