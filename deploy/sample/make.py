"""Makes the sample lists of this folder, always the same, and `truth.json` with what an import must find in them.

    python -m deploy.sample.make [folder]

Nobody in them exists. NIKs end in 9xxx: serials count the births of one day in one kecamatan and never come so far.
"""

import csv
import dataclasses
import datetime
import json
import random
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).parent
PROFILE = FOLDER.parent.parent / "hub" / "profiles" / "halong.toml"
SEED = 20_261_122
REGION = "631102"
NEIGHBOURS = ("631101", "630801")
LIYU = "Liyu"
MADE_AT = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)

MEN = (
    "Ahmad Djunaidi", "Abdul Rahman", "Muhammad Noor", "Syahrani", "Rusli", "Hamdani", "Jumberi",
    "Anang Bahri", "Kaspul Anwar", "Djumadi", "Suriansyah", "Idris", "Fahrurazi", "Masdar", "Taberani",
    "Ardiansyah", "Basran", "Wahyudi", "Soebandi", "Utuh Kadir", "Yusran", "Maserani", "Sapriadi", "Bahrudin",
    "Ramli", "Gazali", "Herman", "Sarkawi", "Aliansyah", "Tarmiji",
)  # fmt: skip
WOMEN = (
    "Siti Aminah", "Noor Hasanah", "Rusmina", "Galuh Mariani", "Masitah", "Siti Rahmah", "Jumiati", "Norlaila",
    "Hamidah", "Rabiatul Adawiah", "Mariatul Kiftiah", "Arbainah", "Saniah", "Djumirah", "Fatimah", "Mastora",
    "Antung Rusmini", "Rohani", "Salasiah", "Maimunah", "Norhayati", "Sumiati", "Asiah", "Mursidah", "Raudah",
    "Sarinah", "Halimatus Sadiah", "Jamilah",
)  # fmt: skip
SPELT_OTHERWISE = (("Dj", "J"), ("oe", "u"), ("Noor", "Nur"), ("Siti ", "St. "), ("Muhammad", "Muh."), ("ah", "a"))
DISABILITIES = ("Fisik", "Netra", "Rungu/Wicara", "Mental")


@dataclasses.dataclass(frozen=True)
class Villager:
    """Someone who does not exist."""

    name: str
    nik: str
    kk: str
    village: str
    born: datetime.date
    sex: str
    rt: int
    rw: int

    @property
    def other_spelling(self) -> str:
        """The name as another office writes it."""
        for old, new in SPELT_OTHERWISE:
            if old in self.name:
                return self.name.replace(old, new, 1)
        return f"{'H.' if self.sex == 'L' else 'Hj.'} {self.name}"


def make(folder: Path) -> dict[str, dict[str, object]]:
    """Write all lists and their truth into a folder, and give the truth by file name."""
    chance = random.Random(SEED)
    people = list(_people(chance))
    liyu = [each for each in people if each.village == LIYU]
    truth = {
        "siks-ng-halong.xlsx": _siks_ng(folder / "siks-ng-halong.xlsx", people, chance),
        "kks-liyu.xlsx": _kks(folder / "kks-liyu.xlsx", liyu, chance),
        "bnba-beras-liyu.xlsx": _bnba(folder / "bnba-beras-liyu.xlsx", liyu, chance),
        "opensid-blt-liyu.csv": _opensid(folder / "opensid-blt-liyu.csv", liyu, chance),
    }
    (folder / "truth.json").write_text(json.dumps(truth, indent=1) + "\n", "utf-8")
    return truth


def _people(chance: random.Random) -> Iterator[Villager]:
    villages = [each["name"] for each in tomllib.loads(PROFILE.read_text("utf-8"))["village"]]
    serial = 9000
    for village in villages:
        used: set[str] = set()
        for _ in range(48 if village == LIYU else chance.randint(12, 22)):
            serial += 1
            yield _villager(village, serial, used, chance)


