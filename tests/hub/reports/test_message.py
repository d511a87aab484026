from hub.reports.message import MOST_LETTERS, whatsapp_message
from ledger.aid import Item
from ledger.facts import Unserved
from tests.hub.reports.day import RICE, Day, busy_day, somebody


def test_the_message_of_a_busy_day() -> None:
    assert whatsapp_message(busy_day(40).file()) == (
        "*PAK SOTARSA: Desa Liyu*\n"
        "Selasa, 3 Maret 2026, Balai Desa\n"
        "\n"
        "Dilayani: *36 dari 40 orang*\n"
        "- Beras: 36 dari 40 (wakil 4, pengganti 4, diantar 4)\n"
        "- BLT Desa: 28 dari 40 (wakil 4, diantar 4)\n"
        "- PBI-JKN: 28 dari 40 (wakil 4, diantar 4)\n"
        "Diserahkan: 720 kg beras, 144 liter minyak goreng, uang Rp25.200.000\n"
        "\n"
        "Belum diserahkan: 28 (tidak hadir atau belum datang 12, meninggal dunia 8, berkas belum lengkap 4,"
        " hadir tetapi belum dilayani 4)\n"
        "\n"
        "Terima kasih kepada Kasi Kesra, perangkat desa, dan seluruh tim."
    )


def test_it_names_nobody() -> None:
    day = busy_day(60)
    message = whatsapp_message(day.file())
    assert not [person.name for person in day.people if person.name in message]
    assert "6311" not in message


def test_it_stays_short_whatever_happens() -> None:
    many = [
        type(RICE)(
            f"P{n}", "Program", f"Program bantuan sosial nomor {n}", RICE.kind, (Item(f"Paket {n}", 1_000, "kg"),)
        )
        for n in range(40)
    ]
    day = Day([somebody(n) for n in range(20)], many, village="Baruh Panyambaran " * 5)
    for person, reason in zip(day.people, Unserved, strict=False):
        day.goes_without(person, reason)
    day.receives(day.people[15])
    day.comes(day.people[16], 1)
    message = whatsapp_message(day.file(place="Balai " * 60))
    assert len(message) <= MOST_LETTERS
    assert "program lainnya" in message
    assert message.endswith("seluruh tim.")


def test_when_all_was_handed_over_and_when_nothing_was_planned() -> None:
    day = Day([somebody(0)])
    day.receives(day.people[0])
    assert "Semua bantuan sudah diserahkan." in whatsapp_message(day.file())
    assert "Tidak ada sasaran" in whatsapp_message(Day([]).file())
