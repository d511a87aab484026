"""The look, in one place: `static/theme.css`, the colours that Quasar needs, and small pieces used on every page."""

from pathlib import Path

from nicegui import app, ui
from nicegui.element import Element

STATIC = Path(__file__).parent / "static"
STATIC_URL = "/static/kiosk"
GREEN = "#064e3b"


def register_static() -> None:
    """Serve the style sheet and scripts."""
    app.add_static_files(STATIC_URL, STATIC)


def dress_page() -> None:
    """Give the page that is being built our look."""
    ui.add_head_html(f'<link rel="stylesheet" href="{STATIC_URL}/theme.css">')
    ui.colors(primary=GREEN, negative="#991b1b", warning="#92400e", info="#1d4ed8", positive=GREEN)


def box(classes: str, tag: str = "div") -> Element:
    """Make a plain element with these classes."""
    return ui.element(tag).classes(classes)


def words(text: str, classes: str = "", tag: str = "div") -> ui.label:
    """Make a text."""
    label = ui.label(text).classes(classes)
    label.tag = tag
    return label


def notice(text: str, icon: str = "error_outline", classes: str = "") -> Element:
    """Make a notice: shape and word, never colour alone."""
    with box(f"notice {classes}") as element:
        ui.icon(icon)
        words(text)
    return element
