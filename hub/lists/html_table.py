"""Tables in web pages: some government sites export these and name them `.xls`."""

from html.parser import HTMLParser


def rows_of_html(text: str) -> list[list[str]]:
    """Give the rows of all tables of a page, one below the other, as text. Cells across columns leave blanks."""
    parser = _Rows()
    parser.feed(text)
    parser.close()
    return parser.rows


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._blanks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._blanks = int(span) - 1 if span.isdecimal() else 0
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if not self.rows:
            self.rows.append([])
        self.rows[-1] += [" ".join("".join(self._cell).split()), *[""] * min(self._blanks, 100)]
        self._cell = None
