"""Who sits at which browser."""

from hub.interface.sessions import Sessions


def test_a_seat_is_kept_by_looking_and_given_up_by_silence() -> None:
    times = [0.0]
    sessions = Sessions(lambda: times[-1], idle_s=100)
    sessions.enter("browser", "PT1")
    assert sessions.officer("other") == ""
    for now_s in (90.0, 180.0, 270.0):
        times.append(now_s)
        assert sessions.officer("browser") == "PT1"
    times.append(371.0)
    assert sessions.officer("browser") == ""


def test_whoever_leaves_is_gone_and_the_language_stays() -> None:
    sessions = Sessions()
    sessions.enter("browser", "PT1")
    sessions.speak("browser", "en")
    sessions.leave("browser")
    assert (sessions.officer("browser"), sessions.language("browser")) == ("", "en")
    assert sessions.language("other") == "id"
