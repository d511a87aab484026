"""A box that has done its service is free again, and nothing that it had is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.retiring import retire
from tests.kiosk.box import Box
from tests.kiosk.hub import CODE, Hub
from tests.kiosk.test_main import run


@pytest.fixture
def hub(tmp_path: Path, box: Box) -> Iterator[Hub]:
    hub = Hub(tmp_path / "office", box.office.hub)
    yield hub
    hub.close()


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_box_that_came_home_is_free_for_another_service(box: Box, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    box.serve(1)
    box.kiosk.homecoming.merge(hub.client(box.key))
    device = box.key.public
    box.close()
    before = content(box.folder)
    told = run(box.folder, "retire")
    assert f"Semua catatannya tersimpan di {box.folder / 'retired-1'}" in told
    kept = content(box.folder / "retired-1")
    assert {name: kept[name] for name in before if not name.endswith("lock")} == {
        name: data for name, data in before.items() if not name.endswith("lock")
    }
    box.system = box._system()
    assert not box.system.enrolled
    monkeypatch.setattr(box.system, "client", lambda _: hub.client(box.key))
    box.system.enrol("hub:8080", CODE, "Kiosk 9")
    assert box.key.public != device
    assert [type(entry.fact).__name__ for entry in box.entries] == ["FeedOpened"]


def test_what_the_office_has_not_is_not_put_aside_unless_that_is_asked_for(box: Box) -> None:
    box.serve(1)
    waiting = box.kiosk.homecoming.waiting
    box.close()
    assert f"Pusat belum memastikan {waiting} catatan." in run(box.folder, "retire", exit_code=1)
    assert (box.folder / "identity").exists()
    run(box.folder, "retire", "--unmerged")
    assert not (box.folder / "identity").exists()
    assert (box.folder / "retired-1" / "log" / "000001.segment").exists()


def test_cut_short_it_may_be_run_again(box: Box) -> None:
    box.close()
    (box.folder / "retired-1").mkdir()
    (box.folder / "identity").rename(box.folder / "retired-1" / "identity")
    run(box.folder, "retire")
    assert sorted(path.name for path in box.folder.iterdir()) == ["retired-1", "retired-2"]


def test_it_belongs_to_nobody_from_the_first_step_on(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.close()
    moved: list[str] = []
    monkeypatch.setattr(Path, "rename", lambda self, _to: moved.append(self.name))
    retire(box.folder)
    assert moved[0] == "identity"
    assert {"log", "keys", "packs"} <= set(moved)
