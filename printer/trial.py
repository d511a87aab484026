"""The page that shows whether a printer is set up well."""

from printer.document import Align, Blank, Code, Document, Numeral, Pair, Rule, Text
from printer.profiles import Profile
from printer.wording import texts


def trial_page(profile: Profile, address: str) -> Document:
    """Give a page with every kind of line, a ruler as wide as the paper should be, and a code to scan."""
    ruler = "".join(str(column % 10) for column in range(1, profile.columns + 1))
    return Document.of(
        Text(texts("trial.title"), Align.CENTER, bold=True, size=2),
        Rule("="),
        Pair(texts("trial.printer"), profile.name),
        Pair(texts("trial.paper"), f"{profile.width_mm} mm"),
        Pair(texts("trial.address"), address),
        Rule(),
        Text(ruler),
        Text(texts("trial.ruler")),
        Pair(texts("trial.long_left"), "Rp1.250.000"),
        Text(texts("trial.bold"), bold=True),
        Text(texts("trial.right"), Align.RIGHT),
        Numeral("27"),
        Code(texts("trial.code")),
        Text(texts("trial.scan"), Align.CENTER),
        Blank(),
        Text(texts("trial.done"), Align.CENTER, bold=True),
    )
