"""What was recognised in one sheet of a list, what is still to be said about it, and headings nobody knows yet."""

from collections.abc import Callable

from nicegui import ui

from hub.importing import SheetPreview
from hub.interface.theme import box, facts, words
from hub.interface.visitor import Visitor
from hub.lists.headings import FLAG, IGNORED, PERIOD, Heading, fields
from hub.lists.sheet import as_text
from hub.lists.survey import Question
from hub.lists.verdict import reason_texts

EXAMPLES = 3
SKIPPED = ""


class SheetPanel:
    """Fields are filled in with what the file probably means; a person agrees or says otherwise (`changed`)."""

    def __init__(
        self, visitor: Visitor, preview: SheetPreview, told_headings: dict[str, str], changed: Callable[[], None]
    ) -> None:
        self._visitor = visitor
        self._preview = preview
        self._told_headings = told_headings
        self._words = reason_texts(visitor.sayings.language)
        self._answers: dict[str, ui.input | ui.select] = {}
        self._meanings: dict[str, ui.select] = {}
        with box("panel"):
            name = f"{preview.name}: " if preview.name else ""
            words(name + self._words(f"kind.{preview.survey.kind}"), tag="h3")
            facts(self._recognised())
            if preview.survey.questions:
                self._ask()
            self._ask_headings()
        for field in (*self._answers.values(), *self._meanings.values()):
            field.on_value_change(changed)

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self._preview.name

    @property
    def asks(self) -> bool:
        """Whether anything can be answered here."""
        return bool(self._answers or self._meanings)

    def is_answered(self) -> bool:
        """Check that every question has an answer; those without are told at their field."""
        for field in self._answers.values():
            there = bool(str(field.value or "").strip())
            field.error = None if there else self._visitor.t("import_page.answer_first")
        return all(field.error is None for field in self._answers.values())

    @property
    def answers(self) -> dict[str, str]:
        """What stands in the fields: village and programme by code, period in words."""
        return {about: str(field.value or "").strip() for about, field in self._answers.items()}

    @property
    def headings(self) -> dict[str, str]:
        """What headings were said to mean."""
        return {heading: str(select.value) for heading, select in self._meanings.items() if select.value}

    def _recognised(self) -> list[tuple[str, str]]:
        t, said = self._visitor.t, self._preview.survey.answers
        asked = {each.about for each in self._preview.survey.questions}
        sayings = self._visitor.sayings
        shown = {
            "village": sayings.village(said.village) if said.village else "",
            "programme": sayings.programme(said.programme) if said.programme else "",
            "period": said.period,
        }
        pairs = [(t(f"import_page.{about}"), value or t("import_page.by_row")) for about, value in shown.items()]
        return [pair for pair, about in zip(pairs, shown, strict=True) if about not in asked]

    def _ask(self) -> None:
        system = self._visitor.system
        villages = dict(sorted(system.planning.village_names.items(), key=lambda each: each[1]))
        programmes = {each.code: each.short for each in system.programmes}
        with box("filters"):
            for question in self._preview.survey.questions:
                with box("stack tight"):
                    words(self._words(f"question.{question.about}"))
                    self._answers[question.about] = self._field(question, villages, programmes)

    def _field(self, question: Question, villages: dict[str, str], programmes: dict[str, str]) -> ui.input | ui.select:
        t = self._visitor.t
        label = t(f"import_page.{question.about}")
        value = getattr(self._preview.answers, question.about) or question.suggestion
        field: ui.input | ui.select
        if question.about == "period":
            field = ui.input(label, value=value, placeholder=t("import_page.period_hint"))
        else:
            options = villages if question.about == "village" else programmes
            field = ui.select(options, label=label, value=value if value in options else None, with_input=True)
        return field.props("outlined").mark(question.about)

    def _ask_headings(self) -> None:
        unknown = [*self._preview.survey.table.unknown, *self._told_before()]
        if not unknown:
            return
        t = self._visitor.t
        words(t("import_page.unknown_headings"), "soft")
        options = self._meanings_offered()
        with box("filters"):
            for heading in unknown:
                with box("stack tight"):
                    select = ui.select(
                        options,
                        label=heading.text,
                        value=self._told_headings.get(heading.text, SKIPPED),
                        with_input=True,
                    )
                    select.props("outlined").mark("heading")
                    self._meanings[heading.text] = select
                    words(t("import_page.examples", examples=self._examples(heading)), "soft small")

    def _told_before(self) -> list[Heading]:
        return [each for each in self._preview.survey.table.headings if each.text in self._told_headings]

    def _meanings_offered(self) -> dict[str, str]:
        t = self._visitor.t
        plain = {field: self._words(f"field.{field}") for field in fields() if f"field.{field}" in self._words}
        programmes = list(self._visitor.system.programmes)
        flags = {FLAG + each.code: t("import_page.flag", programme=each.short) for each in programmes}
        periods = {
            PERIOD + each.code: t("import_page.period_of", programme=each.short)
            for each in programmes
            if self._visitor.system.programmes.has_periods(each.code)
        }
        ignored = {IGNORED: self._words(f"field.{IGNORED}")}
        return {SKIPPED: t("import_page.skipped")} | ignored | plain | flags | periods

    def _examples(self, heading: Heading) -> str:
        table, rows = self._preview.survey.table, self._preview.survey.sheet.rows
        cells = (row[heading.column] for row in rows[table.first_row :] if heading.column < len(row))
        shown = [as_text(cell) for cell in cells if cell != ""][:EXAMPLES]
        return ", ".join(shown) or "–"
