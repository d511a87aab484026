"""A card copied before, during or after a visit: it can say what it was told, and sign nothing."""

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import WrongPhrase
from kiosk.system import Settings, System
from ledger.bundle import read_bundle
from ledger.chunks import read_chunk
from ledger.clock import Clock
from ledger.errors import KeySealed
from ledger.evidence import Kept, Source
from ledger.facts import CheckedIn, FeedOpened, PackLoaded
from ledger.run import Run
from tests.kiosk.box import Box, MakeBox
from tests.kiosk.hub import Hub
from tests.secrecy import bytes_of, files_of
from tests.village import PHRASE, SECRETS


@pytest.fixture
def hub(tmp_path: Path, box: Box) -> Iterator[Hub]:
    """The office of the box."""
    hub = Hub(tmp_path / "hub", box.office.hub)
    yield hub
    hub.close()


def seed_of(folder: Path) -> bytes:
    seed: bytes = msgspec.msgpack.decode((folder / "keys" / "device.key").read_bytes())[1]
    return seed


def readable(folder: Path, secret: bytes) -> list[str]:
    """The files in which a secret can be read, as it is, in hex, or in base64."""
    forms = (secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret)[:-2])
    return [each.name for each in files_of(folder) if any(form in bytes_of(each) for form in forms)]


def copied(box: Box, to: Path) -> System:
    """Another box with a copy of this card, as it is now."""
    shutil.copytree(box.folder, to, ignore=shutil.ignore_patterns("lock", "*.lock"))
    return System(Settings(to), Clock(wall_ms=box.time))


def test_no_copy_of_the_card_holds_the_seed(make_box: MakeBox) -> None:
    box = make_box()
    seed = seed_of(box.folder)
    assert readable(box.folder, seed) == ["device.key"], "until the first pack is here there is nothing to seal it with"
    box.load()
    stages = {
        "before": lambda: box.restart(),
        "during": lambda: box.unlock().serve(1),
        "closed": lambda: box.village.close("RHM"),
        "laid down": lambda: box.village.put_down(),
        "after": lambda: box.restart(),
    }
    for stage, go_on in stages.items():
        go_on()
        assert {stage: [readable(box.folder, secret) for secret in (seed, SECRETS.box_key)]} == {stage: [[], []]}


def test_a_copy_of_a_card_in_use_signs_nothing(box: Box, hub: Hub, tmp_path: Path) -> None:
    box.serve(1)
    thief = copied(box, tmp_path / "copy")
    assert thief.kiosk.village.visit is None
    for sign in (lambda: thief.key.sign("head", b""), thief.kiosk.homecoming.bundle):
        with pytest.raises(KeySealed):
            sign()
    with pytest.raises(WrongPhrase):
        thief.kiosk.village.unlock("padi hijau")
    opened = thief.kiosk.log.entry(thief.kiosk.feed.id, 1)
    assert opened
    assert isinstance(opened.fact, FeedOpened)
    assert thief.kiosk.feed.id != box.kiosk.feed.id, "what it writes is a feed of its own"
    thief.kiosk.homecoming.merge(hub.client(thief.key))
    assert hub.log.head(thief.kiosk.feed.id).seq == 0, "and comes home with nothing that was not signed before"
    thief.close()


def test_a_locked_box_still_gives_numbers(box: Box) -> None:
    box.pull_the_plug()
    assert box.reception.nameless().label == "A1"
    assert len(box.facts(CheckedIn)) == 1
    assert not box.key.is_open


def test_a_locked_box_merges_what_it_had_signed_and_says_what_waits(box: Box, hub: Hub) -> None:
    box.serve(1)
    box.kiosk.vouch()
    signed = len(box.entries)
    box.serve(2)
    box.pull_the_plug()
    box.reception.nameless()
    home = box.kiosk.homecoming
    merged = box.kiosk.merge(hub.client(box.key))
    unsigned = len(box.entries) - signed
    assert unsigned == 3  # a handover, the start after the power cut, a number
    assert (merged.sent, merged.waiting, merged.sealed, merged.agreed) == (signed, unsigned, unsigned, False)
    assert (home.waiting, home.sealed, home.confirmed) == (unsigned, unsigned, signed)
    again = box.kiosk.merge(hub.client(box.key))
    assert (again.sent, again.sealed) == (0, unsigned)
    box.unlock()
    assert (home.waiting, home.sealed) == (unsigned + 1, 0)
    assert box.kiosk.merge(hub.client(box.key)).agreed
    assert list(hub.log.entries(box.kiosk.feed.id)) == box.entries


