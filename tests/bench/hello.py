"""NiceGUI's hello-world: the least that a page of ours could cost. `python -m tests.bench.hello PORT`."""

import sys

from nicegui import ui


@ui.page("/")
def hello() -> None:
    ui.label("Hello, world!")


ui.run(host="127.0.0.1", port=int(sys.argv[1]), reload=False, show=False, show_welcome_message=False, language="id")
