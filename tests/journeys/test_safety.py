"""Near danger, in a browser: without a network, a month later, after an act, and when two people forget."""

from __future__ import annotations

import re
from datetime import timedelta
from statistics import median

from playwright.sync_api import Page, expect

from tests.browser import axe_findings, until, wider_than_screen
from tests.journeys.server import EVENING, Device, Journey

PAINT = "performance.getEntriesByName('first-contentful-paint')[0]"
A_MONTH_LATER = """
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) { given.length ? super(...given) : super(RealDate.now() + 31 * 86400000); }
  static now() { return RealDate.now() + 31 * 86400000; }
};
"""


def keep_pages(device: Device) -> None:
    """The phone has been at home once, signed in: plan and numbers are on it."""
    device.open("/")
    device.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    device.open("/")
    for path in ("/my-plan/", "/help-now/"):
        until(device.page, f"caches.open('wiseline-kept').then((kept) => kept.match('{path}')).then(Boolean)")


def tap(page: Page, name: str) -> float:
    """Tap a link of the bar; milliseconds from the tap until the page that opens is painted."""
    link = page.get_by_role("navigation").get_by_role("link", name=name, exact=True)
    link.evaluate(
        """(link) => link.addEventListener("click", () => {
          sessionStorage.setItem("tapped", performance.timeOrigin + performance.now());
        })"""
    )
    link.click()
    page.get_by_role("heading", name=name, level=1).wait_for()
    until(page, f"{PAINT} !== undefined")
    return float(
        page.evaluate(f"performance.timeOrigin + {PAINT}.startTime - Number(sessionStorage.getItem('tapped'))")
    )


def test_danger_at_ten_past_eleven_without_a_network(journey: Journey) -> None:
    journey.server.set_clock(EVENING + timedelta(hours=3, minutes=40))
    journey.hand("a_plan", client=journey.id_of("mia"))
    mia = journey.device("mia")
    keep_pages(mia)
    page = mia.page
    mia.context.set_offline(True)
    tap(page, "Help now")
    expect(page.locator('a[href="tel:112"]').first).to_be_visible()
    page.get_by_role("button", name="Tell my coaches that I am in danger").click()
    expect(page.get_by_text("Your coaches have not been told yet")).to_be_visible()
    expect(page.locator('a[href="tel:112"]').first).to_be_visible()
    tap(page, "My plan")
    expect(page.get_by_text("Cold water on my face")).to_be_visible()
    expect(page.locator('a[href="tel:0305556667"]').first).to_be_visible()
    expect(page.locator('a[href="sms:0305556667"]').first).to_be_visible()
    mia.context.set_offline(False)
    journey.until(lambda: journey.hand("count_contacts", client=journey.id_of("mia")) == 1, seconds=30)
    journey.until(lambda: journey.hand("newest_contact", client=journey.id_of("mia"))["ringing"], seconds=20)
    newest = journey.hand("newest_contact", client=journey.id_of("mia"))
    assert (newest["safety"], newest["kind"]) == ("danger", "crisis")
    sam = journey.device(newest["ringing"].lower())
    mia.open(f"/c/{newest['id']}/")
    page.get_by_label("Street, house, floor, or what is around you").fill("Mill Street 4, third floor")
    page.get_by_role("button", name="Tell my coach").click()
    expect(page.get_by_text("Your coach sees: Mill Street 4, third floor")).to_be_visible()
    mia.context.grant_permissions(["geolocation"])
    mia.context.set_geolocation({"latitude": 53.34, "longitude": -6.26, "accuracy": 12})
    page.get_by_role("button", name="Send where my phone is").click()
    expect(page.get_by_text("the place that your phone found")).to_be_visible()
    assert axe_findings(page) == []
    sam.open(f"/c/{newest['id']}/")
    expect(sam.page.get_by_text("Mill Street 4, third floor")).to_be_visible()
    expect(sam.page.get_by_text("Ada, my sister").first).to_be_visible()
    expect(sam.page.get_by_role("link", name="53.34000, -6.26000")).to_be_visible()
    assert axe_findings(sam.page) == []


