"""Every main page, on a phone and on a desk, light and dark: axe finds nothing, it fits, its title is neutral."""

from __future__ import annotations

from typing import Literal

import pytest

from tests.browser import DESK, PHONE, axe_findings, wider_than_screen
from tests.journeys.server import Journey

PLAN = ("/my-plan/photos/", "/my-plan/picture/", "/my-plan/given/")
CLIENT = (
    "/",
    "/mine/",
    "/help-now/",
    "/help-now/everywhere/",
    "/my-plan/",
    "/breathe/",
    "/steps/",
    "/steps/self-soothe/",
    "/privacy/face/",
    "/privacy/lock/",
    "/privacy/who/",
    "/privacy/save/",
    "/people/me/",
    "/people/me/timeline/",
    "/devices/",
    "/devices/phone/",
    "/devices/sent/",
    "/notices/",
)
SKILLS = (
    "/skills/",
    "/skills/now/",
    "/skills/saying-no/",
    "/skills/tipp/practice/",
    "/skills/pros-and-cons/practice/",
    "/skills/my-lists/",
    "/skills/kept/",
)
CHART = ("/diary/", "/diary/check-in/", "/skills/log/", "/chains/")
MINE = ("/ours/words/", "/ours/lines/", "/ours/pulse/", "/sessions/", "/cover/mine/")
PRACTICE = ("/practice/", "/practice/events/", "/practice/reminders/")
OF_MIA = (
    "/questions/of/ID/",
    "/practice/of/ID/",
    "/practice/of/ID/new/",
    "/diary/of/ID/",
    "/diary/of/ID/card/",
    "/chains/of/ID/",
    "/patterns/of/ID/",
    "/map/of/ID/",
    "/ours/of/ID/",
    "/ours/agreement/ID/",
    "/ours/between/ID/",
    "/ours/pulse/ID/",
    "/plans/ID/before/",
    "/agreed/ID/",
    "/agreed/ID/consents/",
    "/agreed/ID/others/",
)
STAFF = (
    "/board/",
    "/people/",
    "/hours/",
    "/hours/rota/",
    "/hours/swaps/",
    "/hours/wishes/",
    "/cover/",
    "/cover/night/",
    "/load/",
    "/team-agenda/?weeks=4",
    "/skills/groups/",
    "/people/me/",
    "/devices/",
    "/people/invite/",
    "/devices/phone/",
    "/devices/ways/",
    "/devices/sent/",
    "/notices/",
)
LEAD = (
    "/board/",
    "/devices/all/",
    "/questions/programme/",
    "/map/contexts/",
    "/hours/rota/",
    "/hours/months/",
    "/load/team/",
    "/people/team/",
    "/practice/programme/",
    "/help-now/ours/",
    "/agreed/rules/",
)
ACCOUNT = ("/privacy/signed-in/", "/accounts/2fa/", "/accounts/password/set/")


def ask_everything(journey: Journey) -> dict[str, tuple[str, ...]]:
    """Mia is asked and has answered; by first name, the pages about it."""
    mia, dana, lea = (journey.id_of(name) for name in ("mia", "dana", "lea"))
    week, phq = (
        journey.hand("tests.journeys.asked:asked", client=mia, by=dana, slug=slug) for slug in ("week", "phq-9")
    )
    for days in (14, 7):
        journey.hand("tests.journeys.asked:answered", client=mia, slug="week", days_ago=days, answers={"steady": 3})
    row = journey.hand("tests.journeys.asked:answered", client=mia, slug="phq-9", days_ago=1, answers={"q9": 1})
    own = journey.hand("tests.journeys.asked:own", by=lea)
    return {
        "mia": ("/questions/", week, phq, f"/questions/kept/{row}/", f"/questions/answers/{row}/"),
        "dana": (f"/questions/answers/{row}/", f"/questions/of/{mia}/fill/{own}/"),
        "lea": (f"/questions/programme/{own}/",),
    }


