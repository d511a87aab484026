"""A box is lost on the way home. All that is left is what people have in their hands: their receipts."""

import io
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from hub.cases import find_cases
from hub.planning import Wish
from hub.receipt_pictures import codes_in_picture
from hub.restoring import Fate, Restoring
from ledger.codes import from_base45
from ledger.entry import Entry
from ledger.facts import HandedOver, PlannedProgramme
from tests.hub.office import LIYU, TODAY, nik, sheet, take
from tests.scenarios.together import Box, Together, together


@pytest.fixture
def all_of_us(tmp_path: Path) -> Iterator[Together]:
    with together(tmp_path) as found:
        yield found


@pytest.fixture(params=["generic-58", "generic-80", "pos-5890"])
def day(request: pytest.FixtureRequest, all_of_us: Together) -> tuple[Together, Box, list[Entry], list[bytes]]:
    """A day with two people served, their receipts printed as pictures."""
    box = all_of_us.box("Kiosk 1", printer="simulated", profile=request.param).unlock()
    served = [box.serve(0), box.serve(1)]
    return all_of_us, box, served, printed(box, 2)


def printed(box: Box, wanted: int) -> list[bytes]:
    """The papers that came out, as they look."""
    printer = box.kiosk.simulated
    assert printer
    for _ in range(500):
        if len(printer.papers) >= wanted:
            break
        time.sleep(0.01)
    return [printer.picture(number) for number in sorted(printer.papers)]


def photographed(papers: list[bytes], seed: int, quality: int = 60) -> bytes:
    """A photo of several receipts on a table: crooked, seen from the side, blurred, noisy, badly lit."""
    chance = random.Random(seed)
    images = [Image.open(io.BytesIO(each)).convert("L") for each in papers]
    width = sum(image.width + 80 for image in images) + 80
    height = max(image.height for image in images) + 160
    table = Image.new("L", (width, height), 150)
    left = 80
    for image in images:
        table.paste(image, (left, 80))
        left += image.width + 80
    table = table.resize((table.width * 2, table.height * 2), Image.Resampling.BICUBIC)
    table = table.rotate(chance.uniform(-7, 7), expand=True, fillcolor=150, resample=Image.Resampling.BICUBIC)
    w, h = table.size
    lean = 0.06 * w
    corners = (0, 0, lean, h, w - lean * 0.5, h * 0.98, w, 0.02 * h)
    table = table.transform((w, h), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=150)
    table = table.filter(ImageFilter.GaussianBlur(1.2))
    shade = Image.linear_gradient("L").resize(table.size).rotate(180)
    table = ImageChops.multiply(table, ImageEnhance.Brightness(shade).enhance(0.5).point(lambda v: 255 - v // 2))
    noise = Image.effect_noise(table.size, 18)
    table = ImageChops.add(table, noise, scale=1, offset=-128)
    file = io.BytesIO()
    table.save(file, "JPEG", quality=quality)
    return file.getvalue()


def test_every_handover_of_a_lost_box_comes_back_once(
    day: tuple[Together, Box, list[Entry], list[bytes]],
) -> None:
    us, box, served, papers = day
    office = us.office
    box.system.close()
    shutil.move(box.folder, box.folder.with_name("down the river"))
    assert not any(visit.handovers for visit in office.book.visits())

    sitting = Restoring(office.testimony)
    told = list(sitting.take("photo", codes_in_picture(photographed(papers, seed=1))))

    assert {each.fate for each in told} == {Fate.NEW}
    assert sitting.missing == []
    restored = [entry for visit in office.book.visits() for entry in visit.handovers.values()]
    assert {entry.hash for entry in restored} == {entry.hash for entry in served}
    again = list(Restoring(office.testimony).take("scan", codes_in_picture(papers[0])))
    assert [each.fate for each in again] == [Fate.KNOWN]
    cases = find_cases(office.log, office.evidence, office.own_feeds)
    assert {each.entry.hash for each in cases.from_receipts} == {entry.hash for entry in served}

    shutil.move(box.folder.with_name("down the river"), box.folder)  # it turns up after all
    merged = box.reopen().unlock().kiosk.merge(box.client())
    assert merged.agreed
    for entry in served:
        assert isinstance(entry.fact, HandedOver)
        for allotment in entry.fact.allotments:
            assert [each.hash for each in office.book.handovers_of(allotment)] == [entry.hash]
    cases = find_cases(office.log, office.evidence, office.own_feeds)
    assert (cases.forked, cases.from_receipts) == ((), ())


@pytest.mark.parametrize("profile", ["generic-58", "generic-80"])
def test_a_large_handover_comes_back_from_its_two_codes(all_of_us: Together, profile: str) -> None:
    office, planned = all_of_us.office, []
    for year in range(2023, 2027):
        for stage in range(1, 5):
            period = f"Tahap {stage} Tahun {year}"
            take(office, sheet([f"{nik(1)};BUDI SANTOSO"], period=period.upper()), f"{period}.csv")
            planned.append(PlannedProgramme("PKH", period, ()))
    office.planning.plan(Wish(LIYU, TODAY, "Balai Desa", tuple(planned), ("PT1",)), all_of_us.plan.visit)
    box = all_of_us.box(printer="simulated", profile=profile).unlock()
    entry = box.serve(0)
    assert isinstance(entry.fact, HandedOver)
    assert len(entry.fact.allotments) == len(planned)

    codes = codes_in_picture(photographed(printed(box, 1), seed=3))
    assert len(codes) == 2
    sitting = Restoring(office.testimony)
    (part,) = sitting.take("one photo", codes[1:])
    assert (part.fate, len(sitting.missing)) == (Fate.PART, 1)
    (whole,) = sitting.take("another photo", codes[:1])
    assert (whole.fate, sitting.missing) == (Fate.NEW, [])
    assert [each.hash for each in office.book.handovers_of(entry.fact.allotments[-1])] == [entry.hash]


@pytest.mark.parametrize("seed", range(6))
def test_photos_of_receipts_are_read(all_of_us: Together, seed: int) -> None:
    box = all_of_us.box(printer="simulated").unlock()
    box.serve(0)
    box.serve(1)
    papers = printed(box, 2)
    straight = {code for paper in papers for code in codes_in_picture(paper)}
    assert len(straight) == 2
    assert set(codes_in_picture(photographed(papers, seed, quality=50))) == straight


def test_nobody_is_named_in_a_code(day: tuple[Together, Box, list[Entry], list[bytes]]) -> None:
    _, box, _, papers = day
    people = box.kiosk.village.unlocked().pack.people
    codes = [from_base45(code) for paper in papers for code in codes_in_picture(paper)]
    assert len(codes) == 2
    for person in people:
        for told in (person.name, person.nik, *person.name.split()):
            assert not any(told.encode() in code for code in codes)


def test_a_receipt_of_a_box_that_was_revoked_or_never_ours_is_refused(
    day: tuple[Together, Box, list[Entry], list[bytes]],
) -> None:
    us, box, _, papers = day
    us.office.enrolling.revoke(box.system.key.public, "hilang")
    told = list(Restoring(us.office.testimony).take("scan", codes_in_picture(papers[0])))
    assert [each.fate for each in told] == [Fate.STRANGE]
    assert not any(visit.handovers for visit in us.office.book.visits())
