# SPDX-License-Identifier: MIT
"""Keys, screen readers, small screens, colours, settings."""

import re

from page_driver import LIBRARY, PageCase

# Texts whose contrast with what lies behind them is below WCAG's AA: 4.5, for large ones 3.
CONTRAST = """() => {
  const channels = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (top, bottom, alpha) => top.map((c, i) => c * alpha + bottom[i] * (1 - alpha));
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    const [r, g, b, a = 1] = channels(getComputedStyle(element).backgroundColor);
    return a === 1 ? [r, g, b] : a === 0 ? ground(element.parentElement) : over([r, g, b], ground(element.parentElement), a);
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    if (!words || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest("script, style, noscript, :disabled, .is-off, .offscreen, [inert]")) continue;
    const style = getComputedStyle(element);
    const [r, g, b, a = 1] = channels(style.color);
    const back = ground(element);
    const [one, two] = [luminance(over([r, g, b], back, a)), luminance(back)].sort((x, y) => y - x);
    const ratio = (one + 0.05) / (two + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) bad.push(`${words.slice(0, 30)}: ${ratio.toFixed(2)} (${element.className})`);
  }
  return bad;
}"""
CONTROLS = {"button", "textbox", "checkbox", "switch", "radio", "slider", "tab", "link", "menuitem", "spinbutton", "combobox", "searchbox"}
CONTAINERS = {"region", "navigation", "complementary", "dialog", "menu", "radiogroup", "tablist", "tabpanel", "article"}


