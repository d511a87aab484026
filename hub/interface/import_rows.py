"""Every row of a list with its verdict and the reasons, to be filtered by verdict."""

from nicegui import ui
from nicegui.element import Element

from hub.importing import Preview
from hub.interface.tables import Column, Pager, state, table
from hub.interface.theme import box, words
from hub.interface.visitor import Visitor
from hub.lists.judging import Judged, JudgedRow
from hub.lists.sheet import as_text
from hub.lists.verdict import Verdict, reason_texts
from ledger.nik import mask_nik
from ledger.wording import number

LOOKS = {
    Verdict.TAKEN: ("task_alt", "green"),
    Verdict.TAKEN_WITH_WARNING: ("error_outline", "amber"),
    Verdict.REFUSED: ("block", "red"),
}


class RowsOfList:
    """Tiles that count and filter, at once; the table below them when it is asked for."""

    def __init__(self, visitor: Visitor, preview: Preview) -> None:
        self._visitor = visitor
        self._preview = preview
        self._words = reason_texts(visitor.sayings.language)
        self._verdict: Verdict | None = Verdict.REFUSED if preview.verdicts[Verdict.REFUSED] else None
        self._tiles: dict[Verdict | None, Element] = {}
        with box("figures"):
            self._tile(None, visitor.t("import_page.all_rows"), preview.rows)
            for verdict in Verdict:
                self._tile(verdict, self._words(f"verdict.{verdict}"), preview.verdicts[verdict])
        self._mark_tiles()

    def show(self) -> None:
        """Build the table."""
        t = self._visitor.t
        columns = (
            Column("number", t("import_page.row"), figure=True),
            Column("name", t("people_page.name")),
            Column("nik", t("people_page.nik"), whole=True),
            Column("village", t("people_page.village")),
            Column("verdict", t("import_page.verdict"), whole=True),
            Column("reasons", t("import_page.reasons")),
        )
        self._table = table(columns, [], t("import_page.no_such_rows"), tall=True)
        self._pager = Pager(t, self._turn)
        self._turn()

    def _tile(self, verdict: Verdict | None, label: str, count: int) -> None:
        icon, tone = LOOKS[verdict] if verdict else ("", "")
        with box("figure-tile", "button").props("type=button").on("click", lambda: self._choose(verdict)) as tile:
            tile.mark(f"verdict-{verdict}")
            with box(f"value {tone if count else ''}"):
                words(number(count), tag="span")
                if icon and count:
                    ui.icon(icon)
            words(label, "what")
        self._tiles[verdict] = tile

    def _choose(self, verdict: Verdict | None) -> None:
        self._verdict = verdict
        self._mark_tiles()
        self._pager.start()
        self._turn()

    def _mark_tiles(self) -> None:
        for verdict, tile in self._tiles.items():
            chosen = verdict == self._verdict
            tile.classes(add="chosen" if chosen else "", remove="" if chosen else "chosen")
            tile.props(f"aria-pressed={'true' if chosen else 'false'}")

    def _turn(self) -> None:
        rows = [
            self._row(place, judged, row)
            for place, judged in enumerate(self._preview.judged)
            for row in judged.rows
            if self._verdict in (None, row.verdict)
        ]
        self._table.rows = self._pager.part(rows)

    def _row(self, place: int, judged: Judged, row: JudgedRow) -> dict[str, object]:
        icon, tone = LOOKS[row.verdict]
        candidate = row.candidate
        told = (" ".join(filter(None, (each.text(self._words), each.fix(self._words)))) for each in row.reasons)
        village = candidate.village if candidate else judged.answers.village
        return {
            "id": f"{place}-{row.number}",
            "number": number(row.number),
            "name": candidate.name if candidate else _cell(judged, row, "name"),
            "nik": _nik(judged, row),
            "village": self._visitor.sayings.village(village) if village else _cell(judged, row, "village"),
            "reasons": " ".join(told) or "–",
        } | state("verdict", self._words(f"verdict.{row.verdict}"), icon, tone)


def _cell(judged: Judged, row: JudgedRow, field: str) -> str:
    column = judged.survey.table.columns.get(field)
    return (as_text(row.cells[column]) if column is not None and column < len(row.cells) else "") or "–"


def _nik(judged: Judged, row: JudgedRow) -> str:
    if row.candidate:
        return mask_nik(row.candidate.nik) if row.candidate.nik else "–"
    # Whoever is to mend a refused row must see what stands in the file.
    return _cell(judged, row, "nik")
