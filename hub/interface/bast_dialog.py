"""What the office adds to a berita acara before it is printed; whatever stays empty is left to be filled in by hand."""

from nicegui import ui

from hub.interface.live import download
from hub.interface.theme import box, dialog, words
from hub.interface.visit_page import file_name
from hub.interface.visitor import Visitor
from hub.reports.lines import programme_codes, programme_of
from hub.visit_file import VisitFile

ALL = ""


def ask_bast(visitor: Visitor, file: VisitFile) -> None:
    """Ask for number, programme and who receives for the village, and give the PDF."""
    t = visitor.t
    with dialog(t("bast_dialog.title")) as asked:
        words(t("bast_dialog.how"), "soft")
        programmes = {ALL: t("bast_dialog.all")} | {
            code: programme_of(file, code).name for code in programme_codes(file)
        }
        programme = ui.select(programmes, value=ALL, label=t("bast_dialog.programme")).props("outlined")
        number = ui.input(t("bast_dialog.number")).props("outlined")
        name = ui.input(t("bast_dialog.second")).props("outlined")
        position = ui.input(t("bast_dialog.position")).props("outlined")

        def make() -> bytes:
            from hub.reports.bast import BastDetails, Signer, bast_pdf  # papers are slow to come in

            second = Signer(name=name.value.strip(), position=position.value.strip())
            details = BastDetails(number=number.value.strip(), second=second)
            now = visitor.system.planning.visit_file(file.plan.visit)
            return bast_pdf(now, details, programme=programme.value or None)

        async def save() -> None:
            what = f"bast-{programme.value}" if programme.value else "bast"
            await download(visitor.sayings, file_name(what, file, "pdf"), make)
            asked.close()

        with box("line wrap"):
            ui.button(t("common.cancel"), on_click=asked.close).props("flat")
            do = ui.button(t("bast_dialog.do"), icon="download", on_click=save).props("unelevated")
            do.classes("end").mark("save-bast")