class Access(PageCase):
    def focused(self):
        return self.page.evaluate("(e => e.id || e.getAttribute('aria-label') || e.textContent)(document.activeElement)")

    def names_missing(self):
        """Controls and landmarks of the browser's own accessibility tree that have no name."""
        session = self.context.new_cdp_session(self.page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        session.detach()
        bad = []
        for node in nodes:
            role = node.get("role", {}).get("value")
            if not node.get("ignored") and role in CONTROLS | CONTAINERS and not node.get("name", {}).get("value", "").strip():
                bad.append(role)
        return bad

    def states(self):
        """Brings the page into one state after another."""
        yield "welcome"
        self.know(LIBRARY)
        self.say("How late can I come by on a Thursday?")
        yield "chat"
        self.page.click('.exchange [data-role="reading"]')
        yield "reading"
        self.page.click(".meta summary")
        yield "numbers"
        self.page.click("#settings-tab")
        self.page.check('input[value="own"]')
        yield "settings"
        self.page.fill("#top_p", "7")
        self.page.locator("#top_p").blur()
        yield "wrong value"
        self.page.click('[aria-label="More for this conversation"]')
        yield "menu"
        self.page.keyboard.press("Escape")
        self.page.click(".tools [data-key='edit-reply']")
        yield "editor"
        self.page.click(".editor >> text=Cancel")
        self.page.click('.exchange [data-key="delete"]')
        yield "notice"
        self.page.click('[aria-label="Keyboard shortcuts"]')
        yield "help"

    def test_every_control_has_a_name(self):
        for state in self.states():
            self.assertEqual(self.names_missing(), [], state)
            twice = self.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)")
            self.assertEqual(twice, [], f"ids twice in {state}")
            dangling = self.page.evaluate(
                "[...document.querySelectorAll('[aria-describedby],[aria-labelledby],[aria-controls],[for]')].flatMap(e => ['aria-describedby',"
                "'aria-labelledby', 'aria-controls', 'for'].flatMap(a => (e.getAttribute(a) || '').split(' ').filter(Boolean)))"
                ".filter(id => !document.getElementById(id))")
            self.assertEqual(dangling, [], f"names of nothing in {state}")
        self.assertEqual(self.page.locator("h1").count(), 1)
        self.assertEqual(self.page.locator("main").count(), 1)
        self.assertEqual(self.page.get_attribute("html", "lang"), "en")

    def test_contrast(self):
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for state in self.states():
                self.page.mouse.move(5, 400)
                self.page.wait_for_timeout(250)
                self.assertEqual(self.page.evaluate(CONTRAST), [], f"{scheme}, {state}")
            self.page.keyboard.press("Escape")
            self.page.click(".is-new")

    def test_keyboard_only(self):
        page, keys = self.page, self.page.keyboard
        keys.press("Tab")  # out of the message, which has the focus at the start
        keys.press("/")
        self.assertEqual(self.focused(), "message")
        keys.type("First line")
        keys.press("Shift+Enter")
        keys.type("second line")
        keys.press("Enter")
        self.wait_reply()
        self.assertEqual(self.turns(), ["First line\nsecond line"])
        keys.press("Alt+r")
        page.wait_for_selector(".switcher:has-text('2/2')")
        keys.press("ArrowUp")
        page.wait_for_selector(".editor")
        keys.type(" changed")
        keys.press("Enter")
        self.wait_reply()
        self.assertEqual(self.turns(), ["First line\nsecond line changed"])
        page.locator("#message").focus()
        keys.press("Alt+n")
        page.wait_for_selector(".welcome")
        self.assertEqual(self.focused(), "message")
        keys.type("Another.")
        keys.press("Enter")
        self.wait_reply()
        keys.press("Alt+ArrowDown")
        self.expect(lambda: len(self.turns()) == 1 and self.turns()[0].startswith("First"))
        keys.press("Alt+ArrowUp")
        self.expect(lambda: self.turns() == ["Another."])
        open_before = page.is_visible("#knowledge")
        keys.press("Alt+k")
        self.expect(lambda: page.is_visible("#knowledge") != open_before)
        keys.press("Alt+s")
        page.wait_for_selector("#top_p")
        keys.press("Alt+s")
        keys.press("Alt+c")
        self.expect(lambda: page.get_attribute(".frame", "data-sidebar") == "closed")
        keys.press("Alt+c")
        page.locator(".thread").focus()
        keys.press("?")
        page.wait_for_selector("dialog[open] >> text=Keyboard shortcuts")
        keys.press("Escape")
        self.expect(lambda: page.locator("dialog").count() == 0)

    def test_tab_reaches_everything_and_the_focus_is_seen(self):
        self.page.emulate_media(reduced_motion="reduce")  # nothing fades in
        self.say("Hello.")
        first = "document.querySelector('a, button, input, textarea')"
        self.assertEqual(self.page.evaluate(f"{first}.textContent"), "Skip to the message")
        self.page.evaluate(f"{first}.focus()")
        seen = []
        for _ in range(60):
            self.page.keyboard.press("Tab")
            shown = self.page.evaluate(
                """(() => {
                  const e = document.activeElement;
                  if (e === document.body) return null;
                  const s = getComputedStyle(e), form = e.closest('.composer');
                  const ring = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
                  const box = e.getBoundingClientRect();
                  return [e.id || e.getAttribute('aria-label') || e.textContent.trim(), ring || (form && getComputedStyle(form).boxShadow !== 'none'),
                          box.width > 0 && getComputedStyle(e.closest('.tools') || e).opacity === '1'];
                })()"""
            )
            if shown is None:
                break
            self.assertTrue(shown[1] and shown[2], f"the focus is not seen on {shown[0]}")
            seen.append(shown[0])
        for name in ("New conversation", "Import a conversation", "Knowledge", "Another reply", "Edit your turn",
                     "Delete this turn and its reply", "message", "Keyboard shortcuts"):
            self.assertIn(name, seen)
        self.assertEqual(self.page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count(), 0)

    def test_menu_by_keys(self):
        self.say("Hello.")
        more = self.page.locator('[aria-label="More for this conversation"]')
        more.focus()
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("[role=menu]")
        self.page.keyboard.press("ArrowDown")
        self.assertEqual(self.focused(), "Export as JSON")
        self.page.keyboard.press("Escape")
        self.assertEqual(self.page.locator("[role=menu]").count(), 0)
        self.assertEqual(self.focused(), "More for this conversation")

    def test_replies_are_read_aloud_once(self):
        self.page.evaluate(
            """() => {
              window.heard = [];
              const voice = document.querySelector('[data-role="voice"]');
              new MutationObserver(() => voice.textContent && window.heard.push(voice.textContent)).observe(voice, {childList: true});
            }"""
        )
        self.say("Hello.")
        self.page.wait_for_timeout(200)
        heard = self.page.evaluate("window.heard")
        self.assertEqual(heard[-1], f"Reply: {self.replies()[0]}")
        self.assertEqual(self.page.get_attribute('[data-role="voice"]', "aria-live"), "polite")

    def test_colours(self):
        ground = lambda: self.page.evaluate("getComputedStyle(document.body).backgroundColor")
        light = ground()
        self.page.emulate_media(color_scheme="dark")
        # The page hears of it by an event, which some browsers send a moment later. (wait_for_function would have the page
        # itself ask again, by eval, which its policy forbids.)
        self.expect(lambda: self.page.evaluate("document.documentElement.dataset.theme") == "dark")
        dark = ground()
        self.assertNotEqual(light, dark)
        self.page.click('[data-role="theme"]')
        self.assertEqual(ground(), light, "the toggle wins over the system")
        self.page.reload()
        self.assertEqual(ground(), light)
        self.page.click('[data-role="theme"]')
        self.assertEqual(ground(), dark)

    def test_reduced_motion(self):
        self.need_mock()
        self.mock.delay = 0.3
        self.page.emulate_media(reduced_motion="reduce")
        self.say("Hello.", wait=False)
        self.page.wait_for_selector('[data-role="writing"]')
        moving = "document.getAnimations().filter(a => a.playState === 'running').length"
        self.assertEqual(self.page.evaluate(moving), 0)
        self.page.emulate_media(reduced_motion="no-preference")
        self.assertGreater(self.page.evaluate(moving), 0)

    def test_settings_are_sent(self):
        page = self.page
        page.keyboard.press("Alt+s")
        page.fill("#temperature", "0.7")
        page.fill("#seed", "5")
        page.fill("#max_new_tokens", "20")
        page.check('input[value="qa"]')
        self.say("Hello.")
        self.assertEqual(self.sent[0]["parameters"], {"temperature": 0.7, "seed": 5, "max_new_tokens": 20})
        self.assertEqual(self.sent[0]["instruction"], "qa")
        page.uncheck("#do_sample")
        page.fill("#max_length", "30")
        page.check('input[value="own"]')
        page.fill("#own-instruction", "Instruction: answer like a pirate.")
        self.say("Again.")
        self.assertEqual(self.sent[1]["parameters"], {"temperature": 0.7, "seed": 6, "max_length": 30, "do_sample": False})
        self.assertEqual(self.sent[1]["instruction"], "Instruction: answer like a pirate.")
        page.click('[aria-label="Reset all parameters"]')
        page.check('input[value="automatic"]')
        self.say("And now.")
        self.assertEqual(self.sent[2]["parameters"], {})
        self.assertEqual(self.sent[2]["instruction"], "")

    def test_a_wrong_value_is_not_sent(self):
        self.page.keyboard.press("Alt+s")
        self.page.fill("#top_p", "1.5")
        self.say("Hello.")
        self.assertEqual(self.page.inner_text("#top_p-error"), "At most 1.")
        self.assertEqual(self.sent[0]["parameters"], {})

    def test_the_page_is_one_file_with_a_policy(self):
        html = self.page.request.get(self.world.url).text()
        links = set(re.findall(r"(?:https?|wss?)://[^\s\"'`)<>]+", html))
        self.assertEqual({link for link in links if not link.startswith("http://www.w3.org/")}, set())
        self.assertIn("script-src 'sha256-", html)


