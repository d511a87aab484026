"""People at the office's screens: NiceGUI's simulated users, who see texts and tap them."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, TypeVar

import httpx
from nicegui import background_tasks, core, ui
from nicegui.element import Element
from nicegui.elements.mixins.validation_element import ValidationElement
from nicegui.elements.upload_files import SmallFileUpload
from nicegui.testing import User
from nicegui.testing.user_download import UserDownload
from nicegui.testing.user_interaction import UserInteraction
from nicegui.testing.user_simulation import user_simulation

from hub.interface.pages import register
from hub.system import System

PATIENCE_S = 30.0  # only a failing test waits so long; a busy machine needs more than a person would
ADDRESS = "http://192.0.2.1:8080"
E = TypeVar("E", bound=Element)


class Visitor:
    """One browser. `sees` and `tap` wait a little, as people do."""

    def __init__(self, user: User) -> None:
        self.user = user

    async def open(self, path: str) -> "Visitor":
        await self.user.open(path)
        return self

    async def enter(self, officer: str = "PT1", pin: str = "1234") -> "Visitor":
        """Sign in, wherever the door stands."""
        await self.choose("Petugas", officer)
        await self.write("PIN", pin)
        await self.tap("Masuk")
        return self

    @property
    def texts(self) -> list[str]:
        """Every text on the page, that of tables and fields too, shown or not."""
        found: list[str] = []
        for element in self.elements(Element):
            parts = (getattr(element, "text", ""), element.props.get("label", ""), getattr(element, "value", ""))
            found += [part for part in parts if isinstance(part, str) and part]
            if isinstance(element, ValidationElement) and element.error:
                found.append(element.error)
            if isinstance(element, ui.table):
                found += [str(cell) for row in element.rows for cell in row.values()]
        return found

    @property
    def page(self) -> str:
        """All of it as one."""
        return "\n".join(self.texts)

    @property
    def told(self) -> list[str]:
        """The messages that popped up."""
        return self.user.notify.messages

    def rows(self, column: str) -> list[dict[str, Any]]:
        """The rows of the table that has this column."""
        tables = (each for each in self.elements(ui.table) if any(one["name"] == column for one in each.columns))
        return next(tables).rows

    async def sees(self, *texts: str) -> None:
        for text in texts:
            await self.until(partial(self._shows, text), text)

    async def no_longer_sees(self, text: str) -> None:
        await self.until(lambda: text not in self.page, f"no {text}")

    async def tap(self, text: str) -> None:
        """Touch what says exactly this, or the tile that it stands in."""
        await self.until(lambda: self._touchable(text) is not None, text)
        element = self._touchable(text)
        assert element
        UserInteraction(self.user, {element}, None).click()
        await asyncio.sleep(0)

    async def write(self, label: str, text: str) -> None:
        """Write into the field with this label."""
        await self._set(ui.input, label, text)

    def written(self, label: str) -> str:
        """What stands in the field with this label; nothing where there is none."""
        return "".join(str(each.value or "") for each in self._fields(ui.input, label))

    async def choose(self, label: str, value: object) -> None:
        """Choose in the list with this label."""
        await self._set(ui.select, label, value)

    async def tick(self, text: str) -> None:
        await self.until(lambda: any(each.text == text for each in self.elements(ui.checkbox)), text)
        with self.user:
            next(each for each in self.elements(ui.checkbox) if each.text == text).set_value(True)

    async def brings(self, name: str, data: bytes) -> None:
        """Give a file to the page."""
        await self.until(lambda: bool(self.elements(ui.upload)), "a place for a file")
        with self.user:
            await self.elements(ui.upload)[0].handle_uploads([SmallFileUpload(name, "", data)])

    async def downloads(self, text: str) -> bytes:
        """Touch what says this, and give the file that comes."""
        download: UserDownload = self.user.download
        before = len(download.http_responses)
        await self.tap(text)
        await self.until(lambda: len(download.http_responses) > before, f"a file from {text}")
        return download.http_responses[-1].content

    def elements(self, kind: type[E]) -> list[E]:
        """Everything of one kind on the page."""
        assert self.user.client
        return [each for each in self.user.client.layout.descendants() if isinstance(each, kind)]

    def links(self) -> set[str]:
        """Every address that the page leads to."""
        return {str(each.props["href"]) for each in self.elements(ui.link)}

    def address_of(self, column: str, row: int = 0) -> str:
        """Where the cell of a column leads."""
        return str(self.rows(column)[row][f"{column}_url"])

    @property
    def where(self) -> str:
        """The address of the page."""
        return self.user.back_history[-1]

    async def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until this is so, and every page that was asked for has come: a late one would take this one's place."""
        end = asyncio.get_running_loop().time() + PATIENCE_S
        while _somebody_moves() or not true():
            assert asyncio.get_running_loop().time() < end, f"{what!r} was not to be seen:\n{self.page}\n{self.told}"
            await asyncio.sleep(0.01)

    async def _set(self, kind: type[ui.input] | type[ui.select], label: str, value: object) -> None:
        await self.until(lambda: bool(self._fields(kind, label)), label)
        with self.user:
            self._fields(kind, label)[0].set_value(value)

    def _fields(self, kind: type[E], label: str) -> list[E]:
        return [each for each in self.elements(kind) if each.props.get("label") == label]

    def _shows(self, text: str) -> bool:
        return text in self.page or any(text in each for each in self.told)

    def _touchable(self, text: str) -> Element | None:
        for element in self.elements(Element):
            if getattr(element, "text", None) == text:
                for each in (element, *element.ancestors()):
                    if any(listener.type == "click" for listener in each._event_listeners.values()):
                        return each
        return None


class Screens:
    """Everything that is served, to as many visitors as come."""

    def __init__(self, first: User) -> None:
        self._first: User | None = first

    async def visit(self, path: str = "/") -> Visitor:
        """Someone new opens a page, and stands before the door."""
        return await self.someone().open(path)

    async def officer(self, path: str = "/", code: str = "PT1", pin: str = "1234") -> Visitor:
        """Someone new signs in, and stands where he wanted."""
        visitor = await self.visit(path)
        await visitor.enter(code, pin)
        await visitor.until(lambda: not visitor.written("PIN"), "the open door")
        # The simulation lets a page that reloads by itself go to whichever user was busy last.
        await visitor.open(path)
        await visitor.sees("Keluar")
        return visitor

    def someone(self) -> Visitor:
        user, self._first = self._first, None
        transport = httpx.ASGITransport(core.app)
        return Visitor(user or User(httpx.AsyncClient(transport=transport, base_url="http://test")))


def _somebody_moves() -> bool:
    """Whether a page is still on its way to somebody: NiceGUI opens those that a page leads to in the background."""
    return any(task.get_name().startswith("navigate") for task in background_tasks.running_tasks)


@asynccontextmanager
async def screens_of(system: System) -> AsyncIterator[Screens]:
    """Serve the office's screens without a socket."""
    with _modules_kept():
        async with user_simulation() as user:
            register(system, lambda: [ADDRESS])
            yield Screens(user)


@contextmanager
def _modules_kept() -> Iterator[None]:
    """The simulation forgets the modules of pages when it ends; other tests still need them."""
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "hub"}
    try:
        yield
    finally:
        sys.modules.update(kept)
