"""What unlocks a visit in the village: hidden until someone asks, and until then not sent to the browser at all."""

from nicegui import ui

from hub.interface.theme import box, words
from hub.interface.visitor import Visitor
from ledger.facts import VisitKeyMade
from ledger.secrets import show_code

HIDDEN = "••••••••"


class SecretsPanel:
    """Team phrase, card and recovery code."""

    def __init__(self, visitor: Visitor, secrets: VisitKeyMade) -> None:
        t = visitor.t
        self._t = t
        self._secrets = (
            ("phrase", secrets.phrase),
            ("code_of_card", show_code(secrets.card)),
            ("recovery", show_code(secrets.recovery)),
        )
        with box("panel"):
            words(t("visit_page.secrets"), tag="h2")
            words(t("visit_page.secrets_how"), "soft")
            with box("facts"):
                self._labels = []
                for key, _ in self._secrets:
                    words(t(f"visit_page.{key}"))
                    self._labels.append(words(HIDDEN, "secret"))
            self._button = ui.button(t("common.show"), icon="visibility", on_click=self._turn).props("outline")
            self._button.style("align-self: flex-start").mark("show-secrets")

    def _turn(self) -> None:
        hidden = self._labels[0].text == HIDDEN
        for label, (_, secret) in zip(self._labels, self._secrets, strict=True):
            label.set_text(secret if hidden else HIDDEN)
        self._button.set_text(self._t("common.hide") if hidden else self._t("common.show"))
