import inspect
from pathlib import Path

import pytest

from hub import errors
from hub.errors import HubError
from hub.lists import errors as list_errors
from hub.wording import error_words, hub_texts, refused_chunk_words, when
from ledger import errors as ledger_errors
from ledger.errors import (
    CannotListen,
    ChunkRefused,
    EvidenceRefused,
    LedgerError,
    LogInUse,
    MirrorAhead,
    PackRefused,
)
from tests.hub.office import NOON

WITH_MORE_TO_SAY = (ChunkRefused, CannotListen, PackRefused, EvidenceRefused, MirrorAhead)
REASONS = ("size", "malformed", "bad_entry", "gap", "fork", "chain", "signature", "stranger", "revoked")
HUB_ERRORS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind is not HubError]


@pytest.mark.parametrize("kind", HUB_ERRORS)
def test_every_error_of_the_hub_has_words_in_both_languages(kind: type[HubError]) -> None:
    for language in ("id", "en"):
        texts = hub_texts(language)
        assert f"error.{kind.__name__}" in texts


def test_words_are_filled_with_what_the_error_knows() -> None:
    texts = hub_texts()
    assert "Emas" in error_words(errors.UnknownProgramme("x", programme="Emas"), texts)
    assert "12 detik" in error_words(errors.TooManyAttempts(12.2), texts)
    assert "tanda tangan" in error_words(ChunkRefused("signature", "x"), texts)
    assert "::1 nomor port 80:" in error_words(CannotListen("x", "::1", 80), texts)
    assert "halaman kantor" in error_words(LogInUse("x"), texts)


def test_errors_of_the_ledger_and_of_lists_have_words_too() -> None:
    texts = hub_texts()
    for _, kind in inspect.getmembers(ledger_errors, inspect.isclass):
        if issubclass(kind, LedgerError) and kind not in WITH_MORE_TO_SAY:
            assert error_words(kind("x"), texts)
    for error in (list_errors.NotAList("x"), list_errors.NoHeadings("x"), list_errors.AnswersMissing(("village",))):
        assert error_words(error, texts)
    assert error_words(EvidenceRefused("signature", "x"), texts)
    assert error_words(MirrorAhead(Path("log"), 3), texts)
    assert error_words(PermissionError("x"), texts)


def test_what_is_not_ours_has_no_words() -> None:
    with pytest.raises(KeyError):
        error_words(ZeroDivisionError(), hub_texts())


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_for_refusing_a_chunk_has_words(reason: str) -> None:
    assert refused_chunk_words(reason, hub_texts()) != refused_chunk_words(reason, hub_texts("en"))


def test_instants_are_written_as_the_office_clock_shows_them() -> None:
    assert when(NOON, "Asia/Makassar") == "23 November 2026 12.00 WITA"