def test_what_the_therapist_changes_in_the_plan_is_on_the_phone_without_a_look_at_it(journey: Journey) -> None:
    dana, mia = journey.device("dana"), journey.device("mia")

    def keep(words: str) -> None:
        dana.open(f"/plans/{journey.id_of('mia')}/")
        dana.page.get_by_label("What I can do by myself, 1").fill(words)
        dana.page.get_by_role("button", name="Keep this plan", exact=True).last.click()
        expect(dana.page.get_by_text("The plan is kept.")).to_be_visible()

    def is_on_the_phone(words: str) -> None:
        kept = "caches.open('wiseline-kept').then((kept) => kept.match('/my-plan/')).then((page) => page.text())"
        until(mia.page, f"{kept}.then((page) => page.includes('{words}'))")

    keep("A walk")
    keep_pages(mia)
    keep("Cold water")
    is_on_the_phone("Cold water")  # the page at home is open
    mia.open("/away/")
    keep("Call Ada")
    mia.open("/mine/")
    is_on_the_phone("Call Ada")
    mia.context.set_offline(True)
    mia.open("/my-plan/")
    expect(mia.page.get_by_text("Call Ada")).to_be_visible()


def test_who_says_in_a_talk_that_they_are_in_danger_is_shown_so_to_the_coach_who_does_nothing(
    journey: Journey,
) -> None:
    contact = journey.ask("mia", answered_by="dana", safety="safe")
    dana, mia = journey.device("dana").open(f"/c/{contact}/"), journey.device("mia")
    says = dana.locator("#says")
    expect(says).to_have_text("Says: safe")
    mia.open("/help-now/")
    mia.page.get_by_role("button", name="Tell my coaches that I am in danger").click()
    expect(says).to_have_text("Says: in danger")
    expect(dana.get_by_role("heading", name="If help must come")).to_be_visible()


def test_a_plan_written_together_opens_offline_a_month_later_signed_out_within_a_tenth_of_a_second(
    journey: Journey,
) -> None:
    dana, mia = journey.device("dana"), journey.device("mia")
    path = f"/plans/{journey.id_of('mia')}/"
    for device in (dana, mia):
        device.open(path)
    dana.page.get_by_label("What I can do by myself, 1").fill("Cold water")
    dana.page.get_by_role("button", name="Keep this plan", exact=True).last.click()
    expect(dana.page.get_by_text("The plan is kept.")).to_be_visible()
    mia.page.get_by_label("People I can ask for help, 1").fill("Ada")
    mia.page.get_by_role("button", name="Keep this plan", exact=True).last.click()
    expect(mia.page.get_by_text("This was changed meanwhile")).to_be_visible()
    expect(mia.page.get_by_label("People I can ask for help, 1")).to_have_value("Ada")
    mia.page.get_by_label("What I can do by myself, 1").fill("Cold water")
    mia.page.get_by_role("button", name="Keep this plan", exact=True).last.click()
    expect(mia.page.get_by_text("Cold water")).to_be_visible()
    expect(mia.page.get_by_text("Ada", exact=True)).to_be_visible()
    keep_pages(mia)
    mia.context.clear_cookies()
    mia.context.add_init_script(A_MONTH_LATER)
    journey.advance_clock(31 * 86400)
    mia.context.set_offline(True)
    mia.open("/help-now/")
    times = []
    for _time in range(5):
        times.append(tap(mia.page, "My plan"))
        expect(mia.page.get_by_text("Cold water")).to_be_visible()
        expect(mia.page.get_by_text("Ada", exact=True)).to_be_visible()
        tap(mia.page, "Help now")
    print("from the tap to the first paint of the plan, milliseconds:", [round(time) for time in times])
    assert median(times) < 300, "100 is what is promised; a machine that does other things is slower"
    mia.context.set_offline(False)
    tap(mia.page, "My plan")
    expect(mia.page.get_by_text("Cold water")).to_be_visible()


