"""The lists that the project ships: what an import finds in them is what their maker put there."""

import dataclasses
import json
from pathlib import Path

import pytest

from deploy.sample.make import FOLDER, make
from hub.lists.judging import Judged, judge
from hub.lists.sheet import read_sheets
from hub.lists.survey import survey
from hub.lists.uniting import unite
from hub.lists.verdict import Code
from tests.hub.lists.builders import LIYU, OFFICE, TODAY, ids

TRUTH: dict[str, dict[str, int]] = json.loads((FOLDER / "truth.json").read_text("utf-8"))


def imported(name: str) -> Judged:
    (sheet,) = read_sheets(name, (FOLDER / name).read_bytes())
    seen = survey(sheet, OFFICE)
    assert seen.table.unknown == ()
    suggested = {question.about: question.suggestion or "Oktober 2026" for question in seen.questions}
    return judge(seen, dataclasses.replace(seen.answers, **suggested), TODAY)


@pytest.mark.parametrize("name", TRUTH)
def test_the_counts_agree_with_the_truth(name: str) -> None:
    result = imported(name)
    found = {code.value: count for code, count in result.counts.items()} | {
        "rows": len(result.rows),
        "good": len(result.good),
        "people": result.people,
        "villages": len(result.villages),
        "total_rupiah": result.total_rupiah,
        "dead": result.counts[Code.DECEASED],
        **result.claims,
    }
    assert {key: found.get(key, 0) for key in TRUTH[name]} == TRUTH[name]


def test_the_maker_makes_them_again_byte_for_byte(tmp_path: Path) -> None:
    make(tmp_path)
    for file in tmp_path.iterdir():
        assert file.read_bytes() == (FOLDER / file.name).read_bytes(), file.name


def test_people_of_liyu_stand_on_several_lists_under_several_spellings() -> None:
    new_id = ids()
    candidates = [each for name in TRUTH for each in imported(name).candidates]
    united = unite([], candidates, new_id)
    liyu = [person for person in united.new if person.village == LIYU]
    owed: dict[bytes, set[str]] = {}
    for each in united.entitlements:
        owed.setdefault(each.person, set()).add(each.programme)
    assert len(liyu) == 48 + 2  # OpenSID has two without a NIK; the one of the rice list is known by the family card
    assert sum(bool(person.other_names) for person in liyu) >= 5
    assert max(len(programmes) for programmes in owed.values()) >= 4
    assert unite(united.new, candidates, new_id).changed == ()


def test_nobody_in_them_can_be_real() -> None:
    for name in TRUTH:
        assert all(each.nik[-4] == "9" for each in imported(name).candidates if each.nik)
