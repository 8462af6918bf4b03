"""Words and a voice are there at their moment, sealed, and gone when somebody takes them away."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from tests.cast import Cast, browser_of
from wiseline.alliance import encouragement as words
from wiseline.alliance.models import Encouragement, Voice
from wiseline.alliance.moments import at_its_time, on_its_day
from wiseline.alliance.sounds import MOST_BYTES, NotASound, TooLong, checked
from wiseline.coaching.flows.ask import ask
from wiseline.lib import clock

WEBM = b"\x1a\x45\xdf\xa3 a voice that says: breathe"
JSON = {"Accept": "application/json"}


def left(cast: Cast, *, tie: str = "hard", text: str = "You have done this before", **more: object) -> Encouragement:
    moment = words.Moment(tie, **more)  # type: ignore[arg-type]
    return words.leave_words(client=cast.mia, by=cast.dana, moment=moment, text=text, sound=WEBM, seconds=9)


@pytest.mark.parametrize(
    ("now", "at", "shown"),
    [
        ("07:59", "08:00", False),
        ("08:00", "08:00", True),
        ("10:59", "08:00", True),
        ("11:00", "08:00", False),
        ("23:30", "23:00", True),
        ("01:30", "23:00", True),
        ("02:00", "23:00", False),
        ("22:59", "23:00", False),
    ],
)
def test_words_for_a_time_are_shown_from_then_on_for_three_hours_also_past_midnight(
    now: str, at: str, shown: bool
) -> None:
    moment = datetime.combine(date(2026, 11, 23), time.fromisoformat(now))
    assert at_its_time(moment, time.fromisoformat(at)) is shown


def test_words_for_a_day_are_shown_on_all_of_it_and_on_no_other() -> None:
    day = date(2026, 11, 23)
    assert on_its_day(datetime(2026, 11, 23, 0, 0), day)  # noqa: DTZ001
    assert on_its_day(datetime(2026, 11, 23, 23, 59), day)  # noqa: DTZ001
    assert not on_its_day(datetime(2026, 11, 24, 0, 0), day)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("sound", "kind"),
    [(WEBM, "audio/webm"), (b"OggS....", "audio/ogg"), (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4")],
)
def test_a_sound_is_known_by_its_first_bytes(sound: bytes, kind: str) -> None:
    assert checked(sound, 30) == kind


def test_what_is_no_sound_too_long_or_too_large_is_not_taken() -> None:
    with pytest.raises(NotASound):
        checked(b"<script>", 3)
    with pytest.raises(TooLong):
        checked(WEBM, 130)
    with pytest.raises(TooLong):
        checked(WEBM + b"x" * MOST_BYTES, 3)


def test_the_database_holds_neither_words_nor_voice_in_plain(cast: Cast) -> None:
    left(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sound FROM alliance_voice")
        (sound,) = cursor.fetchone()
        cursor.execute("SELECT text FROM alliance_encouragement")
        (text,) = cursor.fetchone()
    assert b"breathe" not in bytes(sound)
    assert b"before" not in bytes(text)
    assert Voice.objects.get().sound == WEBM


def test_they_are_found_where_they_belong(cast: Cast, now: time_machine.Traveller) -> None:
    skill = left(cast, tie="skill", skill="paced-breathing")
    hard = left(cast)
    evening = left(cast, tie="time", clock_time=time(19, 0))  # it is 19:30 in Berlin
    today = left(cast, tie="event", on=date(2026, 11, 23), event="The interview")
    left(cast, tie="time", clock_time=time(7, 0))
    left(cast, tie="event", on=date(2026, 11, 25))
    assert words.words_for_skill(cast.mia, "paced-breathing") == [skill]
    assert words.words_for_skill(cast.mia, "tipp") == []
    assert words.words_for_hard(cast.mia) == [hard]
    assert set(words.words_for_now(cast.mia, clock.now())) == {evening, today}
    contact, _new = ask(client=cast.mia, safety="safe")
    mia = browser_of(cast.mia)
    for path in ("/skills/now/", f"/c/{contact.pk}/", "/skills/paced-breathing/", "/skills/paced-breathing/practice/"):
        page = mia.get(path).content.decode()
        assert page.count("You have done this before") == 1, path
        assert "voice-play" in page, path
    home = mia.get("/").content.decode()
    assert home.count("You have done this before") == 2
    assert "The interview" in home
    now.shift(timedelta(hours=6))
    home = mia.get("/").content.decode()
    assert "You have done this before" not in home
    assert "voice-play" not in home, "home stays small"


def test_the_client_hides_shows_and_deletes_and_deleted_is_gone(cast: Cast) -> None:
    row = left(cast)
    mia = browser_of(cast.mia)
    mia.post(reverse("alliance:hide_words", args=[row.pk]))
    assert words.words_for_hard(cast.mia) == []
    assert "Show it again" in mia.get(reverse("alliance:words")).content.decode()
    mia.post(reverse("alliance:hide_words", args=[row.pk]), {"do": "show"})
    assert words.words_for_hard(cast.mia) == [row]
    mia.post(reverse("alliance:remove_words", args=[row.pk]))
    assert words.words_for_hard(cast.mia) == []
    assert not Voice.objects.exists()
    row.refresh_from_db()
    assert (row.text, row.removed_by) == ("", cast.mia)
    assert mia.get(reverse("alliance:voice", args=[row.pk])).status_code == 404
    assert mia.post(reverse("alliance:remove_words", args=[row.pk])).status_code == 302


def test_words_that_the_client_puts_into_the_plan_stand_in_it_until_they_are_taken_out_or_gone(cast: Cast) -> None:
    row, mia = left(cast), browser_of(cast.mia)
    sound, plan = reverse("safety:beside_plan", args=[row.pk]), reverse("safety:my_plan")
    assert mia.get(sound).status_code == 404
    assert "You have done this before" not in mia.get(plan).content.decode()
    before = mia.get(plan).context["edition"]
    mia.post(reverse("alliance:words_in_plan", args=[row.pk]), {"do": "in"})
    page = mia.get(plan)
    assert f'data-voice="{sound}"' in page.content.decode()
    assert "You have done this before" in page.content.decode()
    assert page.context["edition"] != before, "a phone that keeps the plan renews it"
    heard = mia.get(sound)
    assert (heard.content, heard["Cache-Control"]) == (WEBM, "private, no-store")
    assert browser_of(cast.noah).get(sound).status_code == 404
    mia.post(reverse("alliance:words_in_plan", args=[row.pk]), {"do": "out"})
    assert mia.get(sound).status_code == 404
    mia.post(reverse("alliance:words_in_plan", args=[row.pk]), {"do": "in"})
    words.hide(words=row, hidden=True)
    assert mia.get(sound).status_code == 404


def test_another_coach_of_the_client_does_not_delete_what_dana_left(cast: Cast) -> None:
    row = left(cast)
    cast.mia.care_received.create(coach=cast.toni, kind="trainer", starts_on=date(2020, 1, 1))
    assert browser_of(cast.toni).post(reverse("alliance:remove_words", args=[row.pk])).status_code == 404
    assert browser_of(cast.toni).get(reverse("alliance:voice", args=[row.pk])).status_code == 200


def test_a_recording_is_sent_once_kept_sealed_and_never_in_a_cache(cast: Cast) -> None:
    dana = browser_of(cast.dana)
    address = reverse("alliance:leave_words", args=[cast.mia.pk])
    for _attempt in range(2):
        voice = SimpleUploadedFile("voice", WEBM, content_type="audio/webm")
        body = {"tie": "hard", "voice": voice, "recorded": "1", "seconds": "12", "client_key": "abc"}
        answered = dana.post(address, body, headers=JSON)
        assert (answered.status_code, answered.json()) == (201, {"next": address})
    row = Encouragement.objects.get()
    assert (row.seconds, row.sound_type) == (12, "audio/webm")
    heard = browser_of(cast.mia).get(reverse("alliance:voice", args=[row.pk]))
    assert heard.content == WEBM
    assert (heard["Cache-Control"], heard["Content-Type"]) == ("no-store", "audio/webm")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"tie": "hard"}, "Write something, or record"),
        ({"tie": "skill", "text": "x"}, "Say this too"),
        ({"tie": "time", "text": "x"}, "Say this too"),
        ({"tie": "event", "text": "x"}, "Say this too"),
        ({"tie": "hard", "text": "x" * 501}, "at most 500"),
        ({"tie": "hard", "text": "x", "recorded": "1"}, "did not arrive"),
        ({"tie": "hard", "text": "x", "voice": b"not a sound"}, "not a sound"),
        ({"tie": "hard", "text": "x", "voice": WEBM, "seconds": "140"}, "too long"),
        ({"tie": "hard", "text": "x", "recorded": "1", "voice": WEBM + b"x" * 3_000_000}, "too long"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(cast: Cast, body: dict[str, object], said: str) -> None:
    if isinstance(sound := body.get("voice"), bytes):
        body = {**body, "voice": SimpleUploadedFile("voice", sound, content_type="audio/webm")}
    dana = browser_of(cast.dana)
    answered = dana.post(reverse("alliance:leave_words", args=[cast.mia.pk]), body, headers=JSON)
    assert answered.status_code == 422
    assert said in " ".join(answered.json()["errors"])
    assert not Encouragement.objects.exists()
