"""Words for what is not a text yet: errors, times, people, reasons."""

import datetime

from kiosk.errors import AlreadyServed, HubRefused, KioskError, ProofMissing, TooManyAttempts
from kiosk.overview import RefusalLine
from kiosk.papers import DEFAULT_TIMEZONE, amount
from kiosk.system import System
from ledger.aid import Item, Person
from ledger.catalogue import Catalogue
from ledger.entry import Entry
from ledger.errors import LedgerError, PackRefused
from ledger.facts import Refusal
from ledger.wording import clock_time, local_time, long_date, plain_date, table_date

ELDERLY_YEARS = 60


class Sayings:
    """Says things in one language, with what this kiosk knows."""

    def __init__(self, system: System, texts: Catalogue) -> None:
        self._system = system
        self.t = texts

    @property
    def timezone(self) -> str:
        """The timezone of the visit in hand."""
        visit = self._system.kiosk.village.visit if self._system.enrolled else None
        return visit.pack.letterhead.timezone if visit else DEFAULT_TIMEZONE

    def of_error(self, error: KioskError | LedgerError | OSError) -> str:
        """Say what went wrong and what to do."""
        match error:
            case TooManyAttempts():
                return self.t("error.TooManyAttempts", seconds=round(error.seconds))
            case AlreadyServed():
                told = self.when_and_who(error.entry)
                return self.t("error.AlreadyServed", place=error.entry.place, **told)
            case ProofMissing():
                what = ", ".join(self.t(f"desk.proof.{proof}") for proof in error.proofs)
                return self.t("error.ProofMissing", what=what)
            case HubRefused(reason="code"):
                return self.t("error.enrol_code")
            case HubRefused():
                return self.t("error.HubRefused", reason=error.reason)
            case OSError():
                return self.t("error.medium", detail=error.strerror or error)
            case PackRefused():
                return self.t(f"error.PackRefused_{error.reason}")
        key = f"error.{type(error).__name__}"
        return self.t(key if key in self.t else "error.unknown")

    def when_and_who(self, entry: Entry) -> dict[str, str]:
        """Say when an entry was written, and by whom: `{when}` and `{by}`."""
        return {"when": self.when(self.at(entry)), "by": self.officer(entry.by)}

    def at(self, entry: Entry) -> int:
        """Give when an entry was written, milliseconds UTC: corrected where staff set the clock later."""
        return self._system.kiosk.book.times.when(entry).at

    def when(self, at_ms: int) -> str:
        """Say when something was: the time, and the day unless it is today."""
        when = local_time(at_ms, self.timezone)
        today = local_time(self._system.clock.now().at, self.timezone).date()
        day = "" if when.date() == today else f"{table_date(when.date())} "
        return day + clock_time(when, self.timezone)

    def refusal(self, line: RefusalLine) -> str:
        """Say why a check-in was refused, and, where it was served before, when, by whom and where."""
        key = f"refusal.{line.reason.name.lower()}"
        if line.reason is Refusal.OTHER_VILLAGE:
            return self.t(key, village=line.village)
        return self._served_before(line) if line.reason is Refusal.ALREADY_SERVED else self.t(key)

    def _served_before(self, line: RefusalLine) -> str:
        key = "refusal.already_served"
        if line.before:
            where = self._system.kiosk.village_name(line.before)
            return self.t(key, where=where, **self.when_and_who(line.before))
        if line.known and line.known.when_ms:
            return self.t(key, when=self.when(line.known.when_ms), by=line.known.by or "–", where=line.village)
        return self.t("refusal.served_undone" if line.entry_names_person else "refusal.served_elsewhere")

    def time(self, at_ms: int) -> str:
        """Say a time of day, as `13.05 WITA`."""
        return clock_time(local_time(at_ms, self.timezone), self.timezone)

    def date(self, day: str) -> str:
        """Say a date that is written `YYYY-MM-DD`, as `Minggu, 22 November 2026`."""
        return long_date(datetime.date.fromisoformat(day))

    def plain_date(self, day: str) -> str:
        """Say a date that is written `YYYY-MM-DD`, as `22 November 2026`."""
        return plain_date(datetime.date.fromisoformat(day))

    def short_date(self, day: str) -> str:
        """Say a date that is written `YYYY-MM-DD`, as `22-11-2026`."""
        return table_date(datetime.date.fromisoformat(day))

    def officer(self, code: str) -> str:
        """Say an officer's name."""
        visit = self._system.kiosk.village.visit
        officer = visit.officers.get(code) if visit else None
        return officer.name if officer else code or "–"

    def minutes_since(self, at_ms: int) -> str:
        """Say how long ago something was."""
        minutes = max(0, self._system.clock.now().at - at_ms) // 60_000
        return self.t("desk.minutes", count=minutes)

    def items(self, items: tuple[Item, ...]) -> str:
        """Say items on one line: `20 kg Beras + Rp900.000`."""
        return " + ".join(filter(None, (self.item(item) for item in items)))

    def item(self, item: Item) -> str:
        """Say an item: money alone, goods with their quantity."""
        return amount(item) if item.rupiah else f"{amount(item)} {item.goods}".strip()

    def age(self, person: Person) -> int | None:
        """Give someone's age in years, from the list's birth date; None where there is none."""
        if not person.birth_date:
            return None
        born = datetime.date.fromisoformat(person.birth_date)
        today = local_time(self._system.clock.now().at, self.timezone).date()
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    def needs(self, person: Person) -> list[str]:
        """Say what to mind with someone: old, disabled."""
        age = self.age(person)
        old = [self.t("desk.elderly")] if age is not None and age >= ELDERLY_YEARS else []
        return old + ([self.t("desk.disability", kind=person.disability)] if person.disability else [])
