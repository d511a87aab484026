"""QR codes of the hub, as rows of modules: papers draw them, each in its own way."""

import segno


def qr_modules(payload: str) -> tuple[bytes, ...]:
    """Give the rows of a QR code, a byte 0 or 1 for each module, with the quiet border of four modules.

    At least correction M: a crease or a wet thumb still leaves it readable.
    """
    code = segno.make_qr(payload, error="m")
    return tuple(bytes(row) for row in code.matrix_iter(border=4))