def around_safety(journey: Journey, waiting: str, talking: str) -> dict[str, tuple[str, ...]]:
    """Mia's request arrived late and her mother has a coach; Noah's is a call that was agreed after risk."""
    mia, noah, dana, toni, lea = (journey.id_of(name) for name in ("mia", "noah", "dana", "toni", "lea"))
    other = journey.hand("tests.journeys.around:others", client=mia, by=dana, coach=toni, lead=lea)
    ahead = journey.hand("tests.journeys.around:note_with_a_call", client=mia, by=dana)
    journey.hand("tests.journeys.around:note_with_a_call", client=noah, by=dana, due_in=talking)
    journey.hand("tests.journeys.around:arrived_late", contact=waiting)
    return {
        "dana": (f"/notes/{ahead['note']}/", f"/agreed-calls/{ahead['call']}/", f"/c/{waiting}/?country=ES"),
        "toni": (f"/agreed/others/{other}/",),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_main_page_is_accessible_fits_and_says_nothing_in_its_title(
    journey: Journey, size: dict[str, int], scheme: Literal["light", "dark"]
) -> None:
    waiting = journey.ask("mia")
    talking = journey.ask("noah", answered_by="sam")
    journey.hand("nine_weeks_of_diary", client=journey.id_of("mia"))
    chain = journey.hand("a_chain", client=journey.id_of("mia"))
    covered = journey.hand("tests.journeys.covered:handed_back", client=journey.id_of("mia"), by=journey.id_of("sam"))
    month = journey.hand("tests.journeys.covered:month", by=journey.id_of("lea"))
    people = {"client": journey.id_of("mia"), "therapist": journey.id_of("dana")}
    session = journey.hand("tests.journeys.sessions_seed:weeks", **people)
    group = journey.hand("a_group", by=journey.id_of("toni"), clients=[people["client"], journey.id_of("noah")])
    questions = ask_everything(journey)
    safety = around_safety(journey, waiting, talking)
    planned = journey.hand("tests.journeys.planned:plan", client=journey.id_of("mia"))
    of_mia = tuple(
        path.replace("ID", journey.id_of("mia")) for path in (*OF_MIA, f"/practice/{planned}/", f"/chains/{chain}/")
    )
    visits = {
        "mia": (
            *CLIENT,
            *SKILLS,
            *CHART,
            *PRACTICE,
            *questions["mia"],
            *PLAN,
            *MINE,
            *of_mia,
            f"/c/{waiting}/",
            f"/plans/{journey.id_of('mia')}/",
        ),
        "noah": (f"/c/{talking}/",),
        "dana": (
            *STAFF,
            *ACCOUNT,
            *questions["dana"],
            *of_mia,
            f"/c/{waiting}/",
            f"/people/{journey.id_of('mia')}/",
            f"/ours/lines/of/{journey.id_of('mia')}/",
            f"/ours/words/of/{journey.id_of('mia')}/",
            f"/ours/agreement/{journey.id_of('mia')}/write/",
            f"/skills/of/{journey.id_of('mia')}/",
            f"/sessions/of/{journey.id_of('mia')}/",
            f"/sessions/{session}/",
            f"/cover/of/{journey.id_of('mia')}/",
            f"/cover/back/{covered['row']}/",
            *safety["dana"],
        ),
        "sam": (
            f"/cover/contacts/{covered['contact']}/back/",
            f"/c/{talking}/",
            f"/c/{talking}/assess/",
            "/skills/saying-no/",
            "/skills/body-scan/practice/",
        ),
        "toni": (
            *safety["toni"],
            "/board/",
            "/people/",
            "/map/contexts/",
            f"/skills/groups/{group}/",
            f"/map/group/{group}/",
        ),
        "lea": (*LEAD, *questions["lea"], f"/hours/months/{month}/"),
    }
    for person, paths in visits.items():
        device = journey.device(person, viewport=size, color_scheme=scheme, bypass_csp=True)
        for path in paths:
            page = device.open(path)
            assert page.title() == "Wiseline", path
            assert axe_findings(page) == [], f"{person} {path}"
            assert wider_than_screen(page) <= 0, f"{person} {path}"