class Phone(PageCase):
    viewport = {"width": 360, "height": 640}

    def new_context(self, **more):
        return super().new_context(**{"has_touch": True, "is_mobile": True, **more})

    def assert_fits(self, state):
        wide = self.page.evaluate(
            """() => [document.documentElement, document.body, ...document.querySelectorAll('.main, .thread, .sidebar, .panel, .panel-body, dialog')]
              .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).visibility !== 'hidden').map(e => `${e.className}: ${e.scrollWidth}`)"""
        )
        self.assertEqual(wide, [], state)
        outside = self.page.evaluate(
            """() => [...document.querySelectorAll('button, textarea, input')].filter(e => {
              const box = e.getBoundingClientRect();
              return e.checkVisibility({visibilityProperty: true}) && !e.closest('[inert], .offscreen') && !e.matches('.offscreen')
                && box.width > 0 && (box.left < -1 || box.right > innerWidth + 1);
            }).map(e => e.outerHTML.slice(0, 80))"""
        )
        self.assertEqual(outside, [], state)
        small = self.page.evaluate(
            """() => [...document.querySelectorAll('button')].filter(e => {
              const box = e.getBoundingClientRect();
              return e.checkVisibility({visibilityProperty: true}) && box.width > 0 && (box.width < 24 || box.height < 24);
            }).map(e => e.outerHTML.slice(0, 80))"""
        )
        self.assertEqual(small, [], f"too small to touch in {state}")

    def test_everything_fits(self):
        page = self.page
        self.assert_fits("welcome")
        page.tap('[aria-label="Show conversations"]')
        page.wait_for_selector(".sidebar:not([inert])")
        page.wait_for_timeout(300)
        self.assert_fits("sidebar")
        page.keyboard.press("Escape")
        self.know(LIBRARY + " Donaudampfschifffahrtsgesellschaftskapitän" * 5 + "x" * 300)
        page.wait_for_timeout(300)
        self.assert_fits("knowledge")
        page.keyboard.press("Escape")
        self.say("How late on a Thursday? " + "y" * 200)
        self.assert_fits("chat")
        page.tap(".meta summary")
        self.assert_fits("numbers")
        page.tap('.exchange [data-role="reading"]')
        page.wait_for_timeout(300)
        self.assert_fits("reading")
        page.tap("#settings-tab")
        self.assert_fits("settings")
        page.tap('[aria-label="Close this panel"]')
        page.wait_for_timeout(300)
        page.tap('[data-key="edit"]')
        self.assert_fits("editor")
        page.tap(".editor >> text=Cancel")
        page.tap('[data-key="delete"]')
        self.assert_fits("notice")

    def test_a_drawer_holds_the_focus_and_gives_it_back(self):
        page = self.page
        button = page.locator('[aria-label="Show conversations"]')
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".sidebar:not([inert])")
        self.assertTrue(page.evaluate("document.querySelector('.sidebar').contains(document.activeElement)"))
        self.assertTrue(page.evaluate("document.querySelector('.main').inert"))
        page.keyboard.press("Escape")
        self.expect(lambda: page.evaluate("document.activeElement.getAttribute('aria-label')") == "Show conversations")


class Wide(PageCase):
    viewport = {"width": 3840, "height": 1200}

    def test_wide_screens(self):
        self.say("Hello.")
        self.assertLess(self.page.locator(".column").bounding_box()["width"], 900)
