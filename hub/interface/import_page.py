"""Masukkan daftar: a file is looked at first, its questions are answered, and then it is taken in one decision."""

from collections import Counter

from nicegui import ui

from hub.errors import HubError
from hub.importing import GivenAnswers, ListResult, Preview
from hub.interface.import_rows import RowsOfList
from hub.interface.live import attempt, beside, download
from hub.interface.sheet_panel import SheetPanel
from hub.interface.theme import box, figure, heading, link_button, notice, words
from hub.interface.uploads import upload
from hub.interface.visitor import Visitor
from hub.lists.errors import ListError
from hub.lists.survey import Answers
from hub.lists.verdict import Verdict, reason_texts
from ledger.wording import number

MOST_BYTES = 20 * 1024 * 1024
ACCEPTED = ".xlsx,.xls,.ods,.csv"


class ImportPage:
    """One officer with one file. What was answered is kept until another file is chosen."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._file = ""
        self._data = b""
        self._panels: list[SheetPanel] = []
        self._given: dict[str, dict[str, str]] = {}
        self._headings: dict[str, str] = {}

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        with heading(t("import_page.title"), t("import_page.how"), (t("people_page.title"), "/sasaran")):
            pass
        self._body = box("stack").style("gap: 24px")
        self._ask_file()

    def _ask_file(self) -> None:
        t = self._visitor.t
        self._body.clear()
        with self._body, box("panel"):
            too_large = t("import_page.too_large", mib=MOST_BYTES // 1024**2)
            upload(t("import_page.choose"), ACCEPTED, MOST_BYTES, too_large, self._came)
            words(t("import_page.accepted"), "soft")

    async def _came(self, file: str, data: bytes) -> None:
        self._given, self._headings = {}, {}
        try:
            preview = await beside(self._look, file, data)
        except (ListError, HubError) as error:
            self._ask_file()
            with self._body:
                told = {"file": file, "why": self._visitor.sayings.of_error(error)}
                notice(self._visitor.t("import_page.unreadable", **told), "block", "red")
        else:
            self._file, self._data = file, data
            self._show(preview)

    def _look(self, file: str, data: bytes) -> Preview:
        importing = self._visitor.system.importing
        of_sheet: dict[str, Answers] = {sheet: importing.answers(**told) for sheet, told in self._given.items()}
        return importing.look(file, data, GivenAnswers(of_sheet=of_sheet, headings=self._headings))

    async def _look_again(self) -> None:
        unanswered = [panel for panel in self._panels if not panel.is_answered()]  # asked of all: each tells its own
        if unanswered:
            return
        for panel in self._panels:
            self._given[panel.sheet] = panel.answers
            self._headings |= panel.headings
        preview = await attempt(self._visitor.sayings, self._look, self._file, self._data)
        if preview:
            self._show(preview)

    def _show(self, preview: Preview) -> None:
        t = self._visitor.t
        self._body.clear()
        with self._body:
            with box("line wrap"):
                words(preview.file, "grow", "h2")
                ui.button(t("import_page.other"), icon="folder_open", on_click=self._ask_file).props("flat")
            if preview.taken_before:
                when = self._visitor.sayings.when(preview.taken_before.at)
                notice(t("import_page.before", when=when), "info", "plain")
            for name in preview.without_list:
                notice(t("import_page.without_list", sheet=name), "info", "plain")
            self._panels = [SheetPanel(self._visitor, sheet, self._headings, self._changed) for sheet in preview.sheets]
            look = ui.button(t("import_page.look"), icon="fact_check", on_click=self._look_again)
            look.props("outline" if preview.settled else "unelevated").style("align-self: flex-start")
            look.set_visibility(any(panel.asks for panel in self._panels))
            self._judged = box("stack").style("gap: 24px")
            if preview.settled:
                with self._judged:
                    self._show_verdicts(preview)

    def _changed(self) -> None:
        """What was judged with other answers is no longer to be agreed to."""
        self._judged.clear()

    def _show_verdicts(self, preview: Preview) -> None:
        t = self._visitor.t
        rows = RowsOfList(self._visitor, preview)
        refused = preview.verdicts[Verdict.REFUSED]
        good = preview.rows - refused
        with box("panel next"):
            words(self._what_comes_in(preview, good))
            if refused:
                words(t("import_page.refused_left", count=number(refused)))
            with box("line wrap"):
                if refused:
                    save = ui.button(t("import_page.refused", count=number(refused)), icon="download")
                    save.props("outline").on_click(lambda: self._save_refused(preview))
                self._take_button = ui.button(
                    t("import_page.take", count=number(good)) if good else t("import_page.take_none"),
                    icon="how_to_reg",
                    on_click=lambda: self._take(preview),
                )
                self._take_button.props("unelevated").classes("end").mark("take").set_enabled(good > 0)
        rows.show()

    def _what_comes_in(self, preview: Preview, rows: int) -> str:
        claims: Counter[str] = sum((each.claims for each in preview.judged), Counter())
        told = (f"{self._visitor.sayings.programme(code)} {number(count)}" for code, count in claims.most_common())
        people = sum(each.people for each in preview.judged)
        programmes = ", ".join(told) or "–"
        return self._visitor.t("import_page.will", rows=number(rows), people=number(people), programmes=programmes)

    async def _save_refused(self, preview: Preview) -> None:
        name = f"ditolak-{preview.file.rpartition('.')[0] or preview.file}.xlsx"
        texts = reason_texts()
        await download(self._visitor.sayings, name, lambda: preview.refused_workbook(texts))

    async def _take(self, preview: Preview) -> None:
        self._take_button.set_enabled(False)
        by = self._visitor.officer.code
        result = await attempt(self._visitor.sayings, self._visitor.system.importing.take, preview, by)
        if result:
            self._show_result(preview, result)
        else:
            self._take_button.set_enabled(True)

    def _show_result(self, preview: Preview, result: ListResult) -> None:
        t = self._visitor.t
        self._body.clear()
        refused = preview.verdicts[Verdict.REFUSED]
        with self._body:
            if result.changed:
                notice(t("import_page.done", file=preview.file), "task_alt", "green")
            elif result.before:
                when = self._visitor.sayings.when(result.before.at)
                notice(t("import_page.again", file=preview.file, when=when), "info", "plain")
            else:
                notice(t("import_page.nothing_new", file=preview.file), "info", "plain")
            with box("figures"):
                figure(number(result.new_people), t("import_page.new_people"))
                figure(number(result.changed_people), t("import_page.changed_people"))
                figure(number(result.new_entitlements), t("import_page.new_entitlements"))
                figure(number(refused), t("import_page.left_out"))
            with box("line wrap"):
                if refused:
                    save = ui.button(t("import_page.refused", count=number(refused)), icon="download")
                    save.props("outline").on_click(lambda: self._save_refused(preview))
                ui.button(t("import_page.another"), icon="upload_file", on_click=self._ask_file).props("outline")
                link_button(t("import_page.to_people"), "/sasaran", "groups")
                link_button(t("import_page.to_plan"), "/kunjungan/rencana", "event")
