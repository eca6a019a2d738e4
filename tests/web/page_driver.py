# SPDX-License-Identifier: MIT
"""What the browser tests of the page share: options, one browser, and a test case that holds a page and watches it."""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
LIBRARY = (
    "The Linden Street library is open from 10 am to 6 pm on weekdays and until 9 pm on Thursdays. On Saturdays it closes at 2 pm, "
    "and on Sundays it stays shut. Up to 12 books may be borrowed for four weeks. A card costs 15 euros a year; children pay nothing."
)
SKIPPED = 77


def parse_arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--page", help="the built page (default: built now, with esbuild)")
    parser.add_argument("--esbuild", default="esbuild")
    parser.add_argument("--server", help="a running server; cases that need the stand-in are skipped")
    parser.add_argument("--key", default="", help="the server's API key")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--screenshots", type=pathlib.Path, help="a folder for pictures of the page")
    parser.add_argument("-k", dest="pattern", default="", help="run only cases whose name has this in it")
    return parser.parse_args()


class World:
    """One browser, and the server under test. `mock` is None when that is a real one."""

    def __init__(self, arguments, sync_playwright):
        from mock_server import MockServer

        self.arguments = arguments
        self.folder = tempfile.TemporaryDirectory()
        self.mock = None
        if not arguments.server:
            self.mock = MockServer(arguments.page or self.build_page())
        self.url = arguments.server or self.mock.url
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=arguments.chromium, args=["--no-sandbox"])

    def build_page(self):
        page = pathlib.Path(self.folder.name) / "index.html"
        build = HERE.parents[1] / "web" / "build.py"
        subprocess.run([sys.executable, build, "--esbuild", self.arguments.esbuild, "--output", page], check=True)
        return page

    def close(self):
        self.browser.close()
        self.playwright.stop()
        if self.mock:
            self.mock.stop()
        self.folder.cleanup()


def open_world(arguments):
    """Returns a world, or words on what is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "Python's playwright is not here"
    if not pathlib.Path(arguments.chromium).exists():
        return f"there is no Chromium at {arguments.chromium}"
    if not arguments.server and not arguments.page and not shutil.which(arguments.esbuild):
        return "esbuild is not here, and no --page or --server was given"
    return World(arguments, sync_playwright)


class PageCase(unittest.TestCase):
    world = None  # set by page_test.py
    viewport = {"width": 1280, "height": 800}
    # Messages of the console that a case provokes: a refused request always leaves one.
    allowed_console = None

    def setUp(self):
        self.mock = self.world.mock
        if self.mock:
            self.mock.start()
            self.mock.reset()
            self.mock.delay = 0.005
        self.console = []
        self.hosts = set()
        self.sent = []
        self.context = self.new_context()
        self.page = self.open(self.context)

    def tearDown(self):
        self.context.close()
        bad = [line for line in self.console if not (self.allowed_console and re.search(self.allowed_console, line))]
        self.assertEqual(bad, [], "the console has errors")
        self.assertLessEqual(self.hosts, {urllib.parse.urlsplit(self.world.url).netloc}, "requests to other hosts")

    def need_mock(self):
        if not self.mock:
            self.skipTest("needs the stand-in server")

    def new_context(self, **more):
        context = self.world.browser.new_context(**{"viewport": self.viewport, "accept_downloads": True, **more})
        context.set_default_timeout(15_000)
        if self.world.arguments.key:
            context.add_init_script(f"sessionStorage.setItem('godel.key', {json.dumps(self.world.arguments.key)})")
        context.on("request", self.note_request)
        return context

    def note_request(self, request):
        url = urllib.parse.urlsplit(request.url)
        if url.scheme in ("http", "https", "ws", "wss"):
            self.hosts.add(url.netloc)
        if url.path.endswith("/v1/respond"):
            self.sent.append(json.loads(request.post_data))

    def open(self, context, wait="online"):
        page = context.new_page()
        page.on("console", lambda message: self.console.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.goto(self.world.url)
        if wait:
            page.wait_for_selector(f'.server[data-connection="{wait}"]', state="attached")
        return page

    # What a user does.
    def say(self, text, page=None, wait=True):
        page = page or self.page
        page.fill("#message", text)
        page.press("#message", "Enter")
        if wait:
            self.wait_reply(page)

    def wait_reply(self, page=None):
        page = page or self.page
        page.wait_for_selector('[data-role="writing"]', state="detached", timeout=60_000)
        page.wait_for_selector(".exchange:last-child .reply, .exchange:last-child .problem")

    def know(self, text, page=None):
        page = page or self.page
        if page.get_attribute("#knowledge-tab", "aria-selected") != "true" or page.get_attribute(".frame", "data-panel") != "open":
            page.keyboard.press("Alt+k")
        if not page.is_visible("#knowledge"):
            page.click(".segments >> text=Write")
        page.fill("#knowledge", text)
        page.locator("#knowledge").blur()

    def hover_click(self, selector):
        self.page.locator(selector).hover()
        self.page.locator(selector).click()

    # What a user sees.
    def turns(self, page=None):
        return (page or self.page).locator(".bubble").all_inner_texts()

    def replies(self, page=None):
        return (page or self.page).locator(".exchange .words").all_inner_texts()

    def notice(self):
        return " ".join(self.page.locator(".notice").all_inner_texts())

    def stored(self, page=None):
        script = "Object.entries(localStorage).filter(([k]) => k.startsWith('godel.conversation.')).map(([, v]) => JSON.parse(v))"
        return (page or self.page).evaluate(script)

    def expect(self, condition, words="", seconds=6.0):
        """Waits until a condition of Python holds."""
        for _ in range(int(seconds / 0.05)):
            if condition():
                return
            self.page.wait_for_timeout(50)
        self.fail(words or "the condition did not come true")
