"""The words of reports and papers. Paper speaks Indonesian; what is shown on a screen may speak another language."""

from collections.abc import Sequence
from pathlib import Path

from ledger.book import Status
from ledger.catalogue import Catalogue
from ledger.facts import Manner, Mark, Refusal, Unserved

texts = Catalogue(Path(__file__).parent / "texts")
"""In Indonesian. `texts.in_language("en")` gives the same in English, as far as it makes sense."""


def status_words(status: Status, t: Catalogue = texts) -> str:
    """Name a status: `Diserahkan`."""
    return t(f"status.{status.value}")


def manner_words(manner: Manner, t: Catalogue = texts) -> str:
    """Say who received it: `Diterima sendiri`."""
    return t(f"manner.{manner.name.lower()}")


def mark_words(mark: Mark, t: Catalogue = texts) -> str:
    """Say how it was confirmed: `tanda tangan`."""
    return t(f"mark.{mark.name.lower()}")


def unserved_words(reason: Unserved, t: Catalogue = texts) -> str:
    """Say why it was not handed over: `Berkas belum lengkap`."""
    return t(f"unserved.{reason.name.lower()}")


def refusal_words(reason: Refusal, t: Catalogue = texts) -> str:
    """Say why a check-in was refused: `Tidak ada di daftar`."""
    return t(f"refusal.{reason.name.lower()}")


def proof_words(proof: str) -> str:
    """Name a paper that people bring: `KTP`. One that only this office knows is named by its own code."""
    return texts(f"proof.{proof}") if f"proof.{proof}" in texts else proof.replace("_", " ")


def joined(words: Sequence[str]) -> str:
    """Join as in a sentence: `a`, `a dan b`, `a, b, dan c`."""
    if len(words) < 3:
        return " dan ".join(words)
    return ", ".join(words[:-1]) + f", dan {words[-1]}"
