import datetime
from collections.abc import Callable

import pytest

from hub.errors import DeviceIsRevoked, NotEnrolled, VisitBegun
from hub.invitations import invitation_code
from hub.planning import Wish
from hub.system import System
from ledger.errors import CannotUnseal, PackRefused
from ledger.facts import Refusal
from ledger.packs import Pack, check_pack, nik_digest
from ledger.secrets import pin_is_right
from tests.hub.office import BOTH, LIYU, NOON, TODAY, Box, Time, nik, planned, sheet, take

MakeBox = Callable[..., Box]


def opened(system: System, box: Box, data: bytes) -> Pack:
    sealed = check_pack(data, system.key.public, box.device)
    return sealed.unlock(system.plans.secrets(sealed.header.visit).phrase)[0]


def test_a_kiosk_opens_its_pack_with_phrase_card_or_recovery_code(system: System, box: MakeBox) -> None:
    plan, kiosk = planned(system), box().enrol()
    (data,) = kiosk.fetch()
    sealed = check_pack(data, system.key.public, kiosk.device)
    secrets = system.plans.secrets(plan.visit)
    for secret in (secrets.phrase, secrets.card, secrets.recovery):
        pack, key = sealed.unlock(secret)
        assert key.secret == secrets.key
    assert {person.name for person in pack.people} == {"BUDI SANTOSO", "SITI AMINAH"}
    assert len(pack.allotments) == 3
    assert [programme.code for programme in pack.programmes] == ["PKH", "BERAS"]
    assert pin_is_right(pack.officers[0].pin, "1234")
    with pytest.raises(CannotUnseal):
        sealed.unlock("kata yang salah sama sekali")


def test_a_pack_is_for_one_kiosk_alone_and_shows_no_name(system: System, box: MakeBox) -> None:
    planned(system)
    (data,) = box("Kiosk 1").enrol().fetch()
    other = box("Kiosk 2").enrol()
    with pytest.raises(PackRefused):
        check_pack(data, system.key.public, other.device)
    assert b"BUDI" not in data
    assert nik(1).encode() not in data


def test_a_pack_knows_who_is_served_elsewhere_and_why(system: System, box: MakeBox) -> None:
    take(system, sheet([f"{nik(2)};SITI AMINAH;Meninggal"], programme="BERAS", more=";KETERANGAN"))
    planned(system)
    kiosk = box().enrol()
    pack = opened(system, kiosk, *kiosk.fetch())
    assert {(each.nik_digest, each.reason, each.village) for each in pack.elsewhere} == {
        (nik_digest(nik(2)), Refusal.DECEASED, "Liyu"),
        (nik_digest(nik(3)), Refusal.OTHER_VILLAGE, "Hauwai"),
    }


def test_the_same_content_makes_no_new_pack(system: System, box: MakeBox, time: Time) -> None:
    planned(system)
    kiosk = box().enrol()
    first = kiosk.fetch()
    written = len(system.log)
    time.ms += 60_000
    assert kiosk.fetch() == first
    known = tuple(check_pack(each, system.key.public, kiosk.device).header.pack for each in first)
    assert kiosk.fetch(known) == ()
    assert len(system.log) == written


def test_new_people_make_a_new_pack_that_keeps_series_and_invitations(system: System, box: MakeBox) -> None:
    plan = planned(system)
    box("Kiosk 1").enrol().fetch()
    kiosk = box("Kiosk 2").enrol()
    before = opened(system, kiosk, *kiosk.fetch())
    take(system, sheet([f"{nik(4)};AMAT"]))
    after = opened(system, kiosk, *kiosk.fetch((before.id,)))
    assert (before.series, after.series) == ("B", "B")
    assert before.id != after.id
    assert set(before.invitations) < set(after.invitations)
    key = system.plans.secrets(plan.visit).key
    assert all(each.code == invitation_code(key, each.person) for each in after.invitations)
    assert len({each.code for each in after.invitations}) == 3


def test_a_lost_file_is_made_again(system: System, box: MakeBox) -> None:
    planned(system)
    kiosk = box().enrol()
    kiosk.fetch()
    for path in (system.data / "packs").iterdir():
        path.unlink()
    assert len(opened(system, kiosk, *kiosk.fetch()).people) == 2


def test_old_and_closed_visits_are_not_packed(system: System, box: MakeBox, time: Time) -> None:
    first, second = planned(system), planned(system, TODAY + datetime.timedelta(days=1))
    kiosk = box().enrol()
    assert len(kiosk.fetch()) == 2
    kiosk.open(first.visit)
    kiosk.close(first.visit)
    kiosk.come_home()
    assert [check_pack(each, system.key.public, kiosk.device).header.visit for each in kiosk.fetch()] == [second.visit]
    time.ms += 3 * 86_400_000
    assert kiosk.fetch() == ()


def test_what_was_handed_over_at_another_visit_is_not_packed_again(system: System, box: MakeBox) -> None:
    first = planned(system)
    kiosk = box().enrol()
    pack = opened(system, kiosk, *kiosk.fetch())
    siti = system.roster.with_nik(nik(2))
    rice = [each.id for each in pack.allotments if each.person == siti.id]
    kiosk.open(first.visit)
    kiosk.hand_over(first.visit, siti.id, rice)
    kiosk.close(first.visit)
    kiosk.come_home()
    planned(system, TODAY + datetime.timedelta(days=7))
    after = opened(system, kiosk, *kiosk.fetch())
    assert siti.id not in {person.id for person in after.people}
    (told,) = (one for one in after.elsewhere if one.nik_digest == nik_digest(nik(2)))
    assert (told.reason, told.village, told.when_ms, told.by) == (Refusal.ALREADY_SERVED, "Liyu", NOON, "Rahmat")
    assert rice[0] in {each.id for each in system.planning.visit_file(first.visit).allotments}


def test_a_report_keeps_those_who_died_after_the_pack_was_made(system: System, box: MakeBox) -> None:
    plan = planned(system)
    box().enrol().fetch()
    take(system, sheet([f"{nik(2)};SITI AMINAH;Meninggal"], programme="BERAS", more=";KETERANGAN"))
    assert len(system.planning.visit_file(plan.visit).allotments) == 3


def test_a_visit_that_has_begun_is_not_planned_anew(system: System, box: MakeBox) -> None:
    plan, kiosk = planned(system), box().enrol()
    kiosk.open(plan.visit)
    kiosk.come_home()
    with pytest.raises(VisitBegun):
        system.planning.plan(Wish(LIYU, TODAY, "", BOTH, ("PT1",)), plan.visit)


def test_strangers_and_revoked_kiosks_get_no_pack(system: System, box: MakeBox) -> None:
    planned(system)
    stranger, revoked = box("Asing"), box("Hilang").enrol()
    with pytest.raises(NotEnrolled):
        stranger.fetch()
    system.enrolling.revoke(revoked.device, "hilang")
    with pytest.raises(DeviceIsRevoked):
        revoked.fetch()
