"""Addresses to listen on: may we have them, and how do others reach them."""

import errno
import socket

from deploy.errors import CannotListenError

_REASONS = {
    errno.EADDRINUSE: "Port {port} on {host} is taken by another program: choose another with {option}.",
    errno.EACCES: "This user may not listen on port {port}: choose a port above 1023 with {option}.",
    errno.EADDRNOTAVAIL: "{host} is not an address of this computer: choose another one with --host.",
}


def check_free(host: str, port: int, option: str) -> None:
    """Raise `CannotListenError`, in a sentence that names `option`, unless a program can listen there now."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except socket.gaierror as error:
        raise CannotListenError(f"{host} is not an address: choose another one with --host.") from error
    except OSError as error:
        reason = _REASONS.get(
            error.errno or 0, "Port {port} on {host} cannot be used ({error}): choose another with {option}."
        )
        raise CannotListenError(reason.format(host=host, port=port, option=option, error=error.strerror)) from error


def local_host(host: str) -> str:
    """Give the host under which this computer itself reaches a program that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on


def shown_host(host: str) -> str:
    """Give the host to show to people: where every interface is listened on, this computer's own address."""
    if local_host(host) == host:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks which way a packet would leave
        except OSError:
            return local_host(host)  # no network: only this computer can reach us
        return str(probe.getsockname()[0])


def url(host: str, port: int, path: str = "") -> str:
    """Give the http address of a path."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{path}"
