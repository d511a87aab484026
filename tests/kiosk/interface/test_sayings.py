"""Words for errors, times and people."""

import inspect

import msgspec
import pytest

from kiosk import errors
from kiosk.errors import AlreadyServed, HubRefused, KioskError, ProofMissing, TooManyAttempts
from kiosk.interface.sayings import Sayings
from kiosk.overview import refusals
from ledger.aid import Item
from ledger.errors import LogStopped, PackRefused
from ledger.facts import Refusal
from ledger.packs import Elsewhere, nik_digest
from tests.kiosk.box import Box
from tests.village import NOW_MS, nik

KNOWING_MORE = {KioskError, TooManyAttempts, AlreadyServed, ProofMissing, HubRefused}
ORDINARY = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, KioskError) and kind not in KNOWING_MORE
]


@pytest.fixture
def sayings(box: Box) -> Sayings:
    return Sayings(box.system, box.system.texts)


@pytest.mark.parametrize("kind", [*ORDINARY, LogStopped])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_error_has_its_own_words(box: Box, kind: type[KioskError], language: str) -> None:
    texts = box.system.texts.in_language(language)
    sayings = Sayings(box.system, texts)
    assert sayings.of_error(kind("x")) == texts(f"error.{kind.__name__}")


def test_errors_that_know_more_say_more(box: Box, sayings: Sayings) -> None:
    handed = box.serve(1)
    assert sayings.of_error(TooManyAttempts(14.6)) == "Terlalu banyak percobaan. Tunggu 15 detik."
    assert sayings.of_error(ProofMissing(("ktp", "undangan"))) == "Surat ini belum dilihat: KTP, Undangan."
    said = sayings.of_error(AlreadyServed(handed))
    assert said == f"Sudah diserahkan 11.00 WITA oleh Rahma Wati (nomor {handed.place}). Tidak ada yang ditulis."
    assert "revoked" in sayings.of_error(HubRefused("revoked", ""))
    assert "Kode tidak cocok" in sayings.of_error(HubRefused("code", ""))


@pytest.mark.parametrize("reason", ["damaged", "stranger", "other_kiosk", "older"])
def test_every_refusal_of_a_pack_has_words(sayings: Sayings, reason: str) -> None:
    assert "aket" in sayings.of_error(PackRefused(reason, ""))


def test_another_day_is_said_with_its_date(box: Box, sayings: Sayings) -> None:
    handed = box.serve(1)
    box.time.ms += 86_400_000
    assert sayings.when_and_who(handed) == {"when": "22-11-2026 11.00 WITA", "by": "Rahma Wati"}


def test_ages_turn_on_the_birthday(box: Box, sayings: Sayings) -> None:
    def age(born: str) -> int | None:
        return sayings.age(msgspec.structs.replace(box.person(1), birth_date=born))

    assert (age("1966-11-22"), age("1966-11-23"), age("2026-01-01"), age("")) == (60, 59, 0, None)


def test_old_and_disabled_are_minded(box: Box, sayings: Sayings) -> None:
    old = msgspec.structs.replace(box.person(1), birth_date="1966-11-22", disability="Netra")
    assert sayings.needs(old) == ["lansia", "difabel: Netra"]
    assert sayings.needs(msgspec.structs.replace(old, birth_date="1966-11-23", disability="")) == []


def test_items_are_said_on_one_line(sayings: Sayings) -> None:
    items = (Item("Beras", 20_000, "kg"), Item("Minyak goreng", 1_500, "liter"), Item("Uang tunai", rupiah=900_000))
    assert sayings.items(items) == "20 kg Beras + 1,5 liter Minyak goreng + Rp900.000"
    assert sayings.items((Item("Pemeriksaan mata"),)) == "Pemeriksaan mata"


def test_waiting_is_said_in_minutes_and_never_less_than_none(box: Box, sayings: Sayings) -> None:
    at = box.time.ms
    box.time.ms += 6 * 60_000 + 59_000
    assert sayings.minutes_since(at) == "6 mnt"
    assert sayings.minutes_since(box.time.ms + 60_000) == "0 mnt"


def test_someone_served_at_another_visit_was_not_undone(box: Box) -> None:
    known = Elsewhere(nik_digest(nik(9003)), Refusal.ALREADY_SERVED, "Kapul", NOW_MS - 2 * 86_400_000, "Budi Santoso")
    pack = box.office.pack
    elsewhere = (*pack.elsewhere, known)
    box.load(msgspec.structs.replace(pack, id=b"renewed!", elsewhere=elsewhere, made_at=pack.made_at + 1))
    box.reception.by_nik(nik(9003))
    said = Sayings(box.system, box.system.texts).refusal(refusals(box.village)[0])
    assert said == "Sudah menerima 20-11-2026 11.00 WITA, oleh Budi Santoso, di Kapul"
