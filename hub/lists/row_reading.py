"""One row of a list: what it says about a person, and what is wrong or odd in it."""

import datetime
import re
from collections.abc import Callable
from typing import Any, TypeVar

from hub.lists.candidate import Candidate
from hub.lists.cells import read_flag, read_label, read_long_number, read_sex
from hub.lists.claims import ClaimReader
from hub.lists.dates import read_date, read_place_and_date
from hub.lists.errors import Unreadable
from hub.lists.rows import PersonRow
from hub.lists.sheet import Cell, as_text
from hub.lists.survey import Answers, Survey
from hub.lists.verdict import Code, Reason
from hub.programmes import squeeze
from ledger.indonesia import kecamatan_name
from ledger.nik import NikReading, nik_birth, nik_region, nik_sex, read_nik

Read = TypeVar("Read")

SPREAD = frozenset(
    {"village", "kecamatan", "programme", "period", "kk", "address", "rt", "rw", "rt_rw", "dusun", "head"}
)
"""Fields where a cell merged over several rows holds for each of them."""
DISABILITIES = {
    "1": "Fisik", "2": "Netra", "3": "Rungu/Wicara", "4": "Mental/Jiwa", "5": "Fisik dan mental", "6": "Lainnya",
    "7": "",
}  # fmt: skip
"""The numbers of OpenSID's `cacat_id`; 7 is none."""
LIVING_STATUS = frozenset({"", "1", "HIDUP", "TETAP"})
DEAD_STATUS = frozenset({"2", "MATI", "MENINGGAL", "MENINGGALDUNIA"})


class RowReader:
    """Reads the rows of one list."""

    def __init__(self, survey: Survey, answers: Answers, today: datetime.date) -> None:
        self.sheet = survey.sheet
        self.columns = survey.table.columns
        self.office = survey.office
        self.answers = answers
        self.today = today
        self.claims = ClaimReader(survey, answers)

    def read(self, row: PersonRow, key: str) -> tuple[Candidate, list[Reason]]:
        """Give the person and all reasons. With a refusing reason the person is not to be used."""
        return _Reading(self, row, key).result()

    def cell(self, index: int, field: str) -> Cell:
        """Give the cell of a field, empty when the list has no such column."""
        column = self.columns.get(field)
        if column is None:
            return ""
        return self.sheet.shown(index, column) if field in SPREAD else self.sheet.cell(index, column)


