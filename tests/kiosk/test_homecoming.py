"""Stories of coming home. Whatever breaks, nothing is lost, and `all merged` is said only when it is so."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import AlreadyEnrolled, HubRefused, HubStrange, HubUnreachable, NoOfficer
from kiosk.homecoming import Homecoming
from ledger.bundle import read_bundle
from ledger.chunks import SOFT_CHUNK_ENTRIES, read_chunk
from ledger.errors import PackRefused
from ledger.facts import Called, Cause, FeedOpened, PackLoaded
from ledger.feed import feeds_of
from ledger.intake import Intake
from ledger.keys import SigningKey
from ledger.wire import CHUNK, HEADS, HeadsTold, sign_head
from tests.kiosk.box import MINUTE_MS, Box, MakeBox, light_pack
from tests.kiosk.hub import Hub


@pytest.fixture
def hub(tmp_path: Path, box: Box) -> Iterator[Hub]:
    """The office of the box."""
    hub = Hub(tmp_path / "hub", box.office.hub)
    yield hub
    hub.close()


def home(box: Box) -> Homecoming:
    return box.kiosk.homecoming


def mine(box: Box) -> int:
    return box.kiosk.log.head(box.kiosk.feed.id).seq


def busy(box: Box, entries: int) -> None:
    """A day long enough for several chunks."""
    visit = box.office.pack.visit
    box.kiosk.writer.write(*(Called(visit, "A", number) for number in range(entries))).result()


def same(box: Box, hub: Hub) -> bool:
    return box.entries == list(hub.log.entries(box.kiosk.feed.id))


def test_everything_comes_home(box: Box, hub: Hub) -> None:
    box.serve(1)
    assert (home(box).confirmed, home(box).waiting) == (0, mine(box))
    merged = home(box).merge(hub.client(box.key))
    assert merged.agreed
    assert merged.sent == merged.hubs.seq == mine(box)
    assert same(box, hub)
    assert (home(box).confirmed, home(box).waiting) == (mine(box), 0)


def test_a_second_time_sends_nothing(box: Box, hub: Hub) -> None:
    home(box).merge(hub.client(box.key))
    again = home(box).merge(hub.client(box.key))
    assert (again.sent, again.agreed, hub.chunks) == (0, True, 1)


def test_what_happened_since_is_sent_alone(box: Box, hub: Hub) -> None:
    home(box).merge(hub.client(box.key))
    box.serve(1)
    box.serve(2)
    assert home(box).waiting == 2
    assert home(box).merge(hub.client(box.key)).sent == 2
    assert same(box, hub)


def test_two_merges_at_once_are_one(box: Box, hub: Hub) -> None:
    busy(box, 3 * SOFT_CHUNK_ENTRIES)
    together = threading.Barrier(2)
    sent: list[int] = []

    def merge() -> None:
        together.wait()
        sent.append(home(box).merge(hub.client(box.key)).sent)

    threads = [threading.Thread(target=merge) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(sent) == [0, mine(box)]
    assert same(box, hub)


def test_villagers_are_served_while_it_merges(box: Box, hub: Hub) -> None:
    busy(box, 2 * SOFT_CHUNK_ENTRIES)

    def serve_meanwhile(path: str, body: bytes) -> bytes:
        if path == CHUNK and hub.chunks == 1 and not box.village.served(box.owed(1)[0]):
            box.serve(1)
        return body

    hub.spoil = serve_meanwhile
    first = home(box).merge(hub.client(box.key))
    assert (first.agreed, first.hubs.seq) == (False, mine(box) - 1)
    home(box).merge(hub.client(box.key))
    assert same(box, hub)
    assert home(box).waiting == 0


def test_a_line_that_breaks_costs_nothing(box: Box, hub: Hub) -> None:
    busy(box, 3 * SOFT_CHUNK_ENTRIES)
    hub.cut_after = 1
    with pytest.raises(HubUnreachable):
        home(box).merge(hub.client(box.key))
    assert home(box).confirmed == 0
    assert hub.log.head(box.kiosk.feed.id).seq == SOFT_CHUNK_ENTRIES
    merged = home(box).merge(hub.client(box.key))
    assert (merged.sent, merged.agreed) == (mine(box) - SOFT_CHUNK_ENTRIES, True)
    assert same(box, hub)


def test_another_hub_gets_nothing(box: Box, tmp_path: Path) -> None:
    strange = Hub(tmp_path / "strange", SigningKey(b"\7" * 32))
    with pytest.raises(HubStrange):
        home(box).merge(strange.client(box.key))
    assert (strange.chunks, home(box).confirmed) == (0, 0)
    strange.close()


def test_a_revoked_kiosk_is_told_so_and_keeps_everything(box: Box, hub: Hub) -> None:
    hub.revoked = True
    with pytest.raises(HubRefused) as caught:
        home(box).merge(hub.client(box.key))
    assert caught.value.reason == "revoked"
    assert home(box).waiting == mine(box)
    hub.revoked = False
    assert home(box).merge(hub.client(box.key)).agreed


def test_the_hubs_word_survives_a_restart(box: Box, hub: Hub) -> None:
    home(box).merge(hub.client(box.key))
    seq = mine(box)
    box.restart().unlock()
    box.serve(1)
    assert (home(box).confirmed, home(box).waiting) == (seq, mine(box) - seq)


def test_a_forged_or_broken_word_is_worth_nothing(box: Box, hub: Hub) -> None:
    home(box).merge(hub.client(box.key))
    path, entry = box.folder / "confirmed", box.entries[-1]
    for forged in (
        b"",
        b"nonsense",
        sign_head(box.key, entry.feed, entry.seq, entry.hash).encoded(),
        sign_head(hub.key, entry.feed, entry.seq, bytes(32)).encoded(),
        sign_head(hub.key, entry.feed, entry.seq + 5, entry.hash).encoded(),
        sign_head(hub.key, bytes(16), entry.seq, entry.hash).encoded(),
    ):
        path.write_bytes(forged)
        assert home(box.restart()).confirmed == 0
    assert home(box).merge(hub.client(box.key)).agreed


def told_otherwise(hub: Hub, feed: bytes, seq: int) -> Callable[[str, bytes], bytes]:
    """A hub that says it has `seq` entries of a feed, and not those that are here."""
    other = HeadsTold((sign_head(hub.key, feed, seq, b"?" * 32),)).encoded()

    def spoil(path: str, body: bytes) -> bytes:
        return other if path == HEADS and HeadsTold.decoded(body).heads[0].feed == feed else body

    return spoil


@pytest.mark.parametrize(("further", "cause"), [(3, Cause.BEHIND), (0, Cause.FORKED), (-1, Cause.FORKED)])
def test_a_hub_that_has_another_history_of_us_gets_ours_too_and_we_go_on_as_a_new_feed(
    box: Box, hub: Hub, further: int, cause: Cause
) -> None:
    box.serve(1)
    old, end = box.kiosk.feed.id, mine(box)
    hub.spoil = told_otherwise(hub, old, end + further)
    merged = home(box).merge(hub.client(box.key))
    assert merged.forked
    assert box.kiosk.feed.id != old
    opened = box.entries[0].fact
    assert isinstance(opened, FeedOpened)
    assert opened.cause is cause
    assert opened.parent
    assert (opened.parent.feed, opened.parent.seq) == (old, end)
    assert list(hub.log.entries(old)) == list(box.kiosk.log.entries(old))
    assert home(box).waiting == 0
    again = home(box).merge(hub.client(box.key))
    assert len(list(feeds_of(box.kiosk.log, box.key.public))) == 2  # once, not at every merge
    assert again.mine == again.hubs


def put_back(box: Box, backup: Path) -> None:
    """Put an old copy of the card's content back where it was."""
    box.close()
    for path in box.folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(backup, box.folder, dirs_exist_ok=True)
    box.system = box._system()
    box.unlock()