def _villager(village: str, serial: int, used: set[str], chance: random.Random) -> Villager:
    sex = chance.choice("LPP")
    names = MEN if sex == "L" else WOMEN
    name = next(each for each in iter(lambda: _name(names, used, chance), "") if each not in used)
    used.add(name)
    born = datetime.date(chance.randint(1941, 1999), 1, 1) + datetime.timedelta(days=chance.randrange(365))
    region = chance.choice(NEIGHBOURS) if chance.random() < 0.05 else REGION
    day = born.day + (40 if sex == "P" else 0)
    nik = f"{region}{day:02}{born:%m%y}{serial:04}"
    kk = f"{REGION}{chance.randint(1, 28):02}{chance.randint(1, 12):02}{chance.randint(8, 22):02}{serial:04}"
    return Villager(name, nik, kk, village, born, sex, chance.randint(1, 6), chance.randint(1, 2))


def _name(names: Sequence[str], used: set[str], chance: random.Random) -> str:
    name = chance.choice(names)
    return name if name not in used else f"{name} {chance.choice(MEN).split()[-1]}"


def _siks_ng(path: Path, people: Sequence[Villager], chance: random.Random) -> dict[str, object]:
    headings = [
        "provinsi", "kabupaten", "kecamatan", "desa_kelurahan", "idsemesta", "NOKK", "NIK", "Nama", "Alamat",
        "PKH", "BPNT", "PBI", "BLT", "RUTILAHU", "ATENSI", "PERMAKANAN", "periode_pkh", "periode_bpnt",
        "keterangan_disabilitas", "keterangan_meninggal", "is_nonaktif",
    ]  # fmt: skip
    truth = dict.fromkeys(("rows", "PKH", "BPNT", "PBI", "dead", "inactive"), 0)
    rows = []
    for number, each in enumerate(people):
        pkh, bpnt, pbi = (chance.random() < share for share in (0.45, 0.8, 0.6))
        dead, inactive = chance.random() < 0.012, chance.random() < 0.02
        for name, is_so in (
            ("PKH", pkh),
            ("BPNT", bpnt),
            ("PBI", pbi),
            ("dead", dead),
            ("inactive", inactive),
            ("rows", True),
        ):
            truth[name] += is_so
        yes_no = ["YA" if given else "TIDAK" for given in (pkh, bpnt, pbi, False, False, False, False)]
        rows.append([
            "KALIMANTAN SELATAN", "BALANGAN", "HALONG", each.village.upper(), f"0{90_000_000_000 + number * 7919}",
            each.kk, each.nik, each.name.upper(), f"RT {each.rt:03} RW {each.rw:03}", *yes_no,
            "TAHAP 4 2026" if pkh else "", "TAHAP 4 2026" if bpnt else "",
            chance.choice(DISABILITIES) if chance.random() < 0.2 else "",
            "MENINGGAL" if dead else "", "1" if inactive else "0",
        ])  # fmt: skip
    _write(path, "data", [headings, *rows])
    return {**truth, "villages": len({each.village for each in people}), "people": len(people)}


def _kks(path: Path, liyu: Sequence[Villager], chance: random.Random) -> dict[str, object]:
    rows = []
    total_rupiah = 0
    for number, each in enumerate(chance.sample(list(liyu), 36)):
        kind = chance.choice(("SEMBAKO", "PKH", "PKH + SEMBAKO"))
        pkh = chance.choice((225_000, 375_000, 500_000, 600_000, 750_000)) if "PKH" in kind else 0
        amount = pkh + (600_000 if "SEMBAKO" in kind else 0)
        total_rupiah += amount
        name = each.other_spelling if number % 5 == 0 else each.name
        money = f"Rp {amount:,}".replace(",", ".")
        rows.append([each.nik, name.upper(), f"60130000{each.nik[-4:]}{number:04}", kind, "Tahap 4 Tahun 2026", money])
    repeated = [rows[3], rows[11]]
    headings = ["NIK KPM", "NAMA KPM", "NOMOR KKS", "JENIS BANSOS", "TAHAP SALUR", "NOMINAL CAIR"]
    _write(path, "Sheet", [headings, *rows, *repeated])
    return {"rows": 38, "people": 36, "duplicate_of_earlier": 2, "total_rupiah": total_rupiah}


