"""How entries are told: plainly to people, whole to programs, and nobody named unless everything is asked for."""

import json
import re

import pytest

from ledger import facts
from ledger.aid import Allotment, Officer, Person
from ledger.catalogue import Catalogue
from ledger.clock import Instant, Trust
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.evidence import Gap, Source
from ledger.main import _texts
from ledger.telling import as_json, gap_json, gap_words, in_words
from tests.ledger.boxes import NOW_MS, VISIT, handover

FEED = b"\xab" * 16


def record(fact: facts.AnyFact, at: int = NOW_MS, trust: Trust = Trust.STAFF, by: str = "P1") -> Entry:
    return Entry.create(Place(FEED, 1), FIRST_PREV, Instant(at, trust), by, fact)


SAMPLES: dict[object, object] = {int: 1, bytes: b"12345678", str: "text", bool: True}
KINDS = facts.Fact.__subclasses__()


def sample(kind: type[facts.Fact]) -> facts.AnyFact:
    """A fact of this kind with something in every field."""
    chosen: dict[str, object] = {
        "officer": Officer("P1", "Rahmah", "desk"),
        "person": Person(b"siti", "Siti") if kind is facts.PersonRegistered else b"siti",
        "way": "phrase" if kind is facts.Unlocked else facts.Way.NIK,
        "manner": facts.Manner.PROXY,
        "mark": facts.Mark.THUMBPRINT,
        "allotments": (Allotment(b"a", b"siti", "PKH", "", ()),) if kind is facts.PackMade else (b"a", b"b"),
        "answers": {"harga": "rupiah"},
        "start": facts.Start(version="1"),
        "cause": facts.Cause.MOVED,
        "parent": facts.Parent(FEED, 7, b""),
    }
    if kind in (facts.CheckInRefused, facts.NotServed):
        chosen["reason"] = facts.Refusal.BAD_NIK if kind is facts.CheckInRefused else facts.Unserved.ABSENT
    hints = kind.__annotations__
    values = {
        name: chosen[name] if name in chosen else SAMPLES.get(getattr(hint, "__origin__", hint), ())
        for name, hint in hints.items()
    }
    return kind(**values)  # type: ignore[return-value]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_can_be_told_and_nobody_is_named(kind: type[facts.Fact], language: str) -> None:
    entry = record(sample(kind))
    said = in_words(entry, Catalogue(_texts.folder, language))
    assert said.startswith("2026-02-02 02:40:00 UTC  ABABAB-1  P1: ")
    assert not re.search("Siti|Rahmah|[{}]|[0-9a-f]{16}|b'", said)
    assert json.loads(as_json(1, entry))["kind"] == kind.__name__
    safe = as_json(1, entry, everything=False)
    assert json.loads(safe)["kind"] == kind.__name__
    assert not re.search("Siti|Rahmah", safe)
    assert not re.search((b"Siti".hex() + "|" + b"Rahmah".hex()), safe)


@pytest.mark.parametrize("kind", [facts.Way, facts.Manner, facts.Mark, facts.Refusal, facts.Unserved, facts.Cause])
def test_every_choice_has_its_words(kind: type[facts.Way]) -> None:
    for each in kind:
        assert _texts(f"{kind.__name__}.{each.name}")


def test_secrets_of_a_visit_are_not_said_in_words() -> None:
    said = in_words(record(facts.VisitKeyMade(VISIT, b"k" * 32, "padi kapas", "CARD", "RECOVERY")), _texts)
    assert not re.search("padi|CARD|RECOVERY|6B6B", said)


def test_a_doubtful_time_is_told_as_doubtful_and_a_terminal_is_left_alone() -> None:
    opened = facts.FeedOpened(b"device", b"i", b"", facts.Start(version="1\x1b[2J\n2"))
    said = in_words(record(opened, trust=Trust.UNKNOWN, by=""), _texts)
    assert said == "2026-02-02 02:40:00 UTC (jam belum dipastikan)  ABABAB-1  kiosk: " + (
        "rangkaian dibuka oleh perangkat 64657669, versi 1\ufffd[2J\ufffd2; sebab: baru; lanjutan dari tidak ada"
    )


def test_evidence_is_marked_with_where_it_came_from() -> None:
    entry = record(handover(1))
    assert in_words(entry, _texts, Source.RECEIPT) == in_words(entry, _texts) + "  [bukti: struk]"
    told = json.loads(as_json(None, entry, Source.HUB))
    assert (told["number"], told["evidence"]) == (None, "HUB")
    for source in Source:
        assert _texts(f"Source.{source.name}")


def test_what_was_sealed_and_what_the_office_wrote_are_told_only_with_everything() -> None:
    sealed = record(facts.Undone(VISIT, FEED, 1, sealed=b"a reason"))
    assert json.loads(as_json(1, sealed))["sealed"] == b"a reason".hex()
    assert b"a reason".hex() not in as_json(1, sealed, everything=False)
    key = record(facts.VisitKeyMade(VISIT, b"k" * 32, "padi kapas", "CARD", "RECOVERY"))
    assert "padi kapas" in as_json(1, key)
    assert not re.search("padi|CARD|RECOVERY|6b6b", as_json(1, key, everything=False))


def test_missing_entries_are_told_by_their_numbers() -> None:
    assert gap_words(Gap(FEED, 4, 4), _texts) == f"Hilang: {FEED.hex()} nomor 4."
    assert gap_words(Gap(FEED, 4, 6), _texts) == f"Hilang: {FEED.hex()} nomor 4 sampai 6."
    assert gap_json(Gap(FEED, 4, 6)) == {"feed": FEED.hex(), "first": 4, "last": 6}
