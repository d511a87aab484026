import math

from hub.phrases import WORDS, new_phrase, words
from ledger.sealing import VisitKey
from ledger.secrets import unwrap, wrap


def test_a_phrase_is_too_many_to_try() -> None:
    assert WORDS * math.log2(len(words())) >= 45


def test_words_are_plain_and_differ() -> None:
    assert all(word.isascii() and word.islower() and word.isalpha() and 3 <= len(word) <= 9 for word in words())
    assert len(set(words())) == len(words())


def test_phrases_differ_and_are_made_of_our_words() -> None:
    phrases = {new_phrase() for _ in range(50)}
    assert len(phrases) == 50
    assert set(" ".join(phrases).split()) <= set(words())


def test_a_phrase_unlocks_however_it_is_typed() -> None:
    key, phrase = VisitKey.random(), new_phrase()
    found, way = unwrap([wrap(key, "phrase", phrase)], f"  {phrase.upper().replace(' ', '  ')} ")
    assert (found.secret, way) == (key.secret, "phrase")
