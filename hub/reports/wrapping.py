"""Fitting text into a width and into the letters of a font. Whoever draws says how wide text is."""

import unicodedata
from collections.abc import Callable

Measure = Callable[[str], float]
"""Gives the width of a text without line breaks."""


def wrap(text: str, measure: Measure, width: float) -> list[str]:
    """Break text at blanks, and words that are too long anywhere; its own line breaks stay. At least one line."""
    if "\n" not in text and measure(text) <= width:
        return [text]
    return [line for paragraph in text.split("\n") for line in _wrap_paragraph(paragraph, measure, width)]


def cut(lines: list[str], most: int) -> list[str]:
    """Keep so many lines; where some are lost, the last one kept says so."""
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1].rstrip(" ,.") + "…"]


def printable(text: str) -> str:
    """Give text in the letters of western fonts (cp1252): foreign marks are dropped, unknown letters become `?`."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return "".join(_printable_letter(letter) for letter in unicodedata.normalize("NFC", text))
    return text


# Apostrophes, hyphens and blanks as phones and Word write them.
_LIKE = {
    "ʼ": "'",
    "ʿ": "'",
    "ʾ": "'",
    "ʻ": "'",
    "ʹ": "'",
    "′": "'",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "−": "-",
    "\u2009": " ",
    "\u202f": " ",
}


def _printable_letter(letter: str) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    for shape in (letter, _LIKE.get(letter, ""), plain):
        if shape and shape.encode("cp1252", "ignore").decode("cp1252") == shape:
            return shape
    return "" if unicodedata.category(letter) in {"Mn", "Cf", "Cc"} else "?"


def _wrap_paragraph(text: str, measure: Measure, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        tried = f"{lines[-1]} {word}".lstrip()
        if measure(tried) <= width:
            lines[-1] = tried
        else:
            lines += _pieces(word, measure, width)
    return lines[1:] if len(lines) > 1 and not lines[0] else lines


def _pieces(word: str, measure: Measure, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
