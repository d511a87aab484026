"""The lists that were taken, the newest first."""

from hub.interface.live import follow
from hub.interface.tables import Column, Pager, table
from hub.interface.theme import heading, link_button
from hub.interface.visitor import Visitor
from ledger.catalogue import Catalogue
from ledger.entry import Entry
from ledger.facts import ListTaken
from ledger.wording import number


class ListsPage:
    """A table of files with what became of their rows."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def show(self) -> None:
        """Build the page."""
        from hub.lists.verdict import reason_texts

        t = self._visitor.t
        self._kinds: Catalogue = reason_texts(self._visitor.sayings.language)
        with heading(t("lists_page.title"), back=(t("people_page.title"), "/sasaran")) as self._told:
            link_button(t("people_page.take"), "/sasaran/masukkan", "upload_file", "main")
        columns = (
            Column("at", t("lists_page.at"), whole=True),
            Column("name", t("lists_page.name")),
            Column("kind", t("lists_page.kind")),
            Column("rows", t("lists_page.rows"), figure=True),
            Column("taken", t("lists_page.taken"), figure=True),
            Column("warned", t("lists_page.warned"), figure=True),
            Column("refused", t("lists_page.refused"), figure=True),
            Column("by", t("lists_page.by")),
        )
        self._table = table(columns, [], t("lists_page.none"), tall=True)
        self._pager = Pager(t, self._turn)
        await self._refresh()
        follow(self._visitor.system.changes, frozenset({ListTaken}), self._refresh)

    async def _refresh(self) -> None:
        self._rows = [self._row(each) for each in self._visitor.system.roster.lists()]
        self._told.set_text(self._visitor.t("lists_page.told"))
        self._turn()

    def _turn(self) -> None:
        self._table.rows = self._pager.part(self._rows)

    def _row(self, entry: Entry) -> dict[str, object]:
        fact = entry.fact
        assert isinstance(fact, ListTaken)  # noqa: S101 - the roster keeps nothing else there
        sayings = self._visitor.sayings
        return {
            "id": str(entry.place),
            "at": sayings.moment(entry.at),
            "name": fact.name,
            "kind": self._kinds(f"kind.{fact.kind}") if f"kind.{fact.kind}" in self._kinds else fact.kind,
            "rows": number(fact.rows),
            "taken": number(fact.taken),
            "warned": number(fact.warned),
            "refused": number(fact.refused),
            "by": sayings.officer(entry.by),
        }
