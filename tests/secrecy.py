"""Looks for what nobody may find: every word, number and key of some people, in whatever form, in every file.

Texts are found in UTF-8 and UTF-16, in small and capital letters, numbers also in groups, keys as bytes, in hex and in
base64; and all that inside gzip and zlib streams too, wherever they begin, and inside streams within these.
"""

import base64
import contextlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ledger.packs import Pack
from ledger.secrets import clean_code, show_code

LONG = 8
"""From so many letters on, a word is found inside others too: nothing has it by chance."""
SHORTEST = 4
_STEP = 4096
MOST_UNPACKED = 64 * 1024 * 1024
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_WORD = re.compile(rb"[A-Za-z]{4,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){3,}[\x20-\x7e]?")
_GROUPED = re.compile(rb"\d(?:[ .\-]?\d){5,}")
_PRINTABLE = re.compile(rb"[\x20-\x7e\n\r\t]{6,}")


@dataclass(frozen=True)
class Secrets:
    """What must not be found. `texts` and `numbers` count as wholes, `words` one by one, `keys` are bytes."""

    texts: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    keys: frozenset[bytes] = frozenset()
    _needles: dict[bytes, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        assert all(each.isascii() for each in self.texts | self.words)
        assert all(len(each) >= SHORTEST for each in self.words)
        assert all(len(each) >= 6 and each.isdecimal() for each in self.numbers)
        long = {each for each in self.words if len(each) >= LONG}
        self._needles.update({each.upper().encode(): each for each in self.texts | long})

    def __or__(self, other: "Secrets") -> "Secrets":
        return Secrets(
            self.texts | other.texts, self.words | other.words, self.numbers | other.numbers, self.keys | other.keys
        )

    def without(self, words: Iterable[str]) -> "Secrets":
        """Leave out words that mean something else here too."""
        return Secrets(self.texts, self.words - set(words), self.numbers, self.keys)

    def found_in(self, data: bytes) -> set[str]:
        """Say what of it stands in some bytes, streams unpacked."""
        found = set()
        for plain in unpacked(data):
            found |= self._found_in(plain)
        return found

    def _found_in(self, data: bytes) -> set[str]:
        wide = [each[::2] for each in _WIDE.findall(data)]
        found = set(self._keys_in(data)) | set(self._keys_in(b"\n".join(wide)))
        # The last letter of a wide text may be the first of something else.
        for runs in (_PRINTABLE.findall(data), [*wide, *(each[:-1] for each in wide)]):
            text = b"\n".join(set(runs))
            upper = text.upper()
            found |= {told for needle, told in self._needles.items() if needle in upper}
            found |= self._numbers_in(text)
            found |= self._words_in(text)
        return found

    def _words_in(self, data: bytes) -> set[str]:
        """Find short words where they stand alone in readable text, in one of the ways in which people write them."""
        wanted = {each.upper(): each for each in self.words}
        told = {word.decode() for word in _WORD.findall(data)}
        return {wanted[word.upper()] for word in told if word.upper() in wanted and _is_written(word)}

    def _numbers_in(self, data: bytes) -> set[str]:
        found = {re.sub(rb"\D", b"", each).decode() for each in _GROUPED.findall(data)}
        longer = "\n".join(each for each in found if len(each) > 12)
        return {each for each in self.numbers if each in found or (len(each) >= 12 and each in longer)}

    def _keys_in(self, data: bytes) -> Iterator[str]:
        for key in self.keys:
            if any(form in data for form in _forms(key)):
                yield f"key {key.hex()[:8]}…"


def unpacked(data: bytes, depth: int = 3) -> Iterator[bytes]:
    """Give some bytes, and what is packed in them."""
    yield data
    if depth == 0:
        return
    for start in _PACKED.finditer(data):
        plain = _unpack(memoryview(data)[start.start() :])
        if plain:
            yield from unpacked(plain, depth - 1)


def files_of(*places: Path) -> list[Path]:
    """Give every file below some folders."""
    return sorted(path for place in places for path in [place, *place.rglob("*")] if path.is_file())


def bytes_of(path: Path) -> bytes:
    """Read a file; empty if it went meanwhile: a log that is written has files that only pass."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    return b""


def leaks(secrets: Secrets, *places: Path) -> list[str]:
    """Say in which file, or in the name of which file, which secret stands."""
    found = []
    for path in files_of(*places):
        in_it = secrets.found_in(bytes_of(path)) | secrets.found_in(str(path).encode())
        found += [f"{path.name}: {each}" for each in sorted(in_it)]
    return found


def secrets_of(pack: Pack, visit_key: bytes) -> Secrets:
    """Give what a pack is sealed for: people and officers, their numbers and codes, and keys."""
    named = [*pack.people, *pack.officers]
    names = {each.name for each in named} | {other for each in pack.people for other in each.other_names}
    codes = {code for each in pack.invitations for code in (each.code, show_code(clean_code(each.code)))}
    addresses = {each.address for each in pack.people if len(each.address) >= LONG}
    numbers = {re.sub(r"\D", "", number) for p in pack.people for number in (p.nik, p.kk, *p.card_numbers)}
    keys = {visit_key, pack.box_key, pack.stand_in.seed if pack.stand_in else b""}
    return Secrets(
        texts=frozenset(names | codes | addresses),
        words=frozenset(words_of(*names)),
        numbers=frozenset(each for each in numbers if len(each) >= 6),
        keys=frozenset(each for each in keys if each),
    )


def words_of(*texts: str) -> set[str]:
    """Give the words of names that could tell who somebody is."""
    return {word for text in texts for word in re.findall(r"[A-Za-z]+", text) if len(word) >= SHORTEST}


def _is_written(word: str) -> bool:
    return word.isupper() or word.islower() or word.istitle()


def _unpack(data: memoryview) -> bytes:
    """Unpack as much as can be: the rest may have been cut off, or be something else."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    plain = bytearray()
    with contextlib.suppress(zlib.error):
        for start in range(0, len(data), _STEP):
            plain += unpacker.decompress(data[start : start + _STEP])
            if unpacker.eof or len(plain) > MOST_UNPACKED:
                break
    return bytes(plain)


def _forms(key: bytes) -> Iterator[bytes]:
    yield key
    yield key.hex().encode()
    yield key.hex().upper().encode()
    for before in range(3):  # base64 says the same bytes in three ways, by where they begin
        said = base64.b64encode(bytes(before) + key)
        core = said[4 if before else 0 : -4]
        yield core
        yield core.translate(bytes.maketrans(b"+/", b"-_"))
