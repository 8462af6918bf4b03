"""How I am told, as a coach sets it: look first, keep, try each way, see what was delivered."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.server import Journey


def test_a_coach_sets_the_order_looks_keeps_it_tries_each_way_and_sees_what_came(journey: Journey) -> None:
    journey.hand("give_numbers", people=[journey.id_of("dana")])
    dana = journey.device("dana")
    page = dana.open("/notices/")
    page.get_by_label(re.compile("Call to.*, At night")).select_option("1 minute")
    page.get_by_role("region", name="The rota").get_by_label("E-mail, At night").select_option("when it ends")
    page.get_by_label("What would happen at").fill("02:00")
    page.get_by_role("button", name="Show me").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text(re.compile("[a-z]+ at 02:00, in your night"))
    expect(preview).to_contain_text(
        re.compile(r"[Aa]t once in the app; after 1 minute by a call to … \d+; when it rings")
    )
    expect(preview).to_contain_text("when your night is over by e-mail")
    expect(page.get_by_text("Kept. This holds from now on.")).to_have_count(0)
    expect(page.get_by_label(re.compile("Call to.*, At night"))).to_have_value("60")

    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Kept. This holds from now on.")).to_be_visible()
    expect(
        page.get_by_text(re.compile("At night, when somebody needs you: .*; after 1 minute by a call"))
    ).to_be_visible()
    expect(page.get_by_label(re.compile("Call to.*, At night"))).to_have_value("60")

    tries = page.get_by_role("button", name=re.compile("^Try it"))
    for number in range(tries.count()):
        tries.nth(number).click()
        expect(page.get_by_text("It is on its way.")).to_be_visible()
    both = [["email", "sent"], ["voice", "sent"]]
    journey.until(lambda: sorted(journey.hand("sent_to", person=journey.id_of("dana"), kind="test")) == both)
    page.reload()
    expect(page.get_by_text(re.compile("A test, .* · sent"))).to_have_count(2)

    page.get_by_role("link", name="What was sent to me").click()
    expect(page.get_by_role("listitem").filter(has_text="A test").filter(has_text="e-mail")).to_contain_text("sent")
    expect(page.get_by_role("listitem").filter(has_text="A test").filter(has_text="phone call")).to_contain_text("sent")
