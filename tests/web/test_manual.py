"""The manual of the API, as somebody with a browser reads it."""

from __future__ import annotations

from playwright.sync_api import Browser


def test_descriptions_are_read_as_paragraphs_lists_and_code(browser: Browser, address: str) -> None:
    faults: list[str] = []
    page = browser.new_page()
    try:
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(f"{address}/v1/docs#report_payout")
        page.wait_for_selector("details#report_payout[open]")

        told = page.locator(".about").all_inner_texts()
        listed = page.locator("header .about li").all_inner_texts()

        assert len(listed) == 4
        assert listed[2].startswith("Whatever carries an Idempotency-Key happens once")
        assert "Idempotency-Key" in page.locator("header .about li code").all_inner_texts()
        assert [text for text in (*told, page.locator("main").inner_text()) if "`" in text or "\n- " in text] == []
        assert page.locator("#report_payout .about code").all_inner_texts()[-1] == "payouts:report"
        assert faults == []
    finally:
        page.close()
