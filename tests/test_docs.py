"""What the documents name exists, and nothing names a machine or a registry."""

import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import ROOT, project_files

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SCRIPTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]

# With brackets, or this file would name them too.
FORBIDDEN = re.compile(r"/[w]ork/|/[f]arm/|/tmp/[b]ash_jobs|https?://[^ ]*(?:[p]ypi|[n]pmjs|[d]ebian)")


def document(path: Path) -> str:
    return str(path.relative_to(ROOT))


def commands(text: str) -> Iterator[str]:
    """The shell commands of a document: the lines of its code blocks and its `inline code`."""
    for block in re.findall(r"^```(?:sh|bash|console)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from (line.removeprefix("$ ").strip() for line in block.splitlines())
    yield from re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


def exists(command: str) -> bool:
    """Whether the program at the head of a command is there; true for programs that are not ours."""
    words = [word for word in command.split() if not re.fullmatch(r"[A-Z_]+=\S*", word)]
    match words:
        case [head, *_] if head.startswith(("./", ".ci/")):
            return (ROOT / head).exists()
        case [head, *_] if re.fullmatch(r"sotarsa-[a-z]+", head):
            return head in SCRIPTS
        case ["python" | ".venv/bin/python", "-m", module, *_]:
            return importlib.util.find_spec(module) is not None
    return True


@pytest.mark.parametrize("path", DOCUMENTS, ids=document)
def test_the_commands_of_a_document_exist(path: Path) -> None:
    assert [command for command in commands(path.read_text()) if not exists(command)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=document)
def test_the_links_of_a_document_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text())
    inner = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in inner if not (path.parent / link).exists()] == []


def test_a_command_that_does_not_exist_is_seen() -> None:
    text = "Type `./dance` or:\n```sh\n$ CI=true sotarsa-cook now\n$ python -m nowhere\n./run --fresh\nls\n```\n"
    assert [command for command in commands(text) if not exists(command)] == [
        "CI=true sotarsa-cook now",
        "python -m nowhere",
        "./dance",
    ]


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content:
            found += [f"{document(path)}: {name}" for name in FORBIDDEN.findall(content.decode())]
    assert found == []
