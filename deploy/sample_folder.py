"""The data folder of `./run`: known by a marker, used by one start at a time, begun whole or not at all."""

import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.errors import DataFolderError

_OURS = "made-by-run"  # stands in every data folder that this program made
_BEGINNING = "beginning"  # stands there until the first start has come to its end
_SAMPLE = "sample.json"
_STICK = "sotarsa-stick"  # by this the kiosk takes a plain folder for a USB stick
_CONTENT = ("hub", "kiosk", "stick", "logs", _SAMPLE)  # all that is ever ours in it; nothing else is touched


class SampleFolder:
    """A claimed data folder. It stays claimed until this process ends.

    Raises:
        DataFolderError: it belongs to something else, another start is using it, or it cannot be written.
    """

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self.folder = folder.absolute()
        self.hub = self.folder / "hub"
        self.kiosk = self.folder / "kiosk"
        self.stick = self.folder / "stick"
        try:
            self._claim()
            if fresh or not self.is_begun:
                self._clear()
            self.log("").mkdir(exist_ok=True)
            self.stick.mkdir(exist_ok=True)
            (self.stick / _STICK).touch()
        except OSError as error:
            message = f"The data folder {folder} cannot be used ({error.strerror}): choose another one with --data."
            raise DataFolderError(message) from error

    @property
    def is_begun(self) -> bool:
        """Whether a first start came to its end here, so that there is data to go on with."""
        return not (self.folder / _BEGINNING).exists()

    def log(self, name: str) -> Path:
        """Give the file that a program's output goes to."""
        return self.folder / "logs" / name

    def begin(self, told: Mapping[str, Any]) -> None:
        """Say that the first start has come to its end, and keep what the hub told for the next ones."""
        file = self.folder / _SAMPLE
        file.touch(mode=0o600)
        file.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
        (self.folder / _BEGINNING).unlink()

    def told(self) -> dict[str, Any] | None:
        """Give what the hub told at the first start; `None` where somebody has put that file away."""
        file = self.folder / _SAMPLE
        return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None

    def _claim(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"Another ./run is using {self.folder}: stop it, or choose another folder with --data."
            raise DataFolderError(message) from error
        if not (self.folder / _OURS).exists():
            if any(path.name != _BEGINNING for path in self.folder.iterdir()):
                message = f"{self.folder} was not made by ./run: choose another folder with --data."
                raise DataFolderError(message)
            (self.folder / _BEGINNING).touch()
            (self.folder / _OURS).touch()
        elif not os.access(self.folder, os.W_OK):
            raise PermissionError(13, "this user may not write in it")

    def _clear(self) -> None:
        (self.folder / _BEGINNING).touch()
        for path in map(self.folder.joinpath, _CONTENT):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
