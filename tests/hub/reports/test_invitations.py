import pytest

from hub.reports.invitations import CODE_MM, EDGE_MM, invitations_pdf
from hub.reports.qr import qr_modules
from hub.reports.team_card import envelope_pdf, team_card_pdf
from tests.hub.reports.day import Day, somebody
from tests.hub.reports.pdf_text import pages, picture, words

PEOPLE = [somebody(number) for number in range(8)]
CODES = {person.id: f"K7M2P9{number}QXZ4T" for number, person in enumerate(PEOPLE)}


def test_an_invitation_says_who_when_where_and_what_to_bring_and_no_nik() -> None:
    text = words(invitations_pdf(Day(PEOPLE[:1]).file(), CODES))
    for expected in (
        PEOPLE[0].name,
        "Selasa, 3 Maret 2026",
        "Balai Desa, Desa Liyu",
        "K7M2-P90Q-XZ4T",
        "Beras: KTP, undangan ini",
        "BLT Desa, PBI-JKN: KTP, kartu keluarga (KK), undangan ini",
    ):
        assert expected in text
    assert "6311" not in text


def test_six_stand_on_a_page_in_the_order_of_names() -> None:
    found = pages(invitations_pdf(Day(PEOPLE).file(), CODES))
    assert [page.count("UNDANGAN") for page in found] == [6, 2]
    first = min(PEOPLE, key=lambda person: person.name.casefold())
    assert first.name in " ".join(found[0].split())


def test_only_those_with_a_code_are_invited() -> None:
    some = {PEOPLE[3].id: "K7M2P9"}
    assert words(invitations_pdf(Day(PEOPLE).file(), some)).count("UNDANGAN") == 1
    assert "Tidak ada undangan untuk dicetak." in words(invitations_pdf(Day(PEOPLE).file(), {}))


def test_the_code_on_paper_is_the_code_and_not_its_mirror() -> None:
    modules = qr_modules(CODES[PEOPLE[0].id])
    dpi = 300
    pixels = picture(invitations_pdf(Day(PEOPLE[:1]).file(), CODES), dpi)
    module = CODE_MM / len(modules)
    left, top = 210 / 2 - EDGE_MM - CODE_MM, 22
    per_mm = dpi / 25.4

    def pixel(row: int, column: int) -> int:
        y, x = (top + (row + 0.5) * module) * per_mm, (left + (column + 0.5) * module) * per_mm
        return pixels[int(y)][int(x)]

    size = range(len(modules))
    drawn = tuple(bytes(pixel(row, column) < 128 for column in size) for row in size)
    assert drawn == modules


def test_a_code_has_its_quiet_border_and_three_corners() -> None:
    modules = qr_modules("K7M2P9")
    finder = [b"\1\1\1\1\1\1\1", b"\1\0\0\0\0\0\1", b"\1\0\1\1\1\0\1"]
    assert all(not any(row) for row in (*modules[:4], *modules[-4:]))
    assert [row[4:11] for row in modules[4:7]] == finder
    assert [row[-11:-4] for row in modules[4:7]] == finder
    assert [row[4:11] for row in modules[-11:-8]] == finder
    assert [row[-11:-4] for row in modules[-11:-8]] != finder


@pytest.mark.parametrize("name", ["W" * 80, "Muhammad Ahmad Syarif Hidayatullah Al-Banjari bin H. Abdurrahman Shiddiq"])
def test_a_long_name_is_kept_on_its_card(name: str) -> None:
    person = somebody(0, name=name)
    assert name[:12] in words(invitations_pdf(Day([person]).file(), {person.id: "K7M2P9"}))


def test_the_card_opens_the_visit_and_does_not_say_the_phrase() -> None:
    file = Day(PEOPLE).file()
    card = words(team_card_pdf(file, "7Q2M9KXT4B8WZ1RC"))
    assert "KARTU PETUGAS" in card
    assert "7Q2M-9KXT 4B8W-Z1RC" in card
    envelope = words(envelope_pdf(file, "hujan padi sungai kayu", "AAAABBBBCCCC"))
    assert "hujan padi sungai kayu" in envelope
    assert "AAAA-BBBB-CCCC" in envelope
    assert "7Q2M" not in envelope