def _bnba(path: Path, liyu: Sequence[Villager], chance: random.Random) -> dict[str, object]:
    listed = chance.sample(list(liyu), 42)
    rows: list[list[object]] = [_bnba_row(number, each) for number, each in enumerate(listed, start=1)]
    niks = [each.nik for each in listed]
    rows[2][2] = f"'{niks[2]}"
    rows[5][2] = f"{niks[5][:2]}.{niks[5][2:6]}.{niks[5][6:12]}.{niks[5][12:]}"
    rows[8][2] = int(niks[8])
    rows[13][2] = "6.31102E+15"
    rows[17][2] = niks[17][:15]
    rows[21][2] = f"{REGION}700285{niks[21][12:]}"
    rows[25][2] = f"{niks[25][:12]}0000"
    rows[29][2] = "0"
    rows[33][4] = f"{_another_day(listed[33].born):%d/%m/%Y}"
    rows[36][1] = ""
    rows[38][1] = listed[38].other_spelling.upper()
    rows.insert(20, ["", *rows[10][1:]])
    titles = [
        ["DAFTAR PENERIMA BANTUAN PANGAN (BERAS) ALOKASI OKTOBER - NOVEMBER 2026"],
        ["DESA LIYU KECAMATAN HALONG KABUPATEN BALANGAN"],
        [""],
        ["NO", "NAMA  PENERIMA", "N I K", "NO. KK", "TGL LAHIR", "L/P", "ALAMAT", "KET"],
    ]
    footers: list[list[object]] = [
        [""],
        ["", "JUMLAH", "", "", "", "", "", 42],
        ["", "", "", "", "", "", "Liyu, 12 Oktober 2026"],
        ["", "", "", "", "", "", "Kepala Desa"],
    ]
    _write(path, "BNBA", [*titles, *rows, *footers], merged=2)
    flaws = ("numeric_nik", "scientific_nik", "short_nik", "impossible_date", "serial_zero", "no_name")
    ones = (*flaws, "duplicate_of_earlier", "apostrophe", "dotted", "without_nik", "birth_mismatch")
    return {"rows": 43, "good": 36, **dict.fromkeys(ones, 1)}


def _bnba_row(number: int, each: Villager) -> list[object]:
    address = f"RT.{each.rt}/RW.{each.rw}"
    return [number, each.name.upper(), each.nik, each.kk, f"{each.born:%d-%m-%Y}", each.sex, address, ""]


def _another_day(day: datetime.date) -> datetime.date:
    return day.replace(year=day.year + 1, day=15 if day.day != 15 else 16)


def _opensid(path: Path, liyu: Sequence[Villager], chance: random.Random) -> dict[str, object]:
    listed = chance.sample(list(liyu), 18)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Peserta", "No. Peserta", "NIK", "Nama", "Tempat Lahir", "Tanggal Lahir", "Alamat"])
        for number, each in enumerate(listed, start=1):
            address = f"RT {each.rt} / RW {each.rw} Dusun {'Atas' if each.rw == 1 else 'Bawah'}"
            name = each.other_spelling if number % 4 == 0 else each.name
            writer.writerow([each.nik, f"BLT-{number:03}", each.nik, name, "Balangan", each.born.isoformat(), address])
        writer.writerow(["0", "BLT-019", "0", "Dayang Sari", "Halong", "1948-05-17", "RT 3 / RW 1 Dusun Atas"])
        temporary = f"0{REGION}201490019"
        writer.writerow(
            [temporary, "BLT-020", temporary, "Utuh Ilir", "Halong", "1951-11-02", "RT 4 / RW 2 Dusun Bawah"]
        )
    return {"rows": 20, "good": 20, "without_nik": 2, "temporary_nik": 1}


def _write(path: Path, name: str, rows: Sequence[Sequence[object]], *, merged: int = 0) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": MADE_AT})
        sheet = book.add_worksheet(name)
        bold = book.add_format({"bold": True, "align": "center"})
        width = max(len(row) for row in rows)
        for number, row in enumerate(rows):
            if number < merged:
                sheet.merge_range(number, 0, number, width - 1, str(row[0]), bold)
                continue
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, column, value)
                elif value:
                    sheet.write_string(number, column, str(value))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
