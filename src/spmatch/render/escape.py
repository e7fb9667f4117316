"""Making text harmless before anybody prints it: no control codes, no hidden direction marks, no markup, no odd links.

A directory comes from many hands. Its text is shown to link workers in terminals, notebooks and pages, so whatever
stands in it must come out as plain words.
"""

from __future__ import annotations

import html
import unicodedata
from urllib.parse import quote, urlsplit

__all__ = ["clean", "escape_html", "safe_url"]

ELLIPSIS = "..."
# Whole terminal commands would leave their letters behind ("[31m") if only the first character were dropped.
_ESCAPE = "\x1b"
_STRING_COMMANDS = "]PX^_"  # operating system command and its kin: run on to BEL or ESC \
_KEPT_FORMAT = {
    "\u200c",  # zero width non-joiner: part of spelling in Persian and some Indian scripts
    "\u200d",  # zero width joiner: the same
}


def clean(text: str, *, limit: int | None = None) -> str:
    r"""Return a text on one line without terminal commands, control characters and direction overrides.

    Parameters
    ----------
    text
        Any text; runs of white space become one space.
    limit
        Longest length, in characters; a longer text is cut and ends in "...". None: no limit.

    Examples
    --------
    >>> clean("Food\x1b[31m bank\u202e\n today")
    'Food bank today'
    >>> clean("A very long description", limit=10)
    'A very...'
    """
    kept = "".join(_kept(character) for character in _without_commands(text))
    line = " ".join(kept.split())
    if limit is not None and len(line) > limit:
        return line[: limit - len(ELLIPSIS)].rstrip() + ELLIPSIS
    return line


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " " if character.isspace() else ""
    if category in ("Cf", "Cs", "Co", "Cn"):
        return character if character in _KEPT_FORMAT else ""
    return character


def _without_commands(text: str) -> str:
    """Return the text without terminal commands (ANSI escape sequences), however they end."""
    text = text.replace("\x9b", _ESCAPE + "[")  # the one-character form of the same command
    if _ESCAPE not in text:
        return text
    first, *rest = text.split(_ESCAPE)
    kept = [first]
    in_string = False
    for piece in rest:
        if in_string and piece.startswith("\\"):
            in_string = False
            kept.append(piece[1:])
        elif piece[:1] in _STRING_COMMANDS and piece:
            _, bell, after = piece.partition("\x07")
            in_string = not bell
            kept.append(after)
        else:
            in_string = False
            kept.append(_after_command(piece))
    return "".join(kept)


def _after_command(piece: str) -> str:
    """Return what follows a command whose escape character has been taken off."""
    if not piece.startswith("["):
        return piece[1:]
    for position, character in enumerate(piece[1:], start=1):
        if "@" <= character <= "~":
            return piece[position + 1 :]
    return ""


def escape_html(text: str, *, limit: int | None = None) -> str:
    """Return a text that is safe as the content or a quoted attribute of HTML.

    Examples
    --------
    >>> escape_html("<script>alert('x')</script>")
    '&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;'
    """
    return html.escape(clean(text, limit=limit), quote=True)


def safe_url(url: str | None) -> str | None:
    """Return a web address fit for a link; None for anything that is not plain http or https with a host.

    Examples
    --------
    >>> safe_url("https://example.org/a b"), safe_url("javascript:alert(1)"), safe_url("https://user:pw@example.org")
    ('https://example.org/a%20b', None, None)
    """
    if url is None:
        return None
    text = clean(url)
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    return quote(text, safe=":/?#[]@!$&()*+,;=%~-._")
