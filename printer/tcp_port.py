import socket

from printer.transport import WRITE_PATIENCE_S, Wire

RAW_PORT = 9100  # "JetDirect", where network printers take raw bytes
_CONNECT_PATIENCE_S = 2.0


class TcpPort(Wire):
    """A printer on the network."""

    def __init__(self, host: str, port: int = RAW_PORT, write_patience_s: float = WRITE_PATIENCE_S) -> None:
        super().__init__(f"tcp:{host}:{port}", write_patience_s)
        self._host, self._port = host, port
        self._socket: socket.socket | None = None

    def _open(self) -> int:
        self._socket = socket.create_connection((self._host, self._port), timeout=_CONNECT_PATIENCE_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)
        return self._socket.fileno()

    def _release(self) -> None:
        if self._socket is not None:
            self._socket.close()
