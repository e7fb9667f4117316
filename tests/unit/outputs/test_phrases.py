import re
from importlib.resources import files
from pathlib import Path

import pytest

from spmatch.errors import InvalidPack
from spmatch.model.recommendation import Phase, State
from spmatch.outputs.phrases import load_phrases, parse_phrases, required_codes
from spmatch.rules.packs import ADVICE_WORDING

TEXT = (files("spmatch.outputs") / "phrases.yaml").read_text(encoding="utf-8")
LONGEST_SENTENCE = 25  # words; beyond that, plain-English guides agree, readers get lost


def all_phrases() -> list[str]:
    return [phrase for section in load_phrases().sections.values() for phrase in section.values()]


def test_every_code_has_a_phrase() -> None:
    phrases = load_phrases()
    for section, codes in required_codes().items():
        assert set(codes) == set(phrases.sections[section])


def test_new_codes_are_found_by_themselves() -> None:
    codes = required_codes()
    assert set(codes["states"]) == set(State)
    assert set(codes["phases"]) == set(Phase)
    assert {"age", "member", "asked", "not"} <= set(codes["criteria"])
    assert "is_pregnant" in codes["facts"]
    assert "asylum_accommodation" in codes["housing_situations"]


@pytest.mark.parametrize("section", ["steps", "points", "frames", "changes", "headings", "lines", "severity"])
def test_phrases_called_by_name_are_all_used(section: str) -> None:
    folder = Path(str(files("spmatch.outputs")))
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    literals = set(re.findall(r"[\"']([a-z_]+)[\"']", code)) | {"0", "1", "2", "3"}
    built = {f"{start}{answer}" for start in ("", "leaves_out_", "asked_") for answer in ("yes", "no", "unknown")}
    assert set(load_phrases().sections[section]) - literals - built == set()


def test_no_phrase_reads_like_advice() -> None:
    said = " ".join(all_phrases()).casefold()
    more = ("entitled", "eligible", "should apply", "must apply", "nrpf", "immigration status of", "if your child were")
    assert [words for words in (*ADVICE_WORDING, *more) if words in said] == []


def test_no_phrase_speaks_of_users_patients_or_clients() -> None:
    said = " ".join(all_phrases()).casefold()
    assert re.findall(r"\b(users?|patients?|clients?|customers?|items?)\b", said) == []


def test_sentences_are_short() -> None:
    sentences = [part for phrase in all_phrases() for part in re.split(r"[.?!;:] ", phrase)]
    assert [sentence for sentence in sentences if len(sentence.split()) > LONGEST_SENTENCE] == []


def test_held_funds_are_worded_by_the_recourse_pack_alone() -> None:
    assert "speak to a regulated" not in TEXT
    assert "public-funds list ({rule}" not in TEXT


def test_the_pack_says_that_nobody_has_reviewed_it() -> None:
    assert load_phrases().reviewed_by_role is None
    assert load_phrases().reviewed_on is None


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ('  held: "What would help is held back."\n', "", "missing-phrase", "gaps.held"),
        ("gaps:\n", 'gaps:\n  hedl: "Held."\n', "unknown-name", "gaps.hedl"),
        ("gaps:\n", 'holes:\n  a: "b"\ngaps:\n', "unknown-field", "holes"),
        ("For: {needs}.", "For: {need}.", "wrong-blanks", "lines.helps_with"),
        ("For: {needs}.", "For: {needs.", "wrong-value", "lines.helps_with"),
        ("For: {needs}.", "You are  Entitled to {needs}.", "advice-wording", "lines.helps_with"),
        ('"What would help is held back."', "null", "wrong-value", "gaps.held"),
        ("reviewed_on: null\n", "", "missing-field", "reviewed_on"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_place(old: str, new: str, code: str, path: str) -> None:
    assert old in TEXT
    with pytest.raises(InvalidPack) as caught:
        parse_phrases(TEXT.replace(old, new, 1))
    assert (code, path) in [(problem.code, problem.path) for problem in caught.value.problems]


def test_a_missing_section_is_told() -> None:
    without = re.sub(r"(?ms)^gaps:\n.*?\n\n", "", TEXT)
    with pytest.raises(InvalidPack, match="the section 'gaps' is missing"):
        parse_phrases(without)


def test_a_code_without_a_phrase_is_told_in_its_own_words() -> None:
    assert load_phrases().say("notes", "brand_new_note") == "brand new note"


def test_what_fills_a_blank_is_made_harmless_and_never_filled_again() -> None:
    said = load_phrases().say("lines", "helps_with", needs="{needs}\x1b[31m \u202ered")
    assert said == "For: {needs} red."
