import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spmatch.render import clean, escape_html, safe_url


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Food \x1b[31mbank\x1b[0m", "Food bank"),
        ("Food\x9b31m bank", "Food bank"),
        ("\x1b]0;a new window title\x07Food bank", "Food bank"),
        ("\x1b]8;;https://example.org\x1b\\Food bank\x1b]8;;\x1b\\", "Food bank"),
        ("\x1bcFood bank", "Food bank"),
        ("Food\x00 ba\x08nk\x7f", "Food bank"),
        ("Food\u202e knab\u202c bank", "Food knab bank"),
        ("\u2066Food\u2069 bank\ufeff", "Food bank"),
        ("Food\r\n\tbank\u2028", "Food bank"),
        ("Food\u00adbank \ud800", "Foodbank"),
        (
            "Caf\u00e9, \u0641\u0627\u0631\u0633\u06cc\u200c\u0647\u0627",
            "Caf\u00e9, \u0641\u0627\u0631\u0633\u06cc\u200c\u0647\u0627",
        ),
        ("ends in a command \x1b[", "ends in a command"),
        ("ends in \x1b", "ends in"),
    ],
)
def test_what_a_terminal_would_obey_or_hide_is_gone(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_long_text_is_cut_and_says_so() -> None:
    shown = clean("x" * 10_000, limit=100)
    assert len(shown) == 100
    assert shown.endswith("...")
    assert clean("x" * 100, limit=100) == "x" * 100


@given(st.text())
def test_a_clean_text_is_one_line_without_control_or_direction_characters(text: str) -> None:
    shown = clean(text)
    assert clean(shown) == shown
    assert "\n" not in shown
    bad = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert bad <= {"\u200c", "\u200d"}


@given(st.text())
def test_escaped_text_has_no_character_that_opens_markup(text: str) -> None:
    assert not set("<>\"'") & set(escape_html(text))


def test_markup_comes_out_as_words() -> None:
    assert escape_html("<img src=x onerror=alert(1)>") == "&lt;img src=x onerror=alert(1)&gt;"
    assert escape_html("A & B") == "A &amp; B"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " java\nscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "https://",
        "https://food.example@evil.example/",
        "http://[",
        "example.org",
        "",
        None,
    ],
)
def test_only_plain_web_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_a_plain_address_stays_as_it_is_and_odd_characters_are_encoded() -> None:
    assert safe_url("https://example.org/form?a=1&b=2#top") == "https://example.org/form?a=1&b=2#top"
    assert safe_url('https://example.org/"onmouseover="x') == "https://example.org/%22onmouseover=%22x"


@given(st.text())
def test_no_address_can_break_out_of_an_attribute(text: str) -> None:
    url = safe_url("https://example.org/" + text)
    assert url is None or not set("<>\"' \n") & set(url)
