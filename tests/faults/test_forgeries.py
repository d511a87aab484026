from tests.faults.forgeries import HARNESS


def test_a_hub_that_checks_no_signature_is_caught() -> None:
    tally = HARNESS.variants["checks no signature"]()
    assert tally.altered > 0
    assert tally.undetected > 0


def test_nothing_is_taken_that_its_kiosk_did_not_sign() -> None:
    tally = HARNESS.shipped(True)
    assert tally.is_clean, tally.line("forgeries")