class _Reading:
    def __init__(self, reader: RowReader, row: PersonRow, key: str) -> None:
        self._reader = reader
        self._row = row
        self._key = key
        self._reasons: list[Reason] = []

    def result(self) -> tuple[Candidate, list[Reason]]:
        reading = self._nik()
        name = self._name()
        village = self._village()
        facts = self._birth() | self._home() | self._numbers(reading) | self._condition()
        facts["sex"] = self._sex()
        self._compare(reading, facts)
        claims = self._reader.claims.read(self._row.index, self._tell)
        candidate = Candidate(self._key, name, village, reading.nik, claims=claims, **facts)
        return candidate, self._reasons

    def _tell(self, code: Code, **values: str) -> None:
        self._reasons.append(Reason(code, values))

    def _cell(self, field: str) -> Cell:
        return self._reader.cell(self._row.index, field)

    def _text(self, field: str) -> str:
        text = as_text(self._cell(field))
        return "" if text in ("-", "--") else text

    def _read(self, field: str, read: Callable[[Cell], Read], code: Code, instead: Read) -> Read:
        cell = self._cell(field)
        try:
            return read(cell)
        except Unreadable:
            self._tell(code, value=as_text(cell))
            return instead

    def _nik(self) -> NikReading:
        reading = read_nik(self._cell("nik"))
        if reading.problem:
            self._tell(Code(reading.problem.value), value=as_text(self._cell("nik")))
        for note in reading.notes:
            self._tell(Code(note.value))
        return reading

    def _name(self) -> str:
        name = self._text("name") or self._text("head")
        if not any(letter.isalpha() for letter in name):
            self._tell(Code.NO_NAME)
        return name

    def _village(self) -> str:
        kecamatan, words = self._text("kecamatan"), self._text("village")
        villages = self._reader.office.villages
        if kecamatan and not kecamatan.isdecimal() and not villages.is_ours(kecamatan):
            self._tell(Code.OTHER_KECAMATAN, value=kecamatan)
            return ""
        if not words:
            return self._village_of_list()
        place = villages.find(words)
        if not place:
            self._tell(Code.VILLAGE_UNKNOWN, value=words)
            return ""
        if not place.exact:
            self._tell(Code.VILLAGE_MISSPELT, value=words, name=place.village.name)
        return place.village.code

    def _village_of_list(self) -> str:
        code = self._row.village or self._reader.answers.village
        if not code:
            self._tell(Code.VILLAGE_MISSING)
        return code

    def _birth(self) -> dict[str, Any]:
        today = self._reader.today
        place = self._text("birth_place")
        born = self._read("birth_date", lambda cell: read_date(cell, today), Code.BIRTH_UNREADABLE, None)
        if not born and self._cell("birth") != "":
            nothing: tuple[str, datetime.date | None] = ("", None)
            other_place, born = self._read(
                "birth", lambda cell: read_place_and_date(cell, today), Code.BIRTH_UNREADABLE, nothing
            )
            place = place or other_place
        return {"birth_place": place, "birth_date": born.isoformat() if born else ""}

    def _home(self) -> dict[str, Any]:
        both = re.findall(r"\d+", self._text("rt_rw"))
        rt, rw = [*both, "", ""][:2]
        return {
            "address": self._text("address"),
            "rt": self._text("rt") or rt,
            "rw": self._text("rw") or rw,
            "dusun": self._text("dusun"),
        }

    def _numbers(self, reading: NikReading) -> dict[str, Any]:
        temporary = reading.digits if Code.TEMPORARY_NIK in {reason.code for reason in self._reasons} else ""
        register = self._read("register", read_label, Code.CARD_UNREADABLE, "")
        subject = self._text("subject") if not reading.nik else ""
        return {
            "kk": self._read("kk", read_long_number, Code.KK_UNREADABLE, ""),
            "card_number": self._read("card", read_label, Code.CARD_UNREADABLE, ""),
            "participant_number": self._read("participant", read_label, Code.CARD_UNREADABLE, ""),
            "other_number": temporary or register or (subject if subject.isdecimal() else ""),
        }

    def _condition(self) -> dict[str, Any]:
        note, status = self._text("note"), squeeze(self._text("status"))
        told_dead = squeeze(self._text("deceased")) not in ("", "0", "TIDAK", "HIDUP", "N", "FALSE", "T")
        deceased = told_dead or status in DEAD_STATUS or bool(_DEAD.search(note.upper()))
        inactive = self._inactive(status)
        if deceased:
            self._tell(Code.DECEASED)
        if inactive:
            self._tell(Code.INACTIVE)
        return {"deceased": deceased, "inactive": inactive, "disability": self._disability(note)}

    def _inactive(self, status: str) -> bool | None:
        for field, means in (("inactive", True), ("active", False)):
            if field in self._reader.columns:
                said = squeeze(self._text(field))
                if said in ("NONAKTIF", "TIDAKAKTIF"):
                    return True
                cell = self._cell(field)
                return self._read(field, read_flag, Code.FLAG_UNREADABLE, False) is means if cell != "" else None
        if "status" in self._reader.columns:
            return status not in LIVING_STATUS and status not in DEAD_STATUS
        return None

    def _disability(self, note: str) -> str:
        said = self._text("disability")
        if said:
            key = squeeze(said)
            return "" if key in _NOT_DISABLED else DISABILITIES.get(key, said)
        return note if _DISABLED.search(note.upper()) else ""

    def _sex(self) -> str:
        if "sex" in self._reader.columns:
            return self._read("sex", read_sex, Code.SEX_UNREADABLE, "")
        marks = [sex for sex, field in (("L", "male"), ("P", "female")) if self._text(field)]
        return marks[0] if len(marks) == 1 else ""

    def _compare(self, reading: NikReading, facts: dict[str, Any]) -> None:
        """Hold the NIK against the rest: differences are told, the list is believed."""
        nik = reading.nik
        if not nik:
            return
        region = nik_region(nik)
        if region != self._reader.office.profile.region:
            self._tell(Code.OTHER_REGION, value=kecamatan_name(region) or region)
        if facts["birth_date"]:
            born = datetime.date.fromisoformat(facts["birth_date"])
            if (born.day, born.month, born.year % 100) != nik_birth(nik):
                self._tell(Code.BIRTH_MISMATCH, value=f"{born:%d-%m-%Y}")
        if facts["sex"] and facts["sex"] != nik_sex(nik):
            self._tell(Code.SEX_MISMATCH, value=facts["sex"])


_DEAD = re.compile(r"\bMENINGGAL|\bALM(ARHUM|H)?\b|\bWAFAT\b|\bMATI\b")
_DISABLED = re.compile(r"DIFABEL|DISABILITAS|\bCACAT\b|TUNA\s?(NETRA|RUNGU|WICARA|DAKSA|GRAHITA)|\bODGJ\b")
_NOT_DISABLED = frozenset({"TIDAK", "TIDAKADA", "TIDAKCACAT", "NORMAL", "0", "TDK", "NON", "TIDAKDISABILITAS"})
