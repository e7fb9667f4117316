"""Postcodes: what is read, what is refused, and that no message or repr shows one."""

from __future__ import annotations

import contextlib
import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spmatch.geography import InvalidPostcode, Postcode, locate, parse_postcode
from spmatch.geography._packed import outward_codes

READ = [
    # what was written, as it should read, precision, special
    ("SE16 7XX", "SE16 7XX", "unit", None),
    ("se16 7xx", "SE16 7XX", "unit", None),
    ("se167xx", "SE16 7XX", "unit", None),
    ("  SE16   7XX ", "SE16 7XX", "unit", None),
    ("SE16\u00a07XX", "SE16 7XX", "unit", None),
    ("SE16\u200b7XX", "SE16 7XX", "unit", None),
    ("SE16-7XX.", "SE16 7XX", "unit", None),
    ("SE167 XX", "SE16 7XX", "unit", None),
    ("\uff33\uff25\uff11\uff16 \uff17\uff38\uff38", "SE16 7XX", "unit", None),
    ("M1 1AA", "M1 1AA", "unit", None),
    ("M11AA", "M1 1AA", "unit", None),
    ("EC1A 1BB", "EC1A 1BB", "unit", None),
    ("W1A0AX", "W1A 0AX", "unit", None),
    ("BT1 1AA", "BT1 1AA", "unit", None),
    ("SE16 7", "SE16 7", "sector", None),
    ("SE167", "SE16 7", "sector", None),
    ("SE1 6", "SE1 6", "sector", None),
    ("AB101", "AB10 1", "sector", None),
    ("SE16", "SE16", "outcode", None),
    ("se 16", "SE16", "outcode", None),
    ("SE1", "SE1", "outcode", None),
    ("EC1A", "EC1A", "outcode", None),
    ("GIR 0AA", "GIR 0AA", "unit", "giro"),
    ("gir0aa", "GIR 0AA", "unit", "giro"),
    ("BFPO 61", "BFPO 61", "outcode", "forces"),
    ("bfpo61", "BFPO 61", "outcode", "forces"),
    ("BFPO", "BFPO", "outcode", "forces"),
    ("BF1 3AA", "BF1 3AA", "unit", "forces"),
    ("JE2 3XP", "JE2 3XP", "unit", "crown_dependency"),
    ("GY1 1AA", "GY1 1AA", "unit", "crown_dependency"),
    ("IM99 1AB", "IM99 1AB", "unit", "crown_dependency"),
    ("JE2", "JE2", "outcode", "crown_dependency"),
    ("SE1P 4XX", "SE1P 4XX", "unit", "po_box"),
    ("SE99", "SE99", "outcode", "po_box"),
    ("BX9 1AS", "BX9 1AS", "unit", "po_box"),
    ("ZZ99 3VZ", "ZZ99 3VZ", "unit", "no_fixed_abode_or_unknown"),
    ("ZZ99 3CZ", "ZZ99 3CZ", "unit", "no_fixed_abode_or_unknown"),
    ("ZZ99 9ZZ", "ZZ99 9ZZ", "unit", "no_fixed_abode_or_unknown"),
    ("zz99", "ZZ99", "outcode", "no_fixed_abode_or_unknown"),
]

REFUSED = [
    # what was written, what may have been meant
    ("SE16 7LO", None),
    ("SE16 0CI", None),
    ("SE16 7XK", None),
    ("Q1 1AA", None),
    ("ZZ1 1AA", None),
    ("GX11 1AA", None),
    ("ASCN 1ZZ", None),
    ("A9A 9AA", None),
    ("SE16 7X", None),
    ("SE16 7XXX", None),
    ("SE16 77X", None),
    ("SE", None),
    ("", None),
    ("   ", None),
    ("Peckham", None),
    ("SE1, SE16", None),
    ("\u015eE16 7XX", None),
    ("SE\u0661\u0666 7XX", None),
    ("BFPO 12345", None),
    ("GIR 1AA", None),
    ("JE0 1AA", None),
    ("SEI6 7XX", "SE16 7XX"),
    ("SE1O 7XX", "SE10 7XX"),
    ("SE16 OXX", "SE16 0XX"),
    ("SE16 IXX", "SE16 1XX"),
    ("0X1 1AA", "OX1 1AA"),
    ("G1R OAA", "GIR 0AA"),
    ("BFP0 61", "BFPO 61"),
    ("SEI6", "SE16"),
    ("ABIO I", "AB10 1"),
]


