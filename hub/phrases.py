"""Team phrases: a few plain words that are easy to remember and say, and too many to try."""

import secrets
import tomllib
from functools import cache
from pathlib import Path

WORDS = 5
"""Of more than 512 words: 45 bits and more, each try of which costs a kiosk's Argon2id."""


def new_phrase() -> str:
    """Draw a phrase, such as `sawah perahu kuning senja bambu`."""
    return " ".join(secrets.choice(words()) for _ in range(WORDS))


@cache
def words() -> tuple[str, ...]:
    """Give all words that phrases are made of, each once."""
    with Path(__file__).with_name("words.toml").open("rb") as file:
        return tuple(dict.fromkeys(tomllib.load(file)["words"].split()))
