"""QR codes: how large one will be, and its modules where a printer cannot draw it."""

from functools import lru_cache

from printer.errors import CodeTooLarge

QUIET_MODULES = 4  # the empty border that ISO/IEC 18004 asks for
_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")

# Data codewords of versions 1 to 40 at error correction M, ISO/IEC 18004:2015 table 7.
_CODEWORDS_M = (
    16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334, 365, 415, 453, 507, 563, 627, 669,
    714, 782, 860, 914, 1000, 1062, 1128, 1193, 1267, 1373, 1455, 1541, 1631, 1725, 1812, 1914, 1992,
    2102, 2216, 2334,
)  # fmt: skip


def modules_wide(payload: str) -> int:
    """Give how many modules wide the code of `payload` is, without drawing it and without its border.

    Exact for capitals and digits, else an upper bound; a printer may choose a smaller one, never a larger.
    """
    data = payload.encode()
    bits_each = 5.5 if _ALPHANUMERIC.issuperset(payload) else 8.0
    for version, codewords in enumerate(_CODEWORDS_M, start=1):
        header_bits = 4 + _count_bits(version, alphanumeric=bits_each < 8)
        if header_bits + len(data) * bits_each <= codewords * 8:
            return 17 + 4 * version
    raise CodeTooLarge(f"{len(data)} bytes do not fit in any QR code at correction M")


def module_dots(payload: str, paper_dots: int, largest_dots: int, smallest_dots: int, step_dots: int) -> int:
    """Give the largest size of a module, in dots, at which code and border fit on the paper."""
    wide = modules_wide(payload) + 2 * QUIET_MODULES
    for size in range(largest_dots, smallest_dots - 1, -step_dots):
        if wide * size <= paper_dots:
            return size
    raise CodeTooLarge(f"a code of {wide} modules does not fit on {paper_dots} dots of paper")


@lru_cache(maxsize=64)
def modules(payload: str | bytes, level: str = "m") -> tuple[bytes, ...]:
    """Draw the code: a row of 0 and 1 bytes for each row of modules, without the border."""
    import segno

    code = segno.make_qr(payload, error=level, boost_error=False, encoding=None)
    return tuple(bytes(row) for row in code.matrix)


def _count_bits(version: int, *, alphanumeric: bool) -> int:
    if version < 10:
        return 9 if alphanumeric else 8
    if version < 27:
        return 11 if alphanumeric else 16
    return 13 if alphanumeric else 16
