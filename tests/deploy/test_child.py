import signal
import sys
import time
from pathlib import Path

import pytest

from deploy.child import Child, run_to_end, stop, wait_until_healthy
from deploy.errors import ProgramFailedError
from deploy.signals import Signals, Stopped

DEAF = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=False)
print(helper.pid, flush=True)
time.sleep(60)
"""


def started(code: str, folder: Path) -> Child:
    return Child("deaf", [sys.executable, "-c", code], folder / "log", folder)


def test_a_child_that_hears_no_stop_is_ended_by_force_with_its_helpers(tmp_path: Path) -> None:
    child = started(DEAF, tmp_path)
    while not (helper := child.log.read_text().strip()):
        child.check_alive()
    stop([child], seconds=0.1)
    assert child.process.returncode == -signal.SIGKILL
    helper_status = Path(f"/proc/{helper}/stat")
    until = time.monotonic() + 5
    while helper_status.exists() and ") Z" not in helper_status.read_text():  # a zombie waits for its new parent
        assert time.monotonic() < until


def test_a_child_that_never_answers_is_given_up(tmp_path: Path) -> None:
    child = started("import time; print('busy', flush=True); time.sleep(60)", tmp_path)
    while not child.log.read_text():
        child.check_alive()
    try:
        with Signals() as signals, pytest.raises(ProgramFailedError, match="did not answer within 0 sec") as told:
            wait_until_healthy([(child, "127.0.0.1", 1)], signals, seconds=0.05)
    finally:
        stop([child])
    assert told.value.tail == "busy"


def test_what_a_program_says_comes_back_and_what_it_complains_of_is_logged(tmp_path: Path) -> None:
    code = "import sys; print('said'); print('complained', file=sys.stderr)"
    with Signals() as signals:
        said = run_to_end("hub list", [sys.executable, "-c", code], tmp_path / "log", tmp_path, signals)
    assert said == "said\n"
    assert (tmp_path / "log").read_text() == "complained\n"


def test_a_stop_asked_for_before_the_wait_is_not_lost() -> None:
    with Signals() as signals:
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(Stopped):
            signals.wait()


def test_a_wait_without_news_ends_in_time_and_the_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Signals() as signals:
        signals.wait(0.0)
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
