"""What stands follows from what happened, whatever arrived first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import facts
from ledger.book import Book, Paper, Standing, Status, in_order
from ledger.clock import Instant, Trust
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.facts import AnyFact, CheckedIn, HandedOver, Manner, Mark, NotServed, Undone, Unserved, Way
from tests.ledger.boxes import NOW_MS, VISIT

OTHER_VISIT = b"visit 02"
SITI, UDIN = b"siti", b"udin"
RICE, CASH = b"rice", b"cash"
FEEDS = (b"feed one", b"feed two")


class Story:
    """What happened, told entry by entry; a minute passes between two."""

    def __init__(self) -> None:
        self.book = Book()
        self.entries: list[Entry] = []

    def tell(self, fact: AnyFact, feed: bytes = FEEDS[0]) -> Entry:
        seq = 1 + sum(entry.feed == feed for entry in self.entries)
        at = NOW_MS + 60_000 * len(self.entries)
        entry = Entry.create(Place(feed, seq), FIRST_PREV, Instant(at, Trust.STAFF), "P1", fact)
        self.entries.append(entry)
        self.book.take(entry)
        return entry

    def standing(self, allotment: bytes = RICE) -> Standing:
        return self.book.visit(VISIT).standing(allotment, SITI)


@pytest.fixture
def story() -> Story:
    return Story()


def handed_over(*allotments: bytes, manner: Manner = Manner.SELF, visit: bytes = VISIT) -> HandedOver:
    return HandedOver(visit, SITI, allotments, manner, Mark.SIGNATURE)


def undone(entry: Entry) -> Undone:
    return Undone(VISIT, entry.feed, entry.seq)


def checked_in(person: bytes, number: int, series: str = "A") -> CheckedIn:
    return CheckedIn(VISIT, person, number, series, Way.STAFF)


def test_someone_comes_and_receives_what_is_due(story: Story) -> None:
    assert story.standing() == Standing(Status.NOT_COME)
    here = story.tell(checked_in(SITI, 1))
    assert story.standing() == Standing(Status.PRESENT, here)
    given_ = story.tell(handed_over(RICE))
    assert story.standing() == Standing(Status.HANDED_OVER, given_)
    assert story.standing(CASH) == Standing(Status.PRESENT, here)


@pytest.mark.parametrize(
    ("manner", "status"),
    [
        (Manner.SELF, Status.HANDED_OVER),
        (Manner.PROXY, Status.TO_PROXY),
        (Manner.REPLACEMENT, Status.TO_REPLACEMENT),
        (Manner.AT_HOME, Status.AT_HOME),
    ],
)
def test_to_whom_it_went_is_seen_and_counts_as_served(story: Story, manner: Manner, status: Status) -> None:
    story.tell(handed_over(RICE, manner=manner))
    assert story.standing().status is status
    assert status.served


@pytest.mark.parametrize("reason", Unserved)
def test_why_someone_was_not_served_is_seen(story: Story, reason: Unserved) -> None:
    entry = story.tell(NotServed(VISIT, SITI, (RICE,), reason))
    status = {Unserved.PAPERS_MISSING: Status.POSTPONED, Unserved.ABSENT: Status.ABSENT}.get(reason, Status.FAILED)
    assert story.standing() == Standing(status, entry, reason)
    assert not status.served


def test_the_last_reason_stands_until_it_is_handed_over_after_all(story: Story) -> None:
    story.tell(NotServed(VISIT, SITI, (RICE,), Unserved.ABSENT))
    story.tell(NotServed(VISIT, SITI, (RICE,), Unserved.PAPERS_MISSING))
    assert story.standing().status is Status.POSTPONED
    story.tell(handed_over(RICE))
    assert story.standing().status is Status.HANDED_OVER


def test_what_was_undone_did_not_happen(story: Story) -> None:
    story.tell(checked_in(SITI, 1))
    wrong = story.tell(NotServed(VISIT, SITI, (RICE,), Unserved.ABSENT))
    story.tell(undone(wrong))
    assert story.standing().status is Status.PRESENT
    first = story.tell(handed_over(RICE))
    story.tell(undone(first))
    assert story.standing().status is Status.PRESENT
    assert not story.book.visit(VISIT).stands(first.place)
    second = story.tell(handed_over(RICE))
    assert story.standing() == Standing(Status.HANDED_OVER, second)
    assert story.book.handovers_of(RICE) == [second]


def test_two_kiosks_that_did_not_hear_each_other_hand_over_twice_and_it_is_seen(story: Story) -> None:
    first = story.tell(handed_over(RICE), FEEDS[1])
    second = story.tell(handed_over(RICE, CASH), FEEDS[0])
    assert story.book.visit(VISIT).handovers_of(RICE) == [first, second]
    assert story.book.handovers_of(CASH) == [second]
    assert story.standing() == Standing(Status.HANDED_OVER, first)
    story.tell(undone(first), FEEDS[0])
    assert story.book.handovers_of(RICE) == [second]


def test_a_handover_at_another_visit_is_seen_too(story: Story) -> None:
    first = story.tell(handed_over(RICE, visit=OTHER_VISIT))
    second = story.tell(handed_over(RICE))
    assert story.book.handovers_of(RICE) == [first, second]
    assert story.book.visit(VISIT).handovers_of(RICE) == [second]
    assert {visit.visit for visit in story.book.visits()} == {VISIT, OTHER_VISIT}


def test_an_allotment_named_twice_in_one_handover_is_no_double_handover(story: Story) -> None:
    entry = story.tell(handed_over(RICE, RICE))
    assert story.book.handovers_of(RICE) == [entry]


def test_the_queue_is_in_the_order_of_its_numbers(story: Story) -> None:
    visit = story.book.visit(VISIT)
    assert visit.next_number("A") == 1
    story.tell(checked_in(UDIN, 2))
    story.tell(checked_in(SITI, 1))
    assert [arrival.label for arrival in visit.arrivals()] == ["A1", "A2"]
    assert (visit.next_number("A"), visit.next_number("B")) == (3, 1)
    called = story.tell(facts.Called(VISIT, "A", 2))
    assert [arrival.called_at for arrival in visit.arrivals()] == [None, called.at]
    again = story.tell(facts.Called(VISIT, "A", 2))
    arrival = visit.arrival(UDIN)
    assert arrival
    assert arrival.called_at == again.at
    assert visit.arrival(b"nobody") is None


def test_who_checks_in_twice_keeps_the_first_number(story: Story) -> None:
    story.tell(checked_in(SITI, 1))
    story.tell(checked_in(SITI, 2), FEEDS[1])
    visit = story.book.visit(VISIT)
    assert [arrival.label for arrival in visit.arrivals()] == ["A1"]
    assert visit.next_number("A") == 3


def test_a_number_without_a_name_gets_one_when_staff_find_out(story: Story) -> None:
    story.tell(checked_in(b"", 1))
    story.tell(checked_in(b"", 2))
    visit = story.book.visit(VISIT)
    assert [(arrival.label, arrival.person) for arrival in visit.arrivals()] == [("A1", b""), ("A2", b"")]
    story.tell(checked_in(SITI, 1))
    assert [(arrival.label, arrival.person) for arrival in visit.arrivals()] == [("A1", SITI), ("A2", b"")]
    assert story.standing().status is Status.PRESENT


def test_a_paper_goes_from_waiting_to_confirmed_and_never_back(story: Story) -> None:
    entry = story.tell(handed_over(RICE))
    papers = story.book.visit(VISIT).papers
    seen = []
    for fact in (
        facts.PaperStarted(VISIT, entry.feed, entry.seq),
        facts.PaperEnded(VISIT, entry.feed, entry.seq, 0, False),
        facts.PaperEnded(VISIT, entry.feed, entry.seq, 0, True),
        facts.PaperEnded(VISIT, entry.feed, entry.seq, 0, False),
        facts.PaperAsked(VISIT, entry.feed, entry.seq, 1),
    ):
        story.tell(fact)
        seen.append(dict(papers))
    original, copy = (entry.place, 0), (entry.place, 1)
    assert [each[original] for each in seen] == [
        Paper.STARTED,
        Paper.UNKNOWN,
        Paper.CONFIRMED,
        Paper.CONFIRMED,
        Paper.CONFIRMED,
    ]
    assert seen[-1][copy] is Paper.WAITING


def test_opening_closing_and_refusals_are_kept(story: Story) -> None:
    opened = story.tell(facts.VisitOpened(VISIT))
    story.tell(facts.VisitOpened(VISIT), FEEDS[1])
    refusal = story.tell(facts.CheckInRefused(VISIT, facts.Refusal.NOT_LISTED, Way.NIK))
    closed = story.tell(facts.VisitClosed(VISIT))
    visit = story.book.visit(VISIT)
    assert (visit.opened, visit.closed) == (opened, closed)
    assert list(visit.refusals.values()) == [refusal]


def test_facts_of_no_visit_leave_the_book_alone(story: Story) -> None:
    story.tell(facts.ClockConfirmed(1000))
    story.tell(facts.DeviceRevoked(b"device", "lost"))
    assert list(story.book.visits()) == []


def test_the_order_of_one_feed_is_its_own_whatever_its_clock_did(story: Story) -> None:
    """A clock that jumps back a year between two records must not bring back the reason that was given first."""
    story.tell(NotServed(VISIT, SITI, (RICE,), Unserved.ABSENT))
    place = Place(FEEDS[0], 2)
    year_ms = 365 * 86_400_000
    later = Entry.create(
        place,
        FIRST_PREV,
        Instant(NOW_MS - year_ms, Trust.UNKNOWN),
        "P1",
        NotServed(VISIT, SITI, (RICE,), Unserved.MOVED),
    )
    story.book.take(later)
    assert story.standing().reason is Unserved.MOVED


def test_between_feeds_a_clock_that_jumped_back_counts_as_standing_still() -> None:
    def entry(feed: bytes, seq: int, at: int) -> Entry:
        return Entry.create(Place(feed, seq), FIRST_PREV, Instant(at, Trust.UNKNOWN), "", facts.VisitOpened(VISIT))

    ahead, back, other = entry(b"a", 1, 100), entry(b"a", 2, 10), entry(b"b", 1, 50)
    assert in_order([back, other, ahead]) == [other, ahead, back]


def test_the_same_entry_twice_counts_once(story: Story) -> None:
    """It may come from the log, from a receipt and from a mirror."""
    entry = story.tell(handed_over(RICE))
    story.book.take(entry)
    story.book.take(Entry(entry.feed, entry.seq, entry.prev, entry.payload))
    assert story.book.handovers_of(RICE) == [entry]
    assert list(story.book.visit(VISIT).handovers.values()) == [entry]


def test_what_was_sealed_is_seen_once_the_whole_entry_turns_up(story: Story) -> None:
    whole = Entry.create(Place(FEEDS[0], 1), FIRST_PREV, Instant(NOW_MS, Trust.STAFF), "P1", sealed_handover())
    from_receipt = Entry(whole.feed, whole.seq, whole.prev, whole.payload)
    assert from_receipt.hash == whole.hash
    for first, second in ((from_receipt, whole), (whole, from_receipt)):
        book = Book()
        book.take(first)
        book.take(second)
        kept = book.handovers_of(RICE)
        assert [each.sealed for each in kept] == [b"a name, sealed"]
        assert book.visit(VISIT).handovers[whole.place].sealed == b"a name, sealed"


def test_two_histories_of_one_feed_are_both_kept_and_both_count(story: Story) -> None:
    """A card was copied: two boxes wrote entry 1 of the same feed."""
    mine = story.tell(handed_over(RICE))
    theirs = Entry.create(mine.place, FIRST_PREV, Instant(NOW_MS + 1, Trust.STAFF), "P2", handed_over(RICE, CASH))
    story.book.take(theirs)
    assert story.book.handovers_of(RICE) == [mine, theirs]
    assert story.book.handovers_of(CASH) == [theirs]
    assert set(story.book.visit(VISIT).handovers.values()) == {mine, theirs}
    story.book.take(undone_by(FEEDS[1], mine.place))
    assert story.book.handovers_of(RICE) == [mine, theirs]  # nobody can say which of the two was meant


def test_wrong_tries_are_counted_since_the_last_unlocking(story: Story) -> None:
    counts = []
    for fact in (
        facts.UnlockRefused(VISIT),
        facts.UnlockRefused(VISIT),
        facts.Unlocked(VISIT, "card"),
        facts.UnlockRefused(VISIT),
    ):
        story.tell(fact)
        counts.append(story.book.visit(VISIT).wrong_unlocks)
    assert counts == [1, 2, 0, 1]


def sealed_handover() -> HandedOver:
    return HandedOver(VISIT, SITI, (RICE,), Manner.PROXY, Mark.SIGNATURE, sealed=b"a name, sealed")


def undone_by(feed: bytes, place: Place) -> Entry:
    instant = Instant(NOW_MS + 2, Trust.STAFF)
    return Entry.create(Place(feed, 1), FIRST_PREV, instant, "P1", Undone(VISIT, place.feed, place.seq))


PEOPLE = st.sampled_from([SITI, UDIN])
ALLOTMENTS = st.lists(st.sampled_from([RICE, CASH, b"oil"]), min_size=1, max_size=2).map(tuple)
VISITS = st.sampled_from([VISIT, OTHER_VISIT])
PLACES = st.tuples(st.sampled_from(FEEDS), st.integers(1, 6))
COPIES = st.integers(0, 1)
FACTS: st.SearchStrategy[AnyFact] = st.one_of(
    st.builds(CheckedIn, VISITS, PEOPLE | st.just(b""), st.integers(1, 3), st.sampled_from("AB"), st.just(Way.STAFF)),
    st.builds(facts.Called, VISITS, st.sampled_from("AB"), st.integers(1, 3)),
    st.builds(HandedOver, VISITS, PEOPLE, ALLOTMENTS, st.sampled_from(Manner), st.just(Mark.SIGNATURE)),
    st.builds(NotServed, VISITS, PEOPLE, ALLOTMENTS, st.sampled_from(Unserved)),
    st.builds(lambda visit, place: Undone(visit, *place), VISITS, PLACES),
    st.builds(lambda visit, at, copy: facts.PaperAsked(visit, at[0], at[1], copy), VISITS, PLACES, COPIES),
    st.builds(lambda visit, at, copy: facts.PaperStarted(visit, at[0], at[1], copy), VISITS, PLACES, COPIES),
    st.builds(
        lambda visit, at, copy, sure: facts.PaperEnded(visit, at[0], at[1], copy, sure),
        VISITS,
        PLACES,
        COPIES,
        st.booleans(),
    ),
    st.builds(facts.VisitOpened, VISITS),
    st.builds(facts.VisitClosed, VISITS),
)


@st.composite
def entries_of_feeds(draw: st.DrawFn) -> list[Entry]:
    """Entries of two kiosks whose clocks agree on nothing; of some places there are two histories, some come twice."""
    entries = [
        Entry.create(
            Place(feed, seq), FIRST_PREV, Instant(NOW_MS + draw(st.integers(0, 3)), Trust.UNKNOWN), "P1", draw(FACTS)
        )
        for feed in FEEDS
        for _history in range(draw(st.integers(1, 2)))
        for seq in range(1, draw(st.integers(1, 7)))
    ]
    return entries + draw(st.lists(st.sampled_from(entries), max_size=3) if entries else st.just([]))


def all_that_stands(entries: list[Entry]) -> object:
    book = Book()
    for entry in entries:
        book.take(entry)
    allotments = (RICE, CASH, b"oil")
    return [
        (
            [visit.standing(allotment, person) for allotment in allotments for person in (SITI, UDIN)],
            [book.handovers_of(allotment) for allotment in allotments],
            [visit.handovers_of(allotment) for allotment in allotments],
            visit.arrivals(),
            [visit.arrival(person) for person in (SITI, UDIN)],
            [visit.next_number(series) for series in "AB"],
            visit.papers,
            (visit.opened, visit.closed, visit.calls, visit.check_ins, visit.undone, visit.handovers),
        )
        for visit in (book.visit(VISIT), book.visit(OTHER_VISIT))
    ]


@given(entries_of_feeds(), st.data())
def test_what_stands_does_not_depend_on_what_arrived_first(entries: list[Entry], data: st.DataObject) -> None:
    assert all_that_stands(data.draw(st.permutations(entries))) == all_that_stands(entries)