def test_an_old_card_put_back_gets_what_it_lost_from_the_hub_and_counts_it_once(
    box: Box, hub: Hub, tmp_path: Path
) -> None:
    box.serve(1)
    shutil.copytree(box.folder, tmp_path / "backup")
    lost, old = box.serve(2), box.kiosk.feed.id
    home(box).merge(hub.client(box.key))
    put_back(box, tmp_path / "backup")
    assert not box.village.served(box.owed(2)[0])
    box.serve(3)
    branch = mine(box)
    merged = home(box).merge(hub.client(box.key))
    assert merged.forked
    assert box.village.served(box.owed(2)[0]) == lost
    assert box.village.served(box.owed(3)[0])
    assert [len(box.kiosk.book.handovers_of(box.owed(number)[0])) for number in (1, 2, 3)] == [1, 1, 1]
    assert lost in hub.log.entries(old)
    assert {each.seq for each in hub.evidence.of_feed(old)} == set(range(1, branch + 1))
    assert home(box).waiting == 0
    chunks = hub.chunks
    again = home(box).merge(hub.client(box.key))
    assert (again.forked, again.agreed, hub.chunks) == (False, True, chunks), "what is settled is not sent again"


def test_of_a_branch_only_what_was_sent_counts_as_delivered(box: Box, hub: Hub, tmp_path: Path) -> None:
    box.serve(1)
    shutil.copytree(box.folder, tmp_path / "backup")
    box.serve(2)
    home(box).merge(hub.client(box.key))
    put_back(box, tmp_path / "backup")
    box.kiosk.vouch()
    box.serve(3)
    box.pull_the_plug()
    merged = home(box).merge(hub.client(box.key))
    assert merged.forked
    assert merged.sealed == home(box).waiting > 0
    box.unlock()
    assert home(box).merge(hub.client(box.key)).sealed == home(box).waiting == 0
    handed = box.village.served(box.owed(3)[0])
    assert handed in hub.evidence.entries()


