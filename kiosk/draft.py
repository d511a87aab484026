"""A handover being prepared at the desk: what is ticked, who receives, what is still missing. Nothing is written."""

from collections.abc import Sequence

from kiosk.desk import Desk, Dossier, Handover, Owed
from ledger.facts import Manner, Mark, Unserved
from ledger.nik import nik_problem
from ledger.sealing import Receiver

_MAY_COME_BACK = (None, Unserved.PAPERS_MISSING, Unserved.ABSENT)
"""Reasons after which a person may stand at the desk all the same; after others staff must tick again on purpose."""


class Draft:
    """Begins with everything that is owed and may be handed over, received by the person's own hand."""

    def __init__(self, desk: Desk, dossier: Dossier) -> None:
        self._desk = desk
        self.dossier = dossier
        self.chosen: set[bytes] = {
            owed.allotment.id for owed in self.open_lines if owed.standing.reason in _MAY_COME_BACK
        }
        self.manner = Manner.SELF
        self.mark = Mark.SIGNATURE
        self.seen: set[str] = set()
        self.receiver_name = ""
        self.receiver_nik = ""
        self.receiver_relation = ""

    @property
    def open_lines(self) -> Sequence[Owed]:
        """What is still to be handed over."""
        return [owed for owed in self.dossier.owed if owed.open]

    @property
    def manners(self) -> list[Manner]:
        """The ways of receiving that every chosen programme allows."""
        chosen = [owed.programme for owed in self.open_lines if owed.allotment.id in self.chosen]
        allowed = [Manner.SELF]
        if all(each.proxy != "none" for each in chosen):
            allowed.append(Manner.PROXY)
        if chosen and all(each.replacement for each in chosen):
            allowed.append(Manner.REPLACEMENT)
        return [*allowed, Manner.AT_HOME]

    @property
    def by_another(self) -> bool:
        """Whether somebody else receives."""
        return self.manner in (Manner.PROXY, Manner.REPLACEMENT)

    @property
    def proofs(self) -> tuple[str, ...]:
        """The papers to see."""
        return self._desk.required_proofs(tuple(self.chosen), self.dossier.person.id, self.manner)

    @property
    def missing_proofs(self) -> tuple[str, ...]:
        """The papers not seen yet."""
        return tuple(proof for proof in self.proofs if proof not in self.seen)

    @property
    def receiver_nik_is_wrong(self) -> bool:
        """Whether another receives and the NIK that was typed cannot be one; none at all is legal."""
        digits = "".join(self.receiver_nik.split())
        return self.by_another and bool(digits) and (not digits.isdecimal() or nik_problem(digits) is not None)

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        named = bool(self.receiver_name.strip()) or not self.by_another
        return bool(self.chosen) and named and not self.missing_proofs and not self.receiver_nik_is_wrong

    def choose(self, allotment: bytes, chosen: bool) -> None:
        """Tick or untick an allotment; a manner that is no longer allowed falls back to the person's own hand."""
        (self.chosen.add if chosen else self.chosen.discard)(allotment)
        if self.manner not in self.manners:
            self.manner = Manner.SELF

    def see(self, proof: str, seen: bool) -> None:
        """Tick or untick a paper."""
        (self.seen.add if seen else self.seen.discard)(proof)

    def handover(self) -> Handover:
        """Give what the desk is to write."""
        ordered = tuple(owed.allotment.id for owed in self.open_lines if owed.allotment.id in self.chosen)
        receiver = Receiver(
            self.receiver_name.strip(), "".join(self.receiver_nik.split()), self.receiver_relation.strip()
        )
        proofs = tuple(proof for proof in self.proofs if proof in self.seen)
        return Handover(self.dossier.person.id, ordered, self.manner, self.mark, proofs, receiver)
