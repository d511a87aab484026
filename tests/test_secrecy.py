"""The search for secrets finds what is hidden on purpose, in every form: else it would prove nothing."""

import base64
import gzip
import os
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.secrecy import Secrets, leaks, words_of

KEY = bytes(range(100, 132))
SECRETS = Secrets(
    texts=frozenset({"Zubaidah Noorhalimah", "Rumahnya di balik jembatan", "padi kuning di lereng"}),
    words=frozenset(words_of("Siti Zubaidah Noorhalimah Rahma")),
    numbers=frozenset({"6311020101700077", "246810"}),
    keys=frozenset({KEY}),
)
PLANTED: dict[str, tuple[bytes, set[str]]] = {
    "as it is": (b"antrean: Zubaidah Noorhalimah", {"Zubaidah Noorhalimah", "Zubaidah", "Noorhalimah"}),
    "capitals": (b"ZUBAIDAH NOORHALIMAH!", {"Zubaidah Noorhalimah", "Zubaidah", "Noorhalimah"}),
    "small letters": (b"rumahnya di balik jembatan", {"Rumahnya di balik jembatan"}),
    "a long word inside another": (b"x=idZubaidahLiyu", {"Zubaidah"}),
    "a short word alone": (b'{"name":"Siti"}', {"Siti"}),
    "a short word, shouting": (b"queue SITI called", {"Siti"}),
    "UTF-16, little end first": ("\x01Siti: Rahma\x02".encode("utf-16-le"), {"Siti", "Rahma"}),
    "UTF-16, big end first": ("\x01Siti: Rahma\x02".encode("utf-16-be"), {"Siti", "Rahma"}),
    "UTF-16 at the very end": ("nama Rahma".encode("utf-16-be"), {"Rahma"}),
    "UTF-16 at an odd place": (b"\x07" + "nama Rahma".encode("utf-16-le") + b"Z", {"Rahma"}),
    "a number": (b'"6311020101700077"', {"6311020101700077"}),
    "a number in groups": (b"NIK 631102 010170 0077", {"6311020101700077"}),
    "a number in a longer one": (b"id=16311020101700077", {"6311020101700077"}),
    "a wide number": ("6311020101700077".encode("utf-16-le"), {"6311020101700077"}),
    "a short number alone": (b"pin=246810&", {"246810"}),
    "a key": (b"\0" + KEY + b"\0", {"key 64656667…"}),
    "a key in hex": (KEY.hex().encode(), {"key 64656667…"}),
    "a key in capital hex": (KEY.hex().upper().encode(), {"key 64656667…"}),
    "a key in wide hex": (KEY.hex().encode("utf-16-le"), {"key 64656667…"}),
    "a key in base64": (base64.b64encode(KEY), {"key 64656667…"}),
    "a key in base64 after a byte": (base64.b64encode(b"!" + KEY + b"!!"), {"key 64656667…"}),
    "a key in base64 after two bytes": (base64.urlsafe_b64encode(b"!!" + KEY), {"key 64656667…"}),
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda data: data,
    "zlib": zlib.compress,
    "zlib, best": lambda data: zlib.compress(data, 9),
    "gzip": gzip.compress,
    "gzip in the middle of a file": lambda data: os.urandom(999) + gzip.compress(data) + os.urandom(999),
    "gzip that was cut off": lambda data: gzip.compress(data + bytes(10_000) + os.urandom(9_000))[:-4_000],
    "zlib in gzip": lambda data: gzip.compress(b"..." + zlib.compress(data)),
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_found(tmp_path: Path, planted: str, packing: str) -> None:
    data, told = PLANTED[planted]
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "down" / "oops.bin").write_bytes(PACKINGS[packing](data))
    assert leaks(SECRETS, tmp_path) == [f"oops.bin: {each}" for each in sorted(told)]


def test_a_name_in_the_name_of_a_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "tanda-terima-zubaidah.pdf").touch()
    assert leaks(SECRETS, tmp_path) == ["tanda-terima-zubaidah.pdf: Zubaidah"]


@pytest.mark.parametrize(
    "innocent",
    [b"Sitio", b"visiting sITi", b"1246810", b"2468101", b"631102010170007", KEY[:-1], b"padi kuning", b"rahmatullah"],
)
def test_what_only_looks_like_it_is_not(innocent: bytes) -> None:
    assert SECRETS.found_in(innocent) == set()


def test_noise_holds_nothing_by_chance() -> None:
    chance = random.Random(7)
    noise = chance.randbytes(4_000_000)
    many = Secrets(words=frozenset("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=5)) for _ in range(300)))
    for shown in (noise, base64.b64encode(noise[:300_000]), noise[:300_000].hex().encode()):
        assert SECRETS.found_in(shown) == set()
        assert len(many.found_in(shown)) <= 1


def test_a_word_that_means_something_else_can_be_left_out() -> None:
    assert SECRETS.without({"Siti"}).found_in(b"nama Siti, nama Rahma") == {"Rahma"}
