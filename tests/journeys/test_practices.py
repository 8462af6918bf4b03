"""Guided practices in a browser: stopped and gone on with, without a network, and sent into a contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser import axe_findings, until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.journeys.server import Journey


def next_step(page: Page) -> None:
    page.get_by_role("button", name="Next").click()


def test_at_85_a_skill_is_found_and_done_in_three_taps(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/")
    mia.page.get_by_role("link", name="What could help right now?").click()
    mia.page.locator(".cards .card-link").first.click()
    next_step(mia.page)
    expect(mia.page.get_by_text("Step 1 of")).to_be_visible()


def test_a_practice_goes_on_where_it_was_stopped_with_what_was_written(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/skills/wise-mind/practice/")
    next_step(mia.page)
    mia.page.get_by_label("My question right now").fill("Shall I call her")
    next_step(mia.page)
    expect(mia.page.get_by_role("heading", name="What does feeling say?")).to_be_focused()
    mia.open("/")
    mia.open("/skills/wise-mind/practice/")
    expect(mia.page.get_by_text("You are where you stopped.")).to_be_visible()
    expect(mia.page.get_by_role("heading", name="What does feeling say?")).to_be_visible()
    mia.page.get_by_role("button", name="Back").click()
    expect(mia.page.get_by_label("My question right now")).to_have_value("Shall I call her")
    mia.page.get_by_role("button", name="Begin again").click()
    next_step(mia.page)
    expect(mia.page.get_by_label("My question right now")).to_have_value("")


def test_what_is_written_is_gone_from_the_phone_at_sign_out(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/skills/wise-mind/practice/")
    next_step(mia.page)
    mia.page.get_by_label("My question right now").fill("Shall I call her")
    assert "Shall I" in mia.page.evaluate("localStorage.getItem('wiseline-practice')")
    mia.open("/people/me/")
    mia.page.get_by_role("button", name="Sign out on this device").click()
    mia.page.wait_for_url("**/accounts/**")
    assert mia.page.evaluate("localStorage.getItem('wiseline-practice')") is None


def test_a_choice_decides_what_comes_next(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/skills/tipp/practice/")
    next_step(mia.page)
    expect(mia.page.get_by_text("Then leave out the cold")).to_be_hidden()
    mia.page.get_by_label("Yes, or I am not sure").check()
    expect(mia.page.get_by_text("Then leave out the cold")).to_be_visible()
    next_step(mia.page)
    expect(mia.page.get_by_role("heading", name="Slow your breath")).to_be_visible()
    mia.page.get_by_role("button", name="Back").click()
    mia.page.get_by_label("No, none of these").check()
    next_step(mia.page)
    expect(mia.page.get_by_role("heading", name="Cold water")).to_be_visible()
    mia.page.get_by_role("button", name="Start").click()
    expect(mia.page.locator("[data-timed-cue]:visible")).to_have_text("Cold on your face, and hold your breath.")


def test_a_wave_is_drawn_from_what_is_said(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/skills/urge-surfing/practice/")
    next_step(mia.page)
    next_step(mia.page)
    for value in ("80", "60"):
        mia.page.locator("[data-surf-value]").fill(value)
        mia.page.get_by_role("button", name="It is this strong").click()
    expect(mia.page.get_by_text("80 → 60")).to_be_visible()
    assert len(mia.page.locator("[data-surf-line]").get_attribute("points").split()) == 2


def test_a_practice_and_ones_own_list_work_without_a_network_and_arrive_once(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/")
    mia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mia.open("/")
    until(mia.page, "caches.match('/skills/wise-mind/practice/', {ignoreVary: true})", seconds=60)
    mia.context.set_offline(True)
    mia.open("/skills/distract-accepts/practice/")
    next_step(mia.page)
    mia.page.get_by_label("Add one of your own").fill("Wash the car")
    mia.page.get_by_role("button", name="Add").click()
    expect(mia.page.get_by_role("checkbox", name="Wash the car")).to_be_checked()
    for _ in range(3):
        next_step(mia.page)
    mia.page.get_by_label("Keep what I wrote").check()
    mia.page.get_by_role("button", name="It helped", exact=True).click()
    expect(mia.page.get_by_text("Kept on this phone.")).to_be_visible()
    mia.context.set_offline(False)
    expect(mia.page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=20_000)
    mia.open("/skills/kept/")
    expect(mia.page.get_by_text("Wash the car")).to_be_visible()
    mia.open("/skills/my-lists/")
    expect(mia.page.get_by_text("Wash the car")).to_have_count(1)
    assert journey.hand("count_uses", client=journey.id_of("mia")) == 1


def test_a_coach_sends_a_practice_and_sees_it_being_done(journey: Journey) -> None:
    contact = journey.ask("mia", answered_by="dana", way="message")
    mia, dana = journey.device("mia"), journey.device("dana")
    mia.open(f"/c/{contact}/")
    dana.open(f"/c/{contact}/")
    expect(dana.page.locator("#suggested button").first).to_be_visible()
    dana.page.get_by_label("Another skill").select_option("stop")
    expect(dana.page.get_by_role("heading", name="Watch for")).to_be_visible()
    assert axe_findings(dana.page) == []
    dana.page.get_by_role("button", name="Send it to the client").click()
    expect(dana.page.get_by_text("not opened yet")).to_be_visible()
    mia.page.get_by_role("button", name="Open it").click()
    next_step(mia.page)
    next_step(mia.page)
    expect(dana.page.get_by_text("At step 2 of 4: Take a step back")).to_be_visible()
    next_step(mia.page)
    mia.page.get_by_label("What I see, feel and want to do").fill("My hands shake")
    next_step(mia.page)
    next_step(mia.page)
    assert axe_findings(mia.page) == []
    mia.page.get_by_label("Show what I wrote to my coach").check()
    mia.page.get_by_role("button", name="It helped a little").click()
    expect(
        mia.page.get_by_text("Dana can see how it went.").or_(mia.page.get_by_text("can see how it went"))
    ).to_be_visible()
    expect(dana.page.get_by_text("Done: it helped a little")).to_be_visible()
    expect(dana.page.get_by_text("My hands shake")).to_be_visible()
    assert journey.hand("count_uses", client=journey.id_of("mia")) == 1


def test_a_step_that_is_told_late_does_not_take_the_coach_back(journey: Journey) -> None:
    contact = journey.ask("mia", answered_by="dana", way="message")
    mia, dana = journey.device("mia"), journey.device("dana")
    mia.open(f"/c/{contact}/")
    dana.open(f"/c/{contact}/")
    dana.page.get_by_label("Another skill").select_option("stop")
    dana.page.get_by_role("button", name="Send it to the client").click()
    told: list[Route] = []

    def hold_the_first(route: Route) -> None:
        told.append(route)
        if len(told) > 1:
            route.continue_()

    mia.page.route("**/runs/*/step/", hold_the_first)
    mia.page.get_by_role("button", name="Open it").click()
    next_step(mia.page)
    next_step(mia.page)
    expect(mia.page.get_by_text("Step 2 of 4")).to_be_visible()
    mia.page.wait_for_timeout(200)  # in which the second step would overtake the first
    assert len(told) == 1
    told[0].continue_()
    expect(dana.page.get_by_text("At step 2 of 4: Take a step back")).to_be_visible(timeout=15_000)


def test_a_practice_that_failed_leads_to_what_got_in_the_way(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/skills/please/practice/")
    for _ in range(4):
        next_step(mia.page)
    mia.page.get_by_role("button", name="It did not help").click()
    expect(mia.page.get_by_text("What got in the way?")).to_be_visible()


def test_a_practice_is_done_by_keyboard_alone(journey: Journey) -> None:
    mia = journey.device("mia")
    mia.open("/skills/please/practice/")
    mia.page.get_by_role("button", name="Next").focus()
    mia.page.keyboard.press("Enter")
    expect(mia.page.get_by_role("heading", name="What is true today?")).to_be_focused()
    mia.page.keyboard.press("Tab")
    mia.page.keyboard.press("Space")
    expect(mia.page.get_by_role("checkbox").first).to_be_checked()
