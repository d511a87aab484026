import string

import pytest

from hub.lists.verdict import REFUSING, WARNING, Code, Reason, Verdict, reason_texts, verdict_of

VALUES = {"row": "7", "value": "x", "name": "SITI"}


def test_the_worst_reason_decides() -> None:
    assert verdict_of([]) is Verdict.TAKEN
    assert verdict_of([Reason(Code.DOTTED)]) is Verdict.TAKEN
    assert verdict_of([Reason(Code.DOTTED), Reason(Code.DECEASED)]) is Verdict.TAKEN_WITH_WARNING
    assert verdict_of([Reason(Code.DECEASED), Reason(Code.NO_NAME)]) is Verdict.REFUSED


def test_the_groups_do_not_overlap() -> None:
    assert not REFUSING & WARNING
    assert Code.PROGRAMME_UNKNOWN in REFUSING
    assert Code.NIK_SHARED in WARNING
    assert Code.WITHOUT_NIK not in REFUSING | WARNING


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("code", Code)
def test_every_reason_has_words_and_every_refusal_a_remedy(code: Code, language: str) -> None:
    texts = reason_texts(language)
    text = Reason(code, VALUES).text(texts)
    assert "{" not in text
    assert text[0] not in string.ascii_lowercase
    assert Reason(code, VALUES).fix(texts) or code not in REFUSING


def test_a_stranger_brace_in_a_cell_does_no_harm() -> None:
    assert "{0}" in Reason(Code.SHORT_NIK, {"value": "{0}"}).text(reason_texts())
