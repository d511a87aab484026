"""What one row of a list says about a person, and what the list says that person is owed."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """A programme for a period; `amount_rupiah` where the list gives one."""

    programme: str
    period: str
    amount_rupiah: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A person as one row has him. Empty text is unknown; dates are `YYYY-MM-DD`; `sex` is `L` or `P`.

    `row_key` stays the same when the same file is read again. `inactive` is None where the list does not say.
    """

    row_key: str
    name: str
    village: str
    nik: str | None = None
    kk: str = ""
    birth_date: str = ""
    birth_place: str = ""
    sex: str = ""
    address: str = ""
    rt: str = ""
    rw: str = ""
    dusun: str = ""
    card_number: str = ""
    participant_number: str = ""
    other_number: str = ""
    """A number of a register or a temporary one: it too tells people without a NIK apart."""
    disability: str = ""
    deceased: bool = False
    inactive: bool | None = None
    claims: tuple[Claim, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers other than NIK and KK by which lists know this person."""
        numbers = (self.card_number, self.participant_number, self.other_number)
        return tuple(dict.fromkeys(each for each in numbers if each))

    @property
    def full_address(self) -> str:
        """The address with RT, RW and dusun where they stand in columns of their own."""
        rt_rw = " / ".join(f"{name} {number}" for name, number in (("RT", self.rt), ("RW", self.rw)) if number)
        dusun = f"Dusun {self.dusun}" if self.dusun and "DUSUN" not in self.dusun.upper() else self.dusun
        parts = [self.address, *(part for part in (rt_rw, dusun) if part.upper() not in self.address.upper())]
        return ", ".join(part for part in parts if part)