def test_unlocking_signs_what_a_power_cut_left_unsigned(box: Box, hub: Hub) -> None:
    for number in (1, 2, 3):
        box.serve(number)
        box.pull_the_plug().unlock()
    written = len(box.entries)
    box.pull_the_plug()
    assert box.kiosk.homecoming.sealed == 0
    assert box.kiosk.merge(hub.client(box.key)).sent == written


def test_a_long_day_is_signed_on_the_way(box: Box, hub: Hub) -> None:
    while len(box.entries) < 230:
        box.reception._helped.right()
        box.reception.nameless()
    box.kiosk.writer.run(lambda: None).result()
    box.pull_the_plug()
    assert box.kiosk.merge(hub.client(box.key)).sent == 200


def test_a_closed_visit_is_signed_at_once(box: Box, hub: Hub) -> None:
    box.serve(1)
    box.village.close("RHM")
    box.kiosk.writer.run(lambda: None).result()
    box.pull_the_plug()
    assert box.kiosk.merge(hub.client(box.key)).sealed == 0


def test_a_locked_box_fetches_packs(box: Box, hub: Hub) -> None:
    box.pull_the_plug()
    hub.packs = (box.pack(msgspec.structs.replace(box.office.pack, id=b"pack-02!", visit=b"visit-02")),)
    (header,) = box.kiosk.fetch_packs(hub.client(box.key))
    assert header.visit == b"visit-02"
    assert isinstance(box.entries[-1].fact, PackLoaded)
    assert not box.key.is_open


def test_a_file_for_the_hub_waits_for_the_key_and_then_has_everything(box: Box) -> None:
    box.serve(1)
    box.pull_the_plug()
    with pytest.raises(KeySealed):
        box.kiosk.homecoming.bundle()
    box.unlock()
    (chunk,) = read_bundle(box.kiosk.homecoming.bundle())
    assert read_chunk(chunk).run.last == len(box.entries)


def test_a_feed_that_another_box_goes_on_with_is_signed_to_its_end(box: Box, hub: Hub, tmp_path: Path) -> None:
    box.serve(1)
    box.pull_the_plug()
    old, end = box.kiosk.feed.id, len(box.entries)
    moved = copied(box, tmp_path / "other")
    assert moved.kiosk.homecoming.sealed > 0
    moved.kiosk.village.unlock(PHRASE)
    moved.close()
    locked = System(Settings(tmp_path / "other"), Clock(wall_ms=box.time))
    locked.kiosk.merge(hub.client(locked.key))
    assert hub.log.head(old).seq == end
    locked.close()


def test_evidence_found_on_the_card_waits_for_the_key_and_stops_nothing_before_it(box: Box, hub: Hub) -> None:
    box.serve(1)
    box.kiosk.vouch()
    others = [entry for entry in box.entries if entry.seq in (1, 2)]
    signed = Kept(Run.of(others[:1]), Source.MIRROR, *_proof(box, 1))
    unsigned = Kept(Run.of(others[1:]), Source.SALVAGE)
    box.kiosk.writer.run(lambda: box.kiosk.evidence.add([signed, unsigned])).result()
    box.pull_the_plug()
    merged = box.kiosk.merge(hub.client(box.key))
    assert (len(hub.evidence.kept()), merged.sealed) == (1, 1)
    box.unlock()
    assert box.kiosk.merge(hub.client(box.key)).agreed
    assert len(hub.evidence.kept()) == 2


def _proof(box: Box, seq: int) -> tuple[int, bytes]:
    head = box.kiosk.heads.head(box.kiosk.feed.id, seq)
    assert head
    return 1, head.signature


def test_a_pack_of_an_older_hub_seals_nothing_and_the_box_goes_on_signing(make_box: MakeBox) -> None:
    box = make_box()
    box.load(msgspec.structs.replace(box.office.pack, box_key=b"")).unlock()
    box.serve(1)
    box.village.put_down()
    assert box.key.is_open
    assert box.restart().key.is_open
    assert read_bundle(box.kiosk.homecoming.bundle())
    box.load(msgspec.structs.replace(box.office.pack, id=b"renewed!", made_at=box.office.pack.made_at + 1))
    assert readable(box.folder, SECRETS.box_key) == []
    assert not box.restart().key.is_open


def test_a_pack_with_another_box_key_is_worked_with_and_told(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    other = msgspec.structs.replace(box.office.pack, id=b"renewed!", box_key=bytes(32))
    box.load(msgspec.structs.replace(other, made_at=other.made_at + 1)).pull_the_plug().unlock()
    assert not box.key.is_open
    assert "the signing key cannot be opened with this pack" in caplog.text
    assert box.serve(1)