@pytest.mark.parametrize(("written", "text", "precision", "special"), READ)
def test_a_postcode_is_read(written: str, text: str, precision: str, special: str | None) -> None:
    postcode = parse_postcode(written)
    assert (postcode.text, postcode.precision, postcode.special) == (text, precision, special)


@pytest.mark.parametrize(("written", "meant"), REFUSED)
def test_what_is_no_postcode_is_refused_and_repaired_only_as_a_suggestion(written: str, meant: str | None) -> None:
    with pytest.raises(InvalidPostcode) as caught:
        parse_postcode(written)
    assert caught.value.suggestion == meant


@pytest.mark.parametrize("written", [written for written, _ in REFUSED if len(written.strip()) > 2])
def test_an_error_never_shows_what_was_written_nor_what_was_meant(written: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_postcode(written)
    shown = f"{caught.value} {caught.value!r} {caught.value.args!r} {caught.value.__context__!r}".upper()
    assert written.upper().strip() not in shown
    assert "".join(written.upper().split()) not in shown
    assert "SE16" not in shown


def test_a_postcode_shows_nothing_of_itself() -> None:
    postcode = parse_postcode("SE1 0AA")
    assert repr(postcode) == str(postcode) == f"{postcode}" == "Postcode(<unit>)"
    assert "SE1" not in f"{[postcode]} {locate(postcode)} {locate(postcode)!r}"


def test_a_postcode_has_its_parts() -> None:
    assert parse_postcode("ec1a1bb") == Postcode("EC1A", "unit", "EC1A 1", "1BB")
    assert parse_postcode("EC1A 1") == Postcode("EC1A", "sector", "EC1A 1")
    assert parse_postcode("EC1A") == Postcode("EC1A", "outcode")


def test_a_space_tells_a_sector_from_a_district() -> None:
    assert parse_postcode("SE1 6").sector == "SE1 6"
    assert parse_postcode("SE16").sector is None


def test_an_error_survives_copying_between_processes() -> None:
    with pytest.raises(InvalidPostcode) as caught:
        parse_postcode("SEI6 7XX")
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert str(again) == str(caught.value)
        assert again.suggestion == caught.value.suggestion


INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
FULL = st.tuples(
    st.sampled_from(sorted(outward_codes())),
    st.sampled_from("0123456789"),
    st.text(alphabet=INWARD_LETTERS, min_size=2, max_size=2),
)


@given(FULL, st.sampled_from(["", " ", "  ", "\u00a0", "-", "\t"]), st.booleans())
def test_every_way_of_writing_a_full_postcode_reads_the_same(
    parts: tuple[str, str, str], gap: str, is_small: bool
) -> None:
    outward, figure, letters = parts
    written = f"{outward}{gap}{figure}{letters}"
    postcode = parse_postcode(written.lower() if is_small else written)
    assert (postcode.outward, postcode.sector, postcode.inward) == (outward, f"{outward} {figure}", figure + letters)
    assert parse_postcode(postcode.text) == postcode


def test_every_outward_code_and_sector_reads_back() -> None:
    written = [text for outward in sorted(outward_codes()) for text in (outward, f"{outward} 9")]
    assert [parse_postcode(text).text for text in written] == written


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_in_good_order(text: str) -> None:
    with contextlib.suppress(InvalidPostcode):
        postcode = parse_postcode(text)
        assert parse_postcode(postcode.text) == postcode
