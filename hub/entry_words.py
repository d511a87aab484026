"""An entry in words of the office, in one line: its number, when, its kind, whom it is about, and what they got."""

from hub.system import System
from hub.who_and_what import who_and_what
from hub.wording import when
from ledger.catalogue import Catalogue
from ledger.clock import Trust
from ledger.entry import Entry
from ledger.facts import OfficeFact


def entry_words(system: System, entry: Entry, texts: Catalogue) -> str:
    """Say an entry, in the language of the hub's texts that are given; a doubtful time bears a question mark."""
    at, trust = system.when(entry)
    told = when(at, system.profile.timezone) + (" ?" if trust is Trust.UNKNOWN else "")
    kind = "office" if isinstance(entry.fact, OfficeFact) else type(entry.fact).__name__
    return " · ".join(filter(None, (str(entry.place), told, texts(f"fact.{kind}"), *who_and_what(system, entry))))
