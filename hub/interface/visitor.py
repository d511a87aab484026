"""Who looks at a page, and with what the page can serve him."""

from dataclasses import dataclass

from hub.interface.sayings import Sayings
from hub.system import System
from ledger.aid import Officer
from ledger.catalogue import Catalogue


@dataclass(frozen=True)
class Visitor:
    """An officer at a browser. Made anew for every page that is opened, so nothing is shared between two."""

    system: System
    sayings: Sayings
    officer: Officer

    @property
    def t(self) -> Catalogue:
        """The texts in the visitor's language."""
        return self.sayings.t
