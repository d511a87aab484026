import socket

import pytest

from ledger.errors import CannotListen
from ledger.listening import check_free, numeric_host, url

LOOPBACKS = ("127.0.0.1", "::1", "localhost")


@pytest.mark.parametrize("host", LOOPBACKS)
def test_a_port_that_is_taken_is_told_with_where(host: str) -> None:
    family, _, _, _, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
    with socket.socket(family) as other:
        other.bind(address)
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotListen) as caught:
            check_free(host, port)
        assert (caught.value.host, caught.value.port) == (host, port)
    check_free(host, port)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "no host", "256.0.0.1"])
def test_where_this_computer_is_not_nobody_can_listen(host: str) -> None:
    with pytest.raises(CannotListen):
        check_free(host, 0)


def test_hosts_as_others_write_them() -> None:
    assert [numeric_host(each) for each in ("127.0.0.1", "::1", "0.0.0.0", "::")] == [
        "127.0.0.1",
        "::1",
        "0.0.0.0",
        "::",
    ]
    assert numeric_host("localhost") in ("127.0.0.1", "::1")
    with pytest.raises(CannotListen):
        numeric_host("no host")
    assert (url("127.0.0.1", 80), url("::1", 8080)) == ("http://127.0.0.1:80", "http://[::1]:8080")
