"""Why a list cannot be taken at all. What is wrong with single rows is not an error but a verdict."""


class ListError(Exception):
    """Base of all: nothing was imported."""


class NotAList(ListError):
    """The file is no workbook and no text table that we can read, or it is damaged, locked or far too large."""


class NoHeadings(ListError):
    """No row of this sheet has headings such as NIK and NAMA."""


class AnswersMissing(ListError):
    """Neither the sheet nor a person has said the village, the programme or the period; `missing` names which."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"unanswered: {', '.join(missing)}")
        self.missing = missing


class Unreadable(ListError):
    """A single cell says something that is not what its column holds; the row goes on without it."""
