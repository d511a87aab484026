"""The source of this project as the tests of its order see it: files, modules, imports, calls."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ledger", "printer", "kiosk", "hub", "deploy")
_NOT_OURS = {"__pycache__", "build", "data", "node_modules"}


@dataclass(frozen=True)
class Module:
    """One Python file of a package."""

    path: Path

    @property
    def package(self) -> str:
        return self.path.relative_to(ROOT).parts[0]

    @property
    def name(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def shown(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    def imports(self) -> set[str]:
        """Every absolute name imported anywhere in it, also within functions: of `from a import b`, `a.b`."""
        return set(_imports(self.tree))

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


def modules(*packages: str) -> list[Module]:
    """The modules of these packages; of all of them, if none is named."""
    return [Module(path) for package in packages or PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def project_files() -> Iterator[Path]:
    """Every file that is the project's own: no environment, cache or data."""
    for path in ROOT.iterdir():
        if path.is_file():
            yield path
        elif path.name == ".ci" or not path.name.startswith("."):
            yield from _files(path)


def _files(folder: Path) -> Iterator[Path]:
    if folder.name in _NOT_OURS or folder.name.endswith(".egg-info"):
        return
    for path in folder.iterdir():
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                continue  # a relative import stays within its package
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("import_module", "importlib.import_module"):
            yield str(ast.literal_eval(node.args[0]))
