import pytest

from kiosk.interface.keypad import masked


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("", "···· ···· ···· ····"),
        ("6", "•··· ···· ···· ····"),
        ("631102410", "•••• •••• •··· ····"),
        ("631102410460000", "•••• •••• •••• •••·"),
        ("6311024104600001", "•••• •••• •••• 0001"),
    ],
)
def test_only_the_last_four_ever_show_and_only_at_the_end(digits: str, shown: str) -> None:
    assert masked(digits) == shown
