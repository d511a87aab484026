import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.disk.frames import BLOCK_BYTES
from ledger.disk.segment import SEGMENT_BYTES, Segment, prepare
from tests.conftest import ROOT, requires


def test_a_new_segment_is_full_of_zeros_and_has_its_name_only_when_done(tmp_path: Path) -> None:
    prepare(tmp_path / "000001.segment", SEGMENT_BYTES)
    assert (tmp_path / "000001.segment").read_bytes() == bytes(SEGMENT_BYTES)
    assert [path.name for path in tmp_path.iterdir()] == ["000001.segment"]


def made(path: Path, size: int = SEGMENT_BYTES) -> Segment:
    prepare(path, size)
    return Segment(path, 0)


def test_a_segment_takes_what_fits_and_no_more(tmp_path: Path) -> None:
    large = SEGMENT_BYTES + 3 * BLOCK_BYTES
    segment = made(tmp_path / "000001.segment", large)
    assert segment.has_room(large)
    assert not segment.has_room(large + BLOCK_BYTES)
    segment.write(b"a" * large)
    assert not segment.has_room(BLOCK_BYTES)
    segment.close()
    assert segment.path.read_bytes() == b"a" * large


def test_writing_goes_on_at_the_end_and_changes_nothing_before_it(tmp_path: Path) -> None:
    path = tmp_path / "000001.segment"
    segment = made(path)
    segment.write(b"a" * BLOCK_BYTES)
    segment.close()
    again = Segment(path, BLOCK_BYTES)
    again.write(b"b" * BLOCK_BYTES)
    again.close()
    data = path.read_bytes()
    assert (data[:BLOCK_BYTES], data[BLOCK_BYTES : 2 * BLOCK_BYTES]) == (b"a" * BLOCK_BYTES, b"b" * BLOCK_BYTES)
    assert not any(data[2 * BLOCK_BYTES :])


def test_clearing_zeroes_what_was_left_behind_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "000001.segment"
    segment = made(path)
    for letter in (b"a", b"b", b"c"):
        segment.write(letter * BLOCK_BYTES)
    segment.clear(BLOCK_BYTES, 10)
    segment.close()
    data = path.read_bytes()
    assert data[: 3 * BLOCK_BYTES] == b"a" * BLOCK_BYTES + bytes(BLOCK_BYTES) + b"c" * BLOCK_BYTES


WRITE_ON_RAMFS = """
import os, sys
from pathlib import Path
from ledger.disk.segment import Segment, prepare
path = Path(sys.argv[1]) / "000001.segment"
prepare(path, 8192)
segment = Segment(path, 0)
try:
    os.open(path, os.O_RDWR | os.O_DIRECT)
except OSError:
    segment.write(b"a" * 4096)
    segment.close()
    print("refused, but written" if path.read_bytes()[:4097] == b"a" * 4096 + b"\\0" else "not written")
"""


@pytest.mark.root
def test_a_file_system_without_direct_writes_is_written_all_the_same(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("mounting needs root")
    mount = f'mount -t ramfs none "{tmp_path}" && exec "{sys.executable}" -c "$0" "{tmp_path}"'
    command = [str(requires("unshare")), "--mount", "sh", "-c", mount, WRITE_ON_RAMFS]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (result.stdout, result.stderr) == ("refused, but written\n", "")