def test_signing_out_asks_whether_the_plan_stays_and_without_that_it_goes(journey: Journey) -> None:
    journey.hand("a_plan", client=journey.id_of("mia"))
    for left in (True, False):
        mia = journey.device("mia")
        keep_pages(mia)
        mia.open("/people/me/")
        if left:
            mia.page.get_by_label(re.compile("Leave my plan")).check()
        mia.page.get_by_role("button", name="Sign out on this device").click()
        mia.page.wait_for_load_state()
        found = "caches.open('wiseline-kept').then((kept) => kept.match('/my-plan/')).then(Boolean)"
        until(mia.page, f"{found}.then((there) => there === {str(left).lower()})")


def test_an_act_is_reported_what_was_agreed_applies_repair_waits_and_is_lifted(journey: Journey) -> None:
    journey.hand("agree_to_wait", client=journey.id_of("mia"), by=journey.id_of("dana"))
    mia, dana = journey.device("mia"), journey.device("dana")
    mia.open("/diary/")
    mia.page.get_by_role("group", name="Hurt myself", exact=True).get_by_role("radio", name="Yes").click()
    mia.page.get_by_role("button", name="Keep this day").click()
    expect(mia.page).not_to_have_url(re.compile(r"/diary/$"))
    mia.open("/")
    expect(mia.page.get_by_text(re.compile("As you agreed, Dana Reyes is told tomorrow"))).to_be_visible()
    mia.page.get_by_role("button", name="Get coaching").click()
    mia.page.get_by_role("button", name="Yes, I am safe").click()
    expect(mia.page.get_by_text("So that asking comes before acting.")).to_be_visible()
    expect(mia.page.get_by_role("button", name="I am hurt, or not safe: ring somebody now")).to_be_visible()
    assert axe_findings(mia.page) == []
    for path in ("/help-now/", "/my-plan/", "/skills/", "/diary/"):
        mia.open(path)
    dana.open(f"/agreed/{journey.id_of('mia')}/")
    expect(dana.page.get_by_text("What was agreed applies until")).to_be_visible()
    assert axe_findings(dana.page) == []
    dana.page.get_by_role("button", name="Lift it now").press("Enter")
    expect(dana.page.get_by_text("Lifted. What waited")).to_be_visible()
    newest = journey.hand("newest_contact", client=journey.id_of("mia"))
    assert (newest["status"], newest["ringing"]) == ("ringing", "Dana")
    mia.open(f"/c/{newest['id']}/")
    expect(mia.page.get_by_text("We are ringing Dana Reyes.")).to_be_visible()


def test_a_risk_note_from_tap_to_signature_and_the_agreed_call_that_both_forget(journey: Journey) -> None:
    contact = journey.ask("mia", answered_by="dana")
    dana = journey.device("dana")
    talk = dana.open(f"/c/{contact}/")
    with dana.context.expect_page() as opened:  # a page that is in a call stays: the other one opens beside it
        talk.get_by_role("link", name="Ask about safety in steps").click()
    page = opened.value
    asked = page.get_by_role("group", name=re.compile("Thoughts of ending their life"))
    asked.get_by_role("radio", name="Yes").check()
    page.get_by_label("Alone now").check()
    page.get_by_label("Names reasons to live").check()
    page.get_by_label("Steps to safety").fill("Ada comes at nine")
    page.get_by_label("in 1 hour").check()
    assert axe_findings(page) == []
    page.get_by_role("button", name="End, sign and close").click()
    expect(page.get_by_text("Signed. The contact is closed.")).to_be_visible()
    expect(page.get_by_text("a call that was agreed after risk")).to_be_visible()
    page.get_by_role("link", name=re.compile("Open Mia Berg")).last.click()
    expect(page.get_by_text("If nobody comes to it, others are rung")).to_be_visible()
    page.goto(journey.server.url + "/away/")
    before = {name: journey.hand("rung", person=journey.id_of(name)) for name in ("dana", "sam", "lea")}
    journey.advance_clock(3600)
    mia = journey.id_of("mia")
    journey.until(lambda: journey.hand("newest_contact", client=mia)["kind"] == "recontact", seconds=30)
    for _minutes in range(12):
        if journey.hand("newest_contact", client=mia)["status"] == "unreached":
            break
        journey.advance_clock(300)
        journey.server.hand("now")
        page.wait_for_timeout(3_000)
    newest = journey.hand("newest_contact", client=mia)
    assert newest["status"] == "unreached"
    assert newest["holder"], "a named person owes it"
    for name, times in before.items():
        assert journey.hand("rung", person=journey.id_of(name)) > times, f"{name} was rung"


