"""Pages as a real browser shows them: each in both languages, both lights, on desktop and phone, and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browsing import LOOKS, Look, visiting

PAGES = {
    "/": "owner",
    "/members": "cashier",
    "/members?q=anna": "support",
    "/members?q=nobody": "support",
    "anna": "support",
    "ben": "cashier",
    "ben?before=9": "owner",
    "anna/events/6": "auditor",
    "/programme": "marketer",
    "/requests": "finance",
    "/audit": "auditor",
    "/account": "owner",
    "/components": "owner",
    "/nowhere": "owner",
    "/requests?done=agreed": "marketer",
    "/sign-in?ended=form": "",
}
"""Place -> the role it is looked at with; a member is named by what he is found by. Not every role may see its page."""
REFUSED = ("/nowhere", "/requests?done=agreed")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_is_accessible_and_keeps_to_its_policy(browser: Browser, address: str, look: Look) -> None:
    found: dict[str, list[str]] = {}
    with visiting(browser, address, look) as visitor:
        for place in (place for place, needed in PAGES.items() if not needed):
            visitor.open(place)
            found[place] = visitor.faults()
        visitor.open("/sign-in")
        found["/sign-in"] = visitor.faults()
        assert visitor.page.get_attribute("html", "lang") == look.language
        assert visitor.page.get_attribute("html", "data-bs-theme") == look.light
    for role in dict.fromkeys(filter(None, PAGES.values())):
        with visiting(browser, address, look) as visitor:
            visitor.sign_in(role)
            for place in (place for place, needed in PAGES.items() if needed == role):
                visitor.complaints.clear()
                if not place.startswith("/"):
                    name = place[: 4 if place.startswith("anna") else 3]
                    visitor.open(f"/members?q={name}")
                    member = visitor.page.get_attribute(".found-line", "href") or ""
                    visitor.open(place.replace(name, member, 1))
                else:
                    visitor.open(place)
                if place in REFUSED:
                    # The browser notes the status itself.
                    visitor.complaints.clear()
                found[place] = visitor.faults()

    assert {place: faults for place, faults in found.items() if faults} == {}


def test_the_way_by_keyboard(browser: Browser, address: str) -> None:
    with visiting(browser, address, LOOKS[1]) as visitor:
        visitor.sign_in("owner")
        page, keys = visitor.page, visitor.page.keyboard
        visitor.open("/")

        keys.press("Tab")
        expect(page.locator(".skip-link")).to_be_focused()
        keys.press("Enter")
        expect(page.locator("main")).to_be_focused()

        keys.press("g")
        keys.press("m")
        page.wait_for_url("**/members")
        keys.press("/")
        expect(page.locator("#search")).to_be_focused()
        keys.type("weiß")
        expect(page.locator(".found-line")).to_have_count(1)
        assert page.url.endswith("/members?q=wei%C3%9F")
        keys.press("ArrowDown")
        expect(page.locator(".found-line")).to_be_focused()
        keys.press("Enter")
        expect(page.locator("h1")).to_have_text("Anna Weiß")
        page.wait_for_load_state("networkidle")

        keys.press("j")
        keys.press("Enter")
        expect(page.locator(".told").first).to_contain_text("What happened")
        assert visitor.faults() == []

        keys.press("?")
        expect(page.locator("#shortcuts")).to_be_visible()
        page.locator("#shortcuts-on").uncheck()
        keys.press("Escape")
        place = page.url
        keys.press("g")
        keys.press("a")
        page.wait_for_timeout(300)
        assert page.url == place


def test_language_and_light_stay_as_they_were_chosen(browser: Browser, address: str) -> None:
    with visiting(browser, address, LOOKS[0]) as visitor:
        visitor.sign_in("auditor")
        page = visitor.page
        visitor.open("/audit?all=yes")
        page.click(".menu-button")
        page.click(".menu-panel button[value='en']")
        expect(page.locator("h1")).to_have_text("Audit trail")
        assert page.url.endswith("/audit?all=yes")

        page.click(".menu-button")
        page.click(".menu-panel button[value='dark']")
        visitor.open("/programme")

        assert page.get_attribute("html", "data-bs-theme") == "dark"
        expect(page.locator("h1")).to_have_text("Programme")
        assert visitor.faults() == []


def test_an_adjustment_by_hand(browser: Browser, address: str) -> None:
    with visiting(browser, address, LOOKS[2]) as visitor:
        visitor.sign_in("support")
        page = visitor.page
        visitor.open("/members?q=cleo")
        page.click(".found-line")
        page.fill("#amount", "7")
        page.fill("#reason", "birthday card came late")
        page.click("#adjust button")
        expect(page.locator(".notice-done")).to_be_visible()
        expect(page.locator(".figure-value").first).to_have_text("12")
        page.click(".deed >> nth=0")
        expect(page.locator(".told").first).to_contain_text("birthday card came late")

        page.fill("#amount", "99")
        page.check("input[value='take']")
        page.fill("#reason", "all of it")
        page.click("#adjust button")
        expect(page.locator(".notice-problem")).to_contain_text("87 points are missing.")
        expect(page.locator(".notice-problem")).to_be_focused()
        assert page.input_value("#amount") == "99"
        visitor.complaints.clear()
        assert visitor.faults() == []


def test_a_button_that_is_pressed_twice_books_once(browser: Browser, address: str) -> None:
    with visiting(browser, address, LOOKS[1]) as visitor:
        visitor.sign_in("support")
        page = visitor.page
        visitor.open("/members?q=anna")
        page.click(".found-line")
        page.fill("#amount", "3")
        page.fill("#reason", "pressed in a hurry")
        page.dblclick("#adjust button")
        expect(page.locator(".notice-done")).to_be_visible()
        expect(page.locator(".figure-value").first).to_have_text("238")

        page.go_back()
        expect(page.locator("#amount")).to_have_value("")
        page.reload()
        expect(page.locator(".deed", has_text="pressed in a hurry")).to_have_count(1)


def test_a_long_history_opens_where_it_is_read(browser: Browser, address: str) -> None:
    with visiting(browser, address, LOOKS[3]) as visitor:
        visitor.sign_in("cashier")
        page = visitor.page
        visitor.open("/members?q=ben")
        page.click(".found-line")
        page.wait_for_load_state("networkidle")
        expect(page.locator(".deed")).to_have_count(20)

        page.locator("#history .more a").click()
        expect(page.locator(".deed")).to_have_count(40)
        # Who reads by keyboard goes on with the first entry that is new.
        expect(page.locator(".deed > summary").nth(20)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".told").first).to_contain_text("Was geschehen ist")
        page.locator("#history .more a").click()
        expect(page.locator(".deed")).to_have_count(53)
        expect(page.locator("#history .more a")).to_have_count(0)

        page.locator("#rewards summary").click()
        expect(page.locator(".rewards li")).to_have_count(7)
        assert visitor.faults() == []


def test_the_latest_decisions_lead_to_their_members(browser: Browser, address: str) -> None:
    with visiting(browser, address, LOOKS[0]) as visitor:
        visitor.sign_in("owner")
        page = visitor.page
        visitor.open("/")
        latest = page.locator("#latest .deed", has_text="Ben Östlund").first
        latest.click()
        expect(latest.locator(".told")).to_contain_text("Was geschehen ist")
        assert visitor.faults() == []
        latest.locator(".deed-member a").click()
        expect(page.locator("h1")).to_have_text("Ben Östlund")


def test_the_first_load_is_light(browser: Browser, address: str) -> None:
    sizes: dict[str, int] = {}
    with visiting(browser, address, LOOKS[0]) as visitor:
        visitor.page.on("requestfinished", lambda one: sizes.__setitem__(one.url, one.sizes()["responseBodySize"]))
        visitor.sign_in("owner")
        visitor.open("/")

        whole = {url: size for url, size in sizes.items() if "/sign-in" not in url}

    assert all(url.startswith(address) for url in sizes)
    assert sum(whole.values()) <= 150_000, whole
