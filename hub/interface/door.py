"""The way into every page: who is there, in which language, and what to say where nothing is."""

from collections.abc import Awaitable, Callable

from nicegui import app, ui

from hub.errors import UnknownOfficer, UnknownPerson, UnknownVisit
from hub.interface.rail import frame
from hub.interface.sayings import Sayings
from hub.interface.sessions import Sessions
from hub.interface.sign_in import SignIn
from hub.interface.stopped import StoppedNotice
from hub.interface.theme import dress_page, empty, link_button
from hub.interface.visitor import Visitor
from hub.system import System
from ledger.aid import Officer

Content = Callable[[Visitor], Awaitable[None]]


class Door:
    """Opens pages for those who signed in; everybody else is asked who they are, and then stands where they wanted."""

    def __init__(self, system: System, sessions: Sessions) -> None:
        self._system = system
        self._sessions = sessions

    async def open(self, here: str, content: Content) -> None:
        """Show a page, `here` being its stop on the rail."""
        browser = str(app.storage.browser["id"])
        dress_page()
        sayings = Sayings(self._system, self._sessions.language(browser))
        officer = self._officer(browser)

        def speak(language: str) -> None:
            self._sessions.speak(browser, language)
            ui.navigate.reload()

        def enter(who: Officer) -> None:
            self._sessions.enter(browser, who.code)
            ui.navigate.reload()

        def leave() -> None:
            self._sessions.leave(browser)
            ui.navigate.to("/")

        if officer is None:
            SignIn(self._system, sayings, enter, speak)
            return
        visitor = Visitor(self._system, sayings, officer)
        with frame(visitor, here, speak, leave):
            StoppedNotice(visitor)
            await self._show(visitor, content)

    async def _show(self, visitor: Visitor, content: Content) -> None:
        try:
            await content(visitor)
        except (UnknownVisit, UnknownPerson) as error:
            with empty(visitor.sayings.of_error(error), "search_off"):
                link_button(visitor.t("common.to_home"), "/", "home")

    def _officer(self, browser: str) -> Officer | None:
        code = self._sessions.officer(browser)
        try:
            return self._system.officers.officer(code) if code else None
        except UnknownOfficer:
            return None