def test_two_pages_on_one_note_each_keep_what_was_changed_on_them(journey: Journey) -> None:
    contact = journey.ask("mia", answered_by="dana")
    dana = journey.device("dana")
    talk = dana.open(f"/c/{contact}/")

    def writes_in_the_talk(label: str, words: str) -> None:
        with talk.expect_response(lambda response: response.url.endswith("/note/") and response.ok):
            talk.get_by_label(label).fill(words)
        expect(talk.get_by_text("Kept", exact=True)).to_be_visible()

    def assesses(words: str, acted: str) -> None:
        page.goto(f"{journey.server.url}/c/{contact}/assess/")
        page.get_by_label("What I considered and did not do").fill(words)
        page.get_by_role("group", name=re.compile("Already acted")).get_by_role("radio", name=acted).check()
        page.get_by_role("button", name="Keep in the note").click()
        expect(page.get_by_text("Kept in the note.")).to_be_visible()

    writes_in_the_talk("What I considered and did not do", "Emergency services")
    page = dana.context.new_page()
    assesses("A hospital", "Yes")
    writes_in_the_talk("The problem, in short", "a row")
    page.goto(f"{journey.server.url}/c/{contact}/assess/")
    expect(page.get_by_label("What I considered and did not do")).to_have_value("A hospital")
    expect(page.get_by_role("group", name=re.compile("Already acted")).get_by_role("radio", name="Yes")).to_be_checked()
    page.goto(talk.url)
    expect(page.get_by_label("The problem, in short")).to_have_value("a row")


def test_the_plan_that_was_given_opens_for_somebody_without_an_account(journey: Journey) -> None:
    journey.hand("a_plan", client=journey.id_of("mia"))
    mia = journey.device("mia")
    mia.open("/my-plan/given/")
    mia.page.get_by_label("Who is it for?").fill("Ada")
    mia.page.get_by_role("button", name="Make a link").click()
    link = mia.page.get_by_label("The link").input_value()
    stranger = journey.browser.new_context()
    page = stranger.new_page()
    page.goto(link)
    expect(page.get_by_text("Cold water on my face")).to_be_visible()
    assert page.title() == "Wiseline"
    assert axe_findings(page) == []
    mia.page.get_by_role("button", name="End it now Ada").click()
    page.reload()
    expect(page.get_by_text("Cold water on my face")).not_to_be_visible()
    stranger.close()


def test_abroad_without_a_network_every_countrys_lines_are_there(journey: Journey) -> None:
    mia = journey.device("mia")
    keep_pages(mia)
    page = mia.page
    mia.context.set_offline(True)
    mia.open("/help-now/")
    page.get_by_label("Are you in another country today?").select_option("PT")
    page.get_by_role("button", name="Show its numbers").last.click()
    portugal = page.locator("section", has=page.get_by_role("heading", name="Portugal"))
    expect(portugal).to_be_in_viewport()
    expect(portugal.get_by_role("link")).not_to_have_count(1)
    assert axe_findings(page) == []


def test_signed_out_and_without_a_network_every_countrys_lines_are_there(journey: Journey) -> None:
    with journey.browser.new_context() as stranger:
        page = stranger.new_page()
        page.goto(journey.server.url + "/help-now/")
        until(page, "navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')")
        stranger.set_offline(True)
        page.get_by_role("link", name="Numbers of every country, also without the internet").click()
        expect(page.get_by_role("heading", name="Ireland")).to_be_visible()


def test_help_and_plan_fit_a_small_phone_and_large_letters(journey: Journey) -> None:
    journey.hand("a_plan", client=journey.id_of("mia"))
    mia = journey.device("mia")
    for width, letters in ((320, "100%"), (360, "150%"), (360, "200%")):
        mia.page.set_viewport_size({"width": width, "height": 740})
        for path in ("/", "/help-now/", "/my-plan/"):
            mia.open(path)
            mia.page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
            assert wider_than_screen(mia.page) <= 0, (path, width, letters)
