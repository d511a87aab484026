"""A bare NiceGUI button whose page changes when it is touched. `python -m tests.bench.button PORT`."""

import sys

from nicegui import ui


@ui.page("/")
def page() -> None:
    def touched() -> None:
        body.clear()
        with body:
            ui.label("done").classes("after")

    ui.button("touch", on_click=touched).classes("before")
    body = ui.element("div")


ui.run(host="127.0.0.1", port=int(sys.argv[1]), reload=False, show=False, show_welcome_message=False, language="id")
