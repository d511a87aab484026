"""systemd, where it runs this program: it is told how the program fares, and it keeps descriptors over a restart.

The protocol is that of sd_notify(3) and sd_listen_fds(3): datagrams of lines, with descriptors beside them, to the
socket that the environment names; what was kept comes back as descriptors from 3 on. Outside systemd nothing happens.
"""

import os
import socket
from collections.abc import MutableMapping, Sequence
from typing import NamedTuple

FIRST_GIVEN = 3


class Given(NamedTuple):
    """A descriptor that an earlier run of this program gave away, and the name that it gave it."""

    name: str
    descriptor: int


class ServiceManager:
    """Takes what it needs out of `environment`, so that no child of this program speaks in its name.

    Without an environment there is no manager. `given` are descriptors of ours now, closed for children. Names are of
    ASCII letters, digits and hyphens. Telling raises OSError where the manager's socket cannot be reached.
    """

    def __init__(self, environment: MutableMapping[str, str] | None = None, first: int = FIRST_GIVEN) -> None:
        told = {} if environment is None else environment
        self._address = told.pop("NOTIFY_SOCKET", "")
        self.given = _take_given(told, first)

    @property
    def is_there(self) -> bool:
        """Whether a manager runs this program, and starts it anew when it ends."""
        return bool(self._address)

    def ready(self, status: str) -> None:
        """Say that this program serves, and in one line what."""
        self._tell(f"READY=1\nSTATUS={status}")

    def stopping(self) -> None:
        """Say that this program ends."""
        self._tell("STOPPING=1")

    def keep(self, name: str, descriptor: int) -> None:
        """Give a descriptor away, for a later run of this program."""
        self._tell(f"FDSTORE=1\nFDNAME={name}", [descriptor])

    def drop(self, name: str) -> None:
        """Have the manager close whatever it keeps under this name."""
        self._tell(f"FDSTOREREMOVE=1\nFDNAME={name}")

    def _tell(self, lines: str, descriptors: Sequence[int] = ()) -> None:
        if not self._address:
            return
        abstract = self._address.startswith("@")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.connect("\0" + self._address[1:] if abstract else self._address)
            if descriptors:
                socket.send_fds(line, [lines.encode()], descriptors)
            else:
                line.send(lines.encode())


def _take_given(environment: MutableMapping[str, str], first: int) -> list[Given]:
    meant_for = environment.pop("LISTEN_PID", "")
    count = int(environment.pop("LISTEN_FDS", "0"))
    names = environment.pop("LISTEN_FDNAMES", "").split(":")
    if meant_for != str(os.getpid()):
        return []  # left over from whoever started us
    given = [Given(name, descriptor) for name, descriptor in zip(names, range(first, first + count), strict=True)]
    for each in given:
        os.set_inheritable(each.descriptor, False)
    return given
