from dataclasses import replace
from datetime import date

import pytest

from spmatch.model.directory import Directory
from spmatch.model.recommendation import Action, Exclusion, Match, Plan, Recommendation, SafetyLine
from spmatch.outputs import plan_lines, plan_text
from spmatch.rules.packs import load_recourse_pack, load_safety_pack


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_page_keeps_the_order_a_link_worker_needs(recommendation: Recommendation, directory: Directory) -> None:
    text = plan_text(recommendation, directory)
    headings = [
        "Plan for 22 November 2026",
        "Built on illustrative services: do not use for a real person.",
        "SAFETY FIRST",
        "Ask now",
        "SIX AREAS OF LIFE",
        "STEPS",
        "In place already",
        "\nNow\n",
        "Start now, long wait",
        "Later",
        "CHECK FIRST",
        "TALK THROUGH FIRST",
        "HELD BACK",
        "NOT AVAILABLE",
        "LEFT OUT",
        "LOWERED FOR NOW",
        "GAPS",
        "QUESTIONS THAT WOULD CHANGE THE PLAN",
        "WHAT THIS RESTS ON",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_the_banner_is_there_only_for_illustrative_services(
    recommendation: Recommendation, directory: Directory
) -> None:
    banner = "do not use for a real person"
    assert banner in plan_text(recommendation, directory)
    assert banner not in plan_text(replace(recommendation, has_illustrative=False), directory)


def test_severity_is_said_in_words_and_not_known_is_not_nothing(
    recommendation: Recommendation, directory: Directory
) -> None:
    text = plan_text(recommendation, directory)
    assert "  Housing                 [???]  not known" in text
    assert "  Mental health           [---]  no problem named" in text
    assert "  Food and eating         [###]  severe difficulty: food now" in text
    assert "some difficulty: feeling lonely (does not want help with this now)" in text


def test_a_step_says_what_to_do_and_in_what_order(recommendation: Recommendation, directory: Directory) -> None:
    text = one_line(plan_text(recommendation, directory))
    assert "1. Nappy run (Example trust) [illustrative]" in text
    assert "Comes now because it is urgent." in text
    assert "If that does not work: Food parcel." in text
    assert "2. Food parcel (Example trust) [check first, illustrative]" in text
    assert "After: Nappy run." in text
    assert "Only once this is answered: Do you have this to hand: Voucher?" in text
    assert "Bring: the voucher; a bag." in text
    assert "3. Men's shed (Example trust) [illustrative]" in text
    assert "Look again from 22 October 2027." in text


def test_help_in_place_is_kept_and_not_referred_again(recommendation: Recommendation, directory: Directory) -> None:
    text = one_line(plan_text(recommendation, directory))
    assert "In place already - Immigration advice For: immigration advice. In place already: solicitor." in text
    assert text.index("Keep it going") < text.index("1. Nappy run")


def test_a_held_fund_shows_rule_date_and_signpost(recommendation: Recommendation, directory: Directory) -> None:
    pack = load_recourse_pack()
    text = one_line(plan_text(recommendation, directory))
    assert "Held back: Universal Credit is on the public-funds list" in text
    assert "as of 6 December 2025" in text
    assert one_line(pack.wording.adviser_signpost) in text
    signposted = replace(recommendation, signposts=("family-help",))
    assert "Signpost: Family help (Example trust)." in one_line(plan_text(signposted, directory))


def test_the_adviser_signpost_is_not_said_twice(recommendation: Recommendation, directory: Directory) -> None:
    signpost = load_recourse_pack().wording.adviser_signpost
    text = one_line(plan_text(replace(recommendation, signposts=(signpost,)), directory))
    assert text.count(one_line(signpost)) == 1


def test_a_card_to_talk_through_is_the_packs_own(recommendation: Recommendation, directory: Directory) -> None:
    text = one_line(plan_text(recommendation, directory))
    assert one_line(load_recourse_pack().wording.section_17_card) in text


def test_missing_team_contacts_are_said(recommendation: Recommendation, directory: Directory) -> None:
    text = one_line(plan_text(recommendation, directory))
    assert "No same-day clinician is set up for this team." in text
    assert "No safeguarding lead is set up for this team." in text


def test_an_urgent_action_comes_first_with_whom_to_tell(recommendation: Recommendation, directory: Directory) -> None:
    pack = load_safety_pack()
    cue = pack.cue("domestic-abuse")
    actions = (
        Action(cue.id, cue.action, "safeguarding_lead", "the lead on duty"),
        Action("medicine-run-out", "Speak to the clinician.", "same_day_clinician", None, is_acknowledged=True),
    )
    safety = SafetyLine("", actions, ("Self-neglect",), is_sharing_blocked=True)
    text = one_line(plan_text(replace(recommendation, safety=safety), directory))
    assert text.index("1. Domestic abuse") < text.index("SIX AREAS OF LIFE")
    assert one_line(cue.action) in text
    assert "Speak to the safeguarding lead: the lead on duty." in text
    assert "National Domestic Abuse Helpline, run by Refuge: Call 0808 2000 247, free." in text
    assert one_line(pack.wording.acknowledge) in text
    assert "Acknowledged." in text
    assert one_line(pack.wording.share_blocked) in text
    assert "Self-neglect, mentioned: read the note." in text
    assert "No risk recorded" not in text


def test_an_unknown_cue_or_role_is_told_in_its_own_words(recommendation: Recommendation, directory: Directory) -> None:
    safety = SafetyLine(
        "", (Action("new-cue", "Do this.", "new_role", None),), ("another-cue",), missing_contacts=("new_role",)
    )
    text = plan_text(replace(recommendation, safety=safety), directory)
    assert "1. new cue" in text
    assert "Speak to new role." in text
    assert "another-cue" in text
    assert "No new role is set up for this team." in text


def test_what_is_not_available_is_counted_unless_everything_is_asked_for(
    recommendation: Recommendation, directory: Directory
) -> None:
    assert "1 service of those that relate" in plan_text(recommendation, directory)
    full = one_line(plan_text(recommendation, directory, most=None))
    assert "Men's shed (Example trust) It is for somebody who is a man." in full


def test_long_lists_are_cut_and_say_so_but_holds_never(
    recommendation: Recommendation, directory: Directory, check_first: Match, held: Exclusion
) -> None:
    many = replace(recommendation, matches=(check_first,) * 12, excluded=(held,) * 12)
    text = plan_text(many, directory, most=3)
    assert "and 9 more" in text
    assert text.count("Held back: Universal Credit") == 12
    assert "and 9 more" not in plan_text(many, directory, most=None)


def test_at_most_five_questions_are_asked(recommendation: Recommendation, directory: Directory) -> None:
    many = replace(recommendation, questions=recommendation.questions[:1] * 9)
    assert "5. Ask the person: Do you have this" in plan_text(many, directory)
    assert "6. Ask the person" not in plan_text(many, directory)
    assert "9. Ask the person" in plan_text(many, directory, most=None)


def test_a_question_says_what_it_bears_on(recommendation: Recommendation, directory: Directory) -> None:
    assert "   Bears on Food parcel." in plan_text(recommendation, directory)


def test_a_date_to_look_again_is_given_for_what_time_may_change(
    recommendation: Recommendation, directory: Directory, not_available: Exclusion
) -> None:
    later = replace(recommendation, excluded=(replace(not_available, possible_from=date(2027, 3, 22)),))
    assert "Look again from 22 March 2027." in plan_text(later, directory, most=None)


def test_an_empty_answer_is_still_a_page(recommendation: Recommendation, directory: Directory) -> None:
    empty = replace(
        recommendation, determinants=(), matches=(), excluded=(), plan=Plan(), gaps=(), questions=(), signposts=()
    )
    text = plan_text(empty, directory)
    assert "No step could be planned" in text
    assert "HELD BACK" not in text
    assert "GAPS" not in text


def test_services_that_are_not_in_the_directory_do_not_break_the_page(
    recommendation: Recommendation, directory: Directory
) -> None:
    bare = directory.model_copy(update={"services": ()})
    bare.__dict__.pop("by_id", None)
    assert "nappy run" in plan_text(recommendation, bare)


def test_warnings_are_shown_at_the_top(recommendation: Recommendation, directory: Directory) -> None:
    text = plan_text(replace(recommendation, warnings=("A rule pack is past its review date.",)), directory)
    assert text.index("past its review date") < text.index("SAFETY FIRST")


@pytest.mark.parametrize("width", [40, 72, 100])
def test_no_line_is_wider_than_asked_for(width: int, recommendation: Recommendation, directory: Directory) -> None:
    lines = plan_lines(recommendation, directory, width=width)
    assert [line.text for line in lines if len(line.text) > width] == []


def test_styled_lines_and_plain_text_say_the_same(recommendation: Recommendation, directory: Directory) -> None:
    lines = plan_lines(recommendation, directory)
    assert "\n".join(line.text for line in lines).strip("\n") + "\n" == plan_text(recommendation, directory)
    assert {line.style for line in lines} >= {"title", "heading", "warning", "held", "check", "good"}


def test_the_versions_and_the_missing_review_are_said(recommendation: Recommendation, directory: Directory) -> None:
    text = one_line(plan_text(recommendation, directory))
    assert "spmatch 0.1.0; directory d1; vocabulary needs; public funds r1; safety s1; weights w1" in text
    assert "not yet reviewed by a practitioner" in text
