import pytest

from tests.conftest import requires


def test_a_tool_that_is_there_is_found() -> None:
    assert requires("sh").name == "sh"


@pytest.mark.parametrize(
    ("environment", "outcome"), [({}, pytest.skip.Exception), ({"CI": "true"}, pytest.fail.Exception)]
)
def test_a_missing_tool_skips_and_in_ci_fails(environment: dict[str, str], outcome: type[BaseException]) -> None:
    with pytest.raises(outcome, match="no-such-tool is not installed"):
        requires("no-such-tool", environment)
