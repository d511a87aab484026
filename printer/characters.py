"""Characters that every thermal printer has.

Only ASCII is printed: the upper half of a cheap printer may be CP437, GB18030 or anything, and nobody can ask it.
"""

import unicodedata

NO_BREAK_SPACE = "\u00a0"
UNKNOWN = "?"

_SPELLED = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "′": "'", "ʼ": "'", "ʻ": "'", "“": '"', "”": '"', "„": '"', "″": '"',
        "«": '"', "»": '"', "‹": "'", "›": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-",
        "−": "-", "·": "-", "•": "*", "●": "*", "▪": "*", "×": "x", "÷": ":", "⁄": "/", "→": "->", "←": "<-",
        "≤": "<=", "≥": ">=", "≠": "/=", "±": "+/-", "°": "o", "✓": "v", "✔": "v", "☑": "[v]", "☐": "[ ]",
        "✗": "x", "✘": "x", "€": "EUR", "£": "GBP", "¥": "JPY", "©": "(c)", "®": "(r)", "§": "par.",
        "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
        "ð": "d", "þ": "th", "ł": "l", "Ł": "L", "ı": "i", "ħ": "h", "\t": " ",
    }
)  # fmt: skip


def printable(text: str) -> str:
    """Spell `text` in ASCII 0x20-0x7E, no-break spaces and line ends; what cannot be spelled becomes `?`.

    Accents are dropped, control characters vanish: no text can give the printer a command.
    """
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("".join(map(_spelled, line.translate(_SPELLED))) for line in lines)


def _spelled(character: str) -> str:
    if character == NO_BREAK_SPACE or " " <= character <= "~":
        return character
    spelled = unicodedata.normalize("NFKD", character).translate(_SPELLED)
    plain = "".join(c for c in spelled if " " <= c <= "~")
    return plain if plain or _leaves_no_mark(character) else UNKNOWN


def _leaves_no_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc")
