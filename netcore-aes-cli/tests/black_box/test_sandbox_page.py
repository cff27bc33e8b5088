"""The page, in Debian's Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from common import REPOSITORY, cipher
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect, sync_playwright
from sandbox_process import BEARER, Running, event, running

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
if not os.access(CHROMIUM, os.X_OK) and os.environ.get("REQUIRE") != "all":
    pytest.skip("there is no chromium; install Debian's package chromium", allow_module_level=True)

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
SIZE = ViewportSize(width=1360, height=900)
SCRIPT = "</script><script>window.ran = true</script>"
IMAGE = "<img src=x onerror='window.ran = true'>"


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium.new_context(viewport=SIZE, locale="en-GB", timezone_id="UTC")
        chromium.close()


@pytest.fixture
def page(browser: BrowserContext, sandbox: Running) -> Iterator[Page]:
    """The page, open and live; in the end it must have complained of nothing and asked nobody else."""
    complaints: list[str] = []
    opened = browser.new_page()
    opened.set_default_timeout(10_000)
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    opened.on(
        "request", lambda request: None if request.url.startswith(sandbox.url) else complaints.append(request.url)
    )
    opened.goto(sandbox.url)
    expect(opened.get_by_text("live", exact=True)).to_be_visible()
    yield opened
    assert opened.evaluate("window.ran") is None
    assert [text for text in complaints if not text.startswith(("data:", sandbox.url))] == []
    opened.close()


def rows(page: Page) -> Any:
    return page.locator(".row")


def test_an_empty_inbox_says_what_to_do(page: Page, sandbox: Running) -> None:
    expect(page.get_by_role("heading", name="Waiting for the first request")).to_be_visible()
    expect(page.get_by_text(sandbox.endpoint, exact=True)).to_be_visible()
    expect(page.locator("code", has_text="netcore-aes send")).to_contain_text(f"--endpoint {sandbox.endpoint}")
    page.get_by_role("button", name="Send a sample event").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page).first).to_contain_text("form_submitted")
    assert [kept["status"] for kept in sandbox.inbox()] == [200]


def test_a_good_request_appears_and_opens(page: Page, sandbox: Running) -> None:
    sandbox.send(event(identity=12345678901234567890), event(activity_name="purchase"))
    expect(rows(page)).to_have_count(1)
    row = rows(page).first
    expect(row.locator(".badge")).to_have_text("200")
    expect(row).to_contain_text("form_submitted, purchase")
    expect(row).to_contain_text("2 events")
    expect(row).to_contain_text("11256")
    row.click()
    expect(page.get_by_role("heading", name="2 events accepted")).to_be_visible()
    # As it was sent: no number is rounded on the way.
    expect(page.locator(".json").first).to_contain_text('"identity": 12345678901234567890')
    page.locator("summary", has_text="Headers").click()
    expect(page.get_by_role("row", name="Authorization")).to_contain_text("Bearer ********")
    assert BEARER not in page.content()


def test_problems_stand_at_their_fields(page: Page, sandbox: Running) -> None:
    bad = event(timestamp="yesterday", more=1)
    del bad["identity"]
    sandbox.send(event(), bad)
    rows(page).first.click()
    expect(page.get_by_role("heading", name="2 events refused")).to_be_visible()
    lines = page.locator(".json .line.error, .json .line.warning")
    expect(lines).to_have_text(['"timestamp": "yesterday"', '"more": 1', '"identity": missing'])
    expect(page.locator(".json .line.warning")).to_have_count(1)
    expect(page.locator(".problem .where")).to_have_text(["/1/timestamp", "/1/more", "/1/identity"])
    expect(page.locator(".json .note").first).to_contain_text("timestamp")
    page.get_by_role("button", name="/1/identity").click()
    expect(page.locator(".line.found")).to_be_in_viewport()


def test_double_keys_and_escapes_are_shown_as_they_came(page: Page, sandbox: Running) -> None:
    text = '[{"activity_name": "a\\u0062", "x": 1.50, "x": 2, "a/b~c": {"": [[], {}]}}]'
    sandbox.send_text(cipher().encrypt(text))
    rows(page).first.click()
    shown = page.locator(".json")
    for piece in ('"activity_name": "a\\u0062"', '"x": 1.50', '"x": 2', '"a/b~c": {', '"": ['):
        expect(shown).to_contain_text(piece)


def test_a_diagnosis_is_shown(page: Page, sandbox: Running) -> None:
    sandbox.send_text(cipher().encrypt("[]") + "\n")
    expect(rows(page).first.locator(".why")).to_contain_text("line breaks")
    rows(page).first.click()
    expect(page.locator(".diagnosis")).to_contain_text("send it on one line")


def test_html_and_scripts_are_text(page: Page, sandbox: Running) -> None:
    params = {IMAGE: SCRIPT, "__proto__": {"polluted": True}}
    sandbox.send(event(activity_name=SCRIPT, identity=IMAGE, activity_params=params, **{SCRIPT: 1}))
    sandbox.send_text(cipher().encrypt(f"{IMAGE}{SCRIPT}"))
    sandbox.post({IMAGE: SCRIPT}, changes={"x-asset": SCRIPT, "X-Note": IMAGE})
    sandbox.client.post(f"{sandbox.url}{IMAGE}")
    for script in (SCRIPT, IMAGE, "javascript:window.ran = true", "<svg onload='window.ran = true'>", "{{7*7}}"):
        sandbox.send(event(asset_id=script, timestamp=script, activity_source=script), event(activity_params=[script]))
    expect(rows(page)).to_have_count(9)
    for index in range(9):
        rows(page).nth(index).click()
        page.locator("summary", has_text="Headers").click()
        page.wait_for_timeout(50)
        strangers = "img, script, svg, style, iframe, a, form, [onload], [onerror]"
        assert page.locator(f":is(#detail, .row) :is({strangers})").count() == 0
    expect(page.locator(".event .name")).to_have_text(SCRIPT)
    expect(page.locator(".json")).to_contain_text(f'"{IMAGE}": "{SCRIPT}"')
    assert page.evaluate("({}).polluted") is None


def test_search_and_clear(page: Page, sandbox: Running) -> None:
    for name in ("login", "purchase", "logout"):
        sandbox.send(event(activity_name=name, activity_params={"secret place": f"in {name}"}))
    expect(rows(page).locator(".title")).to_have_text(["logout", "purchase", "login"])
    page.keyboard.press("/")
    page.keyboard.type("IN PURCHASE")
    expect(rows(page).locator(".title")).to_have_text(["purchase"])
    page.keyboard.type(" nowhere")
    expect(page.get_by_text("Nothing matches.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="Clear").click()
    assert len(sandbox.inbox()) == 3
    page.get_by_role("button", name="Really clear?").click()
    expect(rows(page)).to_have_count(0)
    expect(page.get_by_role("heading", name="Waiting for the first request")).to_be_visible()
    assert sandbox.inbox() == []


def test_the_keyboard_is_enough(page: Page, sandbox: Running) -> None:
    for name in ("first", "second"):
        sandbox.send(event(activity_name=name))
    expect(rows(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".event .name")).to_have_text("second")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".event .name")).to_have_text("first")
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "true"
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Open a request")).to_be_visible()


def test_a_full_request_opens_in_pages(page: Page, sandbox: Running) -> None:
    sandbox.send(*(event(identity=number) for number in range(999)), event(activity_params={"items": []}))
    rows(page).first.click()
    expect(page.locator(".event")).to_have_count(100)
    page.get_by_role("button", name="/999/activity_params/items").click()
    expect(page.locator(".event")).to_have_count(1000)
    expect(page.locator(".line.error")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("number", "count"),
    [(199, "199"), (200, "200"), (201, "the first 200 of 201"), (1000, "the first 200 of 1,000")],
)
def test_two_hundred_problems_are_listed(number: int, count: str, page: Page, sandbox: Running) -> None:
    sandbox.send(*(event(identity="") for _ in range(number)))
    rows(page).first.click()
    expect(page.locator(".problem")).to_have_count(min(number, 200))
    expect(page.locator(".card", has_text="Problems").locator("h3 .count")).to_have_text(count)


@pytest.mark.parametrize(("number", "wrong"), [(4, 0), (5, 0), (6, 0), (100, 4), (100, 5), (101, 6)])
def test_a_few_events_are_open(number: int, wrong: int, page: Page, sandbox: Running) -> None:
    """Those that are wrong, or else the first ones; of a hundred that are there at once."""
    sandbox.send(*(event(identity="" if number - n <= wrong else n) for n in range(number)))
    rows(page).first.click()
    expect(page.locator(".event")).to_have_count(min(number, 100))
    first = number - wrong if wrong else 0
    expected = [f"#{n}" for n in range(first, min(number, 100))][:5]
    expect(page.locator(".event[open] .index")).to_have_text(expected)
    expect(page.get_by_role("button", name="Show more of")).to_have_count(int(number > 100))


@pytest.mark.parametrize("number", [299, 300, 301, 650])
def test_three_hundred_requests_are_listed(number: int, page: Page, sandbox: Running) -> None:
    for _ in range(number):
        sandbox.client.get(sandbox.endpoint)
    expect(rows(page)).to_have_count(min(number, 300))
    older = page.locator("#older")
    expect(older).to_be_visible(visible=number > 300)
    if number > 300:
        older.click()
        expect(rows(page)).to_have_count(min(number, 600))


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(244, 244, 248)"), ("dark", "rgb(17, 17, 24)")])
def test_it_follows_the_systems_colours(scheme: Any, ground: str, page: Page) -> None:
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground


def test_a_narrow_window_shows_one_thing_at_a_time(page: Page, sandbox: Running) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    sandbox.send(event())
    rows(page).first.click()
    expect(page.locator(".events")).to_be_visible()
    expect(rows(page).first).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="All requests").click()
    expect(rows(page).first).to_be_visible()


def test_a_restart_is_noticed(browser: BrowserContext) -> None:
    page = browser.new_page()
    with running() as short:
        page.goto(short.url)
        expect(page.get_by_text("live", exact=True)).to_be_visible()
    expect(page.get_by_text("not connected")).to_be_visible()
    page.close()


@pytest.mark.skipif(not os.environ.get("NETCORE_AES_SCREENSHOT"), reason="NETCORE_AES_SCREENSHOT is not set")
def test_screenshot(page: Page, sandbox: Running) -> None:
    page.set_viewport_size({"width": 1360, "height": 1000})
    cart = {"cart_id": "c-2071", "total": 74.5, "currency": "EUR", "items": [{"sku": "A-17", "count": 2}]}
    sandbox.send(event(activity_name="product_viewed", activity_params={"sku": "A-17"}), event())
    sandbox.send_text(cipher().encrypt("[]") + "\n")
    sandbox.send(event(activity_name="login"), scheme=11257)
    wrong = event(activity_name="order_paid", timestamp="26/08/2025 12:05", activity_params={**cart, "coupons": []})
    del wrong["identity"]
    sandbox.send(event(activity_name="purchase", activity_params=cart), wrong)
    sandbox.send(event(activity_name="newsletter_subscribed", utm="spring"))
    expect(rows(page)).to_have_count(5)
    rows(page).nth(1).click()
    expect(page.locator(".json")).to_be_visible()
    page.mouse.move(0, 0)
    page.wait_for_timeout(700)
    (REPOSITORY / "docs").mkdir(exist_ok=True)
    page.screenshot(path=REPOSITORY / "docs" / "sandbox.png")
