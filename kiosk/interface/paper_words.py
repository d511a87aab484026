"""What becomes of a paper that was just asked for: never more than the printer is known to do."""

from kiosk.interface.live import say, tell
from kiosk.interface.sayings import Sayings
from kiosk.printing import Printing


def tell_paper(printing: Printing, sayings: Sayings, on_its_way: str) -> None:
    """Say `on_its_way`, or that the paper waits, and why."""
    state = printing.state
    if state is None:
        say(sayings.t("desk.saved_no_printer"))
    elif state.status.condition.can_print:
        say(on_its_way)
    else:
        condition = sayings.t(f"printer.condition.{state.status.condition.value}")
        tell(sayings.t("desk.saved_waiting", condition=condition), grave=False)
