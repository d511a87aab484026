"""The hub's texts, and the words for whatever went wrong."""

import datetime
from collections.abc import Iterable
from pathlib import Path

from hub.errors import HubError
from hub.lists.errors import AnswersMissing, ListError, NoHeadings, NotAList
from ledger.catalogue import FIRST_LANGUAGE, Catalogue
from ledger.errors import CannotListen, ChunkRefused, EvidenceRefused
from ledger.evidence import Gap
from ledger.wording import clock_time, local_time, plain_date

TEXTS = Path(__file__).parent / "texts"
_LIST_TEXTS = Path(__file__).parent / "lists" / "texts"
_OF_LISTS = {NotAList: "not_a_list", NoHeadings: "no_headings", AnswersMissing: "answers_missing"}


def hub_texts(language: str = FIRST_LANGUAGE) -> Catalogue:
    """Give the hub's texts in a language."""
    return Catalogue(TEXTS, language)


def error_words(error: Exception, texts: Catalogue) -> str:
    """Say in one sentence what went wrong; raises `KeyError` for an error that is none of ours."""
    if isinstance(error, ListError):
        about_lists = Catalogue(_LIST_TEXTS, texts.language)
        return about_lists(f"error.{_OF_LISTS[type(error)]}")
    key = next((f"error.{kind.__name__}" for kind in type(error).__mro__ if f"error.{kind.__name__}" in texts), None)
    if key is None:
        raise KeyError(type(error).__name__)
    values: dict[str, object] = {"message": str(error)}
    if isinstance(error, HubError):
        values |= error.values
    if isinstance(error, CannotListen):
        values |= {"host": error.host, "port": error.port}
    if isinstance(error, ChunkRefused | EvidenceRefused):
        values["reason"] = refused_chunk_words(error.reason, texts)
    return texts(key, **values)


def refused_chunk_words(reason: str, texts: Catalogue) -> str:
    """Say why a kiosk's chunk was refused."""
    return texts(f"refused_chunk.{reason}")


def when(at_ms: int, timezone: str) -> str:
    """Write an instant (milliseconds UTC): `3 Maret 2026 13.05 WITA`."""
    local: datetime.datetime = local_time(at_ms, timezone)
    return f"{plain_date(local.date())} {clock_time(local, timezone)}"


def gap_numbers(gaps: Iterable[Gap]) -> str:
    """Write which numbers are missing: `4, 7–9`."""
    return ", ".join(f"{gap.first}" if gap.first == gap.last else f"{gap.first}–{gap.last}" for gap in gaps)