# By file


def sent_in(bundle: bytes) -> list[tuple[int, int]]:
    """The first entry and the number of entries of each chunk."""
    chunks = [read_chunk(chunk) for chunk in read_bundle(bundle)]
    return [(chunk.run.first, len(chunk.run)) for chunk in chunks]


def test_a_file_holds_everything_that_is_not_confirmed(box: Box, hub: Hub) -> None:
    assert sent_in(home(box).bundle()) == [(1, mine(box))]
    home(box).merge(hub.client(box.key))
    seq = mine(box)
    box.serve(1)
    assert sent_in(home(box).bundle()) == [(seq + 1, 1)]


def test_a_file_confirms_nothing_until_the_hub_speaks(box: Box, hub: Hub) -> None:
    bundle = home(box).bundle()
    assert home(box).waiting == mine(box)
    intake = Intake(hub.log, hub.key.public, lambda certificate: None)
    for chunk in read_bundle(bundle):
        intake.take(chunk)
    merged = home(box).merge(hub.client(box.key))
    assert (merged.sent, merged.agreed, hub.chunks) == (0, True, 0)
    assert home(box).waiting == 0


# Packs


def test_new_packs_come_back(box: Box, hub: Hub) -> None:
    hub.packs = (box.pack(msgspec.structs.replace(box.office.pack, id=b"pack-02!", visit=b"visit-02")),)
    (header,) = box.kiosk.fetch_packs(hub.client(box.key))
    assert header.visit == b"visit-02"
    assert len(box.kiosk.shelf.packs()) == 2
    assert isinstance(box.entries[-1].fact, PackLoaded)
    assert box.village.header().visit == box.office.pack.visit


def test_a_pack_for_another_kiosk_is_refused(box: Box, hub: Hub, make_box: MakeBox) -> None:
    hub.packs = (light_pack(box.office, make_box().key.public),)
    with pytest.raises(PackRefused):
        box.kiosk.fetch_packs(hub.client(box.key))
    assert len(box.kiosk.shelf.packs()) == 1


def test_a_refused_pack_stops_no_other(box: Box, hub: Hub) -> None:
    newer = msgspec.structs.replace(box.office.pack, id=b"renewed!", made_at=box.office.pack.made_at + MINUTE_MS)
    hub.packs = (b"a photo of a cat", light_pack(box.office, box.key.public, newer))
    with pytest.raises(PackRefused, match="not a pack"):
        box.kiosk.fetch_packs(hub.client(box.key))
    assert box.village.unlocked().pack == newer
    assert [fact.pack for fact in box.facts(PackLoaded)][-1] == newer.id  # type: ignore[union-attr]


def test_where_the_hub_was_is_remembered(box: Box, hub: Hub) -> None:
    box.kiosk.merge(hub.client(box.key))
    assert box.restart().kiosk.identity.hub_address == "http://hub:8080"


def test_only_an_officer_confirms_the_time(box: Box) -> None:
    with pytest.raises(NoOfficer):
        box.kiosk.confirm_time(box.time.ms, "")


def test_a_kiosk_is_enrolled_once(box: Box, hub: Hub) -> None:
    identity = box.kiosk.identity
    with pytest.raises(AlreadyEnrolled):
        box.system.enrol("hub:8080", "7K2M-9QX4", "Kiosk 2")
    assert box.restart().kiosk.identity == identity
