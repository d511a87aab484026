"""People at the kiosk's screens: NiceGUI's simulated users, who see texts and tap them."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import TypeVar

import httpx
from nicegui import core, ui
from nicegui.element import Element
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction
from nicegui.testing.user_simulation import user_simulation

from kiosk.interface.pages import register
from kiosk.system import System
from tests.village import PIN

PATIENCE_S = 10.0
E = TypeVar("E", bound=Element)


class Visitor:
    """One browser. `sees` and `tap` wait a little, as people do."""

    def __init__(self, user: User) -> None:
        self.user = user

    async def open(self, path: str) -> "Visitor":
        await self.user.open(path)
        return self

    @property
    def texts(self) -> list[str]:
        """Every text on the page, shown or not, in the order of the page."""
        assert self.user.client
        found = []
        for element in self.user.client.layout.descendants(include_self=True):
            parts = (getattr(element, "text", ""), element.props.get("label", ""), getattr(element, "value", ""))
            found += [part for part in parts if isinstance(part, str) and part]
        return found

    @property
    def page(self) -> str:
        """All of it as one."""
        return "\n".join(self.texts)

    @property
    def told(self) -> list[str]:
        """The messages that popped up."""
        assert self.user.client
        staying = [each.message for each in self.user.client.elements.values() if isinstance(each, ui.notification)]
        return self.user.notify.messages + staying

    async def sees(self, *texts: str) -> None:
        for text in texts:
            await self._until(partial(self._shows, text), text)

    async def no_longer_sees(self, text: str) -> None:
        await self._until(lambda: text not in self.page, f"no {text}")

    async def tap(self, text: str) -> None:
        """Touch what says exactly this, or the row or tile that it stands in."""
        await self._until(lambda: self._touchable(text) is not None, text)
        element = self._touchable(text)
        assert element
        self._touch(element)
        await asyncio.sleep(0)

    async def tap_showing(self, part: str) -> None:
        """Touch what says this among other things."""
        await self.sees(part)
        await self.tap(next(text for text in self.texts if part in text))

    def tap_twice(self, text: str) -> None:
        """Touch it again before anything could answer."""
        element = self._touchable(text)
        assert element
        self._touch(element)
        self._touch(element)

    async def write(self, label: str, text: str) -> None:
        """Write into the field with this label."""
        await self._until(lambda: any(True for _ in self._fields(label)), label)
        for field in self._fields(label):
            with self.user:
                field.set_value(text)

    async def scan(self, code: str) -> None:
        """Let a code come from the scanner."""
        self._listeners("scanned", code)
        await asyncio.sleep(0)

    async def enter(self, officer: str) -> "Visitor":
        """Go to the desk as an officer."""
        await self.open("/petugas")
        await self.tap(officer)
        await self.write("PIN", PIN)
        await self.tap("Masuk")
        await self.sees("Panggil berikutnya")
        return self

    def _shows(self, text: str) -> bool:
        return text in self.page or any(text in each for each in self.told)

    def elements(self, kind: type[E]) -> list[E]:
        """Everything of one kind on the page."""
        assert self.user.client
        return [each for each in self.user.client.layout.descendants() if isinstance(each, kind)]

    def enabled(self, text: str) -> bool:
        element = self._touchable(text)
        return isinstance(element, ui.button) and element.enabled

    def _touchable(self, text: str) -> Element | None:
        assert self.user.client
        for element in self.user.client.layout.descendants():
            if getattr(element, "text", None) == text or element.props.get("label") == text:
                for each in (element, *element.ancestors()):
                    if isinstance(each, ui.checkbox) or _listens(each):
                        return each
        return None

    def _touch(self, element: Element) -> None:
        UserInteraction(self.user, {element}, None).click()

    def _fields(self, label: str) -> Iterator[ui.input]:
        yield from (each for each in self.elements(ui.input) if each.props.get("label") == label)

    def _listeners(self, event: str, args: object) -> None:
        assert self.user.client
        UserInteraction(self.user, {self.user.client.layout}, None).trigger(event, args)

    async def _until(self, true: Callable[[], bool], what: str) -> None:
        end = asyncio.get_running_loop().time() + PATIENCE_S
        while not true():
            assert asyncio.get_running_loop().time() < end, f"{what!r} was not to be seen:\n{self.page}\n{self.told}"
            await asyncio.sleep(0.01)


class Screens:
    """Everything that is served, to as many visitors as come."""

    def __init__(self, first: User) -> None:
        self._first: User | None = first

    async def visit(self, path: str = "/") -> Visitor:
        """Someone new opens a page."""
        return await self.someone().open(path)

    def someone(self) -> Visitor:
        user, self._first = self._first, None
        transport = httpx.ASGITransport(core.app)
        return Visitor(user or User(httpx.AsyncClient(transport=transport, base_url="http://test")))


@asynccontextmanager
async def screens_of(system: System) -> AsyncIterator[Screens]:
    """Serve a kiosk's screens without a socket."""
    with _modules_kept():
        async with user_simulation() as user:
            register(system)
            yield Screens(user)


@contextmanager
def _modules_kept() -> Iterator[None]:
    """The simulation forgets the modules of pages when it ends; other tests still need them."""
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "kiosk"}
    try:
        yield
    finally:
        sys.modules.update(kept)


def _listens(element: Element) -> bool:
    return any(each.type == "click" for each in element._event_listeners.values())
