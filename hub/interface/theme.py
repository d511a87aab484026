"""The look, in one place: `static/theme.css`, the colours that Quasar needs, and small pieces used on every page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nicegui import app, ui
from nicegui.element import Element

STATIC = Path(__file__).parent / "static"
STATIC_URL = "/static/hub"
GREEN = "#064e3b"


def register_static() -> None:
    """Serve the style sheet and scripts."""
    app.add_static_files(STATIC_URL, STATIC)


def dress_page() -> None:
    """Give the page that is being built our look."""
    ui.add_head_html(f'<link rel="stylesheet" href="{STATIC_URL}/theme.css">')
    ui.add_head_html(f'<script defer src="{STATIC_URL}/copy.js"></script>')
    ui.colors(primary=GREEN, negative="#991b1b", warning="#92400e", info="#1d4ed8", positive=GREEN)


def box(classes: str = "", tag: str = "div") -> Element:
    """Make a plain element with these classes."""
    return ui.element(tag).classes(classes)


def words(text: str, classes: str = "", tag: str = "div") -> ui.label:
    """Make a text."""
    label = ui.label(text).classes(classes)
    label.tag = tag
    return label


def notice(text: str, icon: str = "error_outline", classes: str = "") -> Element:
    """Make a notice: shape and word, never colour alone. `classes`: `green`, `red`, `plain`; else amber."""
    with box(f"notice {classes}") as element:
        ui.icon(icon)
        words(text)
    return element


@contextmanager
def heading(title: str, state: str = "", back: tuple[str, str] | None = None) -> Iterator[ui.label]:
    """Begin a page: where one came from (words, address), title, one sentence of state; actions go inside.

    Gives the sentence, so that it can be kept true.
    """
    with box("head"):
        if back:
            ui.link(f"‹ {back[0]}", back[1]).classes("back")
        with box("stack"):
            words(title, tag="h1")
            told = words(state, "state")
        with box("line wrap"):
            yield told


def link_button(text: str, url: str, icon: str, classes: str = "") -> Element:
    """Make a link that looks like a button; `main` for the one primary action."""
    with ui.link(target=url).classes(f"as-button {classes}") as element:
        ui.icon(icon)
        words(text, tag="span")
    return element


def empty(text: str, icon: str = "inbox") -> Element:
    """Begin an empty state: it says what to do first."""
    with box("empty") as element:
        ui.icon(icon)
        words(text)
    return element


def facts(pairs: list[tuple[str, str]]) -> Element:
    """Make a list of names and values."""
    with box("facts") as element:
        for name, value in pairs:
            words(name)
            words(value)
    return element


def figure(value: str, what: str, url: str = "", icon: str = "", tone: str = "") -> Element:
    """Make a large figure; with an address it opens its rows."""
    with (ui.link(target=url) if url else box()).classes("figure-tile") as element:
        with box(f"value {tone}"):
            words(value, tag="span")
            if icon:
                ui.icon(icon)
        words(what, "what")
    return element


def subnav(pages: list[tuple[str, str]], here: str) -> None:
    """Make links between pages about one thing: words and address; `here` is the address of this page."""
    with box("subnav", "nav"):
        for text, url in pages:
            ui.link(text, url).classes("here" if url == here else "")


@contextmanager
def dialog(title: str) -> Iterator[ui.dialog]:
    """Make a dialog with a title, opened as soon as it is built; it is gone once it is closed."""
    with ui.dialog() as made, box("dialog"):
        words(title, tag="h2")
        yield made
    made.on("hide", made.delete)
    made.open()
