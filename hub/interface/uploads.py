"""Choosing a file, or dropping one: the size is checked again here, as browsers can be talked into anything."""

import html
from collections.abc import Awaitable, Callable

from nicegui import events, ui

from hub.interface.live import tell

Came = Callable[[str, bytes], Awaitable[None]]
# The trigger holds the input of the browser; the whole face is what one touches.
_FACE = """
<div class="drop" role="button" tabindex="0" @click="props.pickFiles" @keydown.enter.prevent="props.pickFiles">
  <q-icon name="upload_file" />
  <span v-if="props.isUploading">{{ props.uploadProgressLabel }}</span>
  <span v-else>LABEL</span>
  <q-uploader-add-trigger />
</div>
"""


def upload(label: str, accepted: str, most_bytes: int, too_large: str, came: Came) -> ui.upload:
    """Make a place for one file; `came` is called with its name and bytes, and the next may follow."""

    async def take(event: events.UploadEventArguments) -> None:
        element.reset()
        if event.file.size() > most_bytes:
            tell(too_large)
        else:
            await came(event.file.name, await event.file.read())

    element = ui.upload(auto_upload=True, max_file_size=most_bytes, on_upload=take, on_rejected=lambda: tell(too_large))
    element.props(f'flat accept="{accepted}"').add_slot("header", _FACE.replace("LABEL", html.escape(label)))
    return element
