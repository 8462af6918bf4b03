"""Four weeks of entries by hand end in a map that a reader can check against them; on a phone, without colour."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser import axe_findings, wider_than_screen
from tests.journeys.server import Device, Journey

if TYPE_CHECKING:
    from playwright.sync_api import Page

DAY = 24 * 3600
FOUR_WEEKS = (
    # day, skill, where, how it went, what got in the way, with whose help
    (1, "STOP", "Home", "It helped", "", ""),
    (3, "STOP", "Work or school", "It did not help", "I was too upset to think", ""),
    (8, "STOP", "Work or school", "It helped", "", ""),
    (10, "Check the facts", "Friends", "It helped a little", "", ""),
    (15, "DEAR MAN", "Family", "It helped", "", "my coach coached me"),
    (22, "STOP", "Friends", "It helped", "", ""),
    (24, "Check the facts", "In public", "It did not help", "I did it half", ""),
)
# Read from the entries above by the rules in docs/how-to/map.md. STOP: day 1 to day 22 are 21 days, in three places.
BY_HAND = {
    "STOP": {"Home": "alone, helped 1×", "Work or school": "alone, helped 2×", "Friends": "alone, helped 1×"},
    "Check the facts": {"Friends": "alone, helped 1×", "In public": "alone 1×"},
    "DEAR MAN": {"Family": "with help 1×"},
    "Wise mind": {},
}

NOTHING = {"taught", "– nothing noted"}


def note(mia: Device, entry: tuple[str, ...]) -> None:
    """A use as she notes it: skill, place, how it went."""
    skill, where, effect, obstacle, how = entry
    page = mia.open("/skills/log/")
    if not page.get_by_role("radio", name=skill, exact=True).count():  # folded away
        page.get_by_text("Another one").click()
    page.get_by_role("radio", name=skill, exact=True).check()
    page.get_by_role("checkbox", name=where, exact=True).check()
    if how:
        page.get_by_text("Say more first").click()
        page.get_by_label("How?").select_option(label=how)
    page.get_by_role("button", name=effect, exact=True).click()
    if obstacle:
        page.get_by_role("button", name=obstacle).click()
        expect(page.get_by_role("heading", name=obstacle)).to_be_visible()
    else:
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def cells(page: Page) -> dict[str, dict[str, str]]:
    """The table as it reads: by skill, the contexts in which something was noted."""
    table = page.locator(".reach-table")
    heads = [" ".join(text.split()) for text in table.locator("thead th").all_inner_texts()][1:]
    found = {}
    for row in table.locator("tbody tr").all():
        name = row.locator("th").inner_text().splitlines()[0].strip()
        texts = [" ".join(text.split()) for text in row.locator("td").all_inner_texts()]
        found[name] = {head: text for head, text in zip(heads, texts, strict=True) if text not in NOTHING}
    return found


def test_four_weeks_end_in_a_map_that_can_be_checked_by_hand(journey: Journey) -> None:
    mia, dana = journey.device("mia", bypass_csp=True), journey.device("dana")
    dana.open(f"/skills/of/{journey.id_of('mia')}/")
    for skill, name in (("stop", "STOP"), ("wise-mind", "Wise mind")):
        dana.page.get_by_label("Skill").select_option(skill)
        dana.page.get_by_role("button", name="Mark", exact=True).click()
        expect(dana.page.get_by_role("listitem").filter(has_text=name).first).to_be_visible()
    today = 0
    for day, *entry in FOUR_WEEKS:
        journey.advance_clock(DAY * (day - today))
        today = day
        note(mia, tuple(entry))
    journey.advance_clock(DAY * (28 - today))
    mia.open("/mine/").get_by_role("link", name="What I can do and where").click()
    page = mia.page
    stop = page.get_by_role("region", name="STOP")
    expect(stop.get_by_text("Works in several parts of life")).to_be_visible()
    expect(stop.get_by_text("You used it by yourself and it helped: Friends, Home, Work or school")).to_be_visible()
    facts = page.get_by_role("region", name="Check the facts")
    expect(facts.get_by_text("You used it by yourself and it helped: Friends")).to_be_visible()
    expect(facts.get_by_text("You have used it by yourself: In public")).to_be_visible()
    expect(facts.get_by_text("Works in several parts of life")).to_have_count(0)
    dear = page.get_by_role("region", name="DEAR MAN")
    expect(dear.get_by_text("You have used it with help: Family")).to_be_visible()
    step = "Check the facts has helped you here: Friends. You could try it once here: Work or school."
    expect(page.get_by_text(step)).to_be_visible()
    for fold in ("As a table", "Over the weeks", "How this map is made"):
        page.get_by_text(fold, exact=True).click()
    assert cells(page) == BY_HAND
    assert axe_findings(page) == []
    assert wider_than_screen(page) <= 0
    dana = journey.device("dana")  # four weeks later she signs in anew
    dana.open(f"/people/{journey.id_of('mia')}/")
    dana.page.get_by_role("link", name="Skills in daily life").click()
    assert cells(dana.page) == BY_HAND
    waits = dana.page.get_by_role("listitem").filter(has_text="Wise mind")
    expect(waits.get_by_text("Taught 3 weeks ago or longer, and not tried yet.")).to_be_visible()
    uses = dana.page.get_by_role("row", name="Uses noted")
    expect(uses.get_by_role("cell").first).to_have_text("7")
    helped = dana.page.get_by_role("row", name="Helped, at least a little")
    expect(helped.get_by_role("cell").first).to_contain_text("5 of 7")
    with dana.page.expect_download() as saved:
        dana.page.get_by_role("link", name="Save as CSV files").click()
    with zipfile.ZipFile(saved.value.path()) as zipped:
        events = list(csv.DictReader(io.StringIO(zipped.read("events.csv").decode())))
    assert [(row["skill"], row["contexts"]) for row in events if row["kind"] == "use"] == [
        ("STOP", "home"),
        ("STOP", "work"),
        ("STOP", "work"),
        ("Check the facts", "friends"),
        ("DEAR MAN", "family"),
        ("STOP", "friends"),
        ("Check the facts", "public"),
    ]


def test_a_place_of_ones_own_programme_can_be_tapped_offline_and_reaches_the_map(journey: Journey) -> None:
    lea, mia = journey.device("lea"), journey.device("mia")
    lea.open("/map/contexts/").get_by_label("Name").last.fill("In the car")
    lea.page.get_by_role("button", name="Add", exact=True).click()
    expect(lea.page.get_by_text("In the car")).to_be_visible()
    page = mia.open("/skills/log/")
    mia.context.set_offline(True)
    page.get_by_role("radio", name="STOP", exact=True).check()
    page.get_by_role("checkbox", name="In the car").check()
    page.get_by_role("button", name="It helped", exact=True).click()
    expect(page.get_by_text("Kept on this phone.").first).to_be_visible()
    mia.context.set_offline(False)
    journey.until(lambda: journey.hand("count_uses", client=journey.id_of("mia")) == 1)
    mia.page.wait_for_url(lambda url: not url.endswith("/skills/log/"))  # the page follows what was sent
    mia.open(f"/map/of/{journey.id_of('mia')}/")
    expect(mia.page.get_by_role("region", name="STOP").get_by_text("In the car")).to_be_visible()
