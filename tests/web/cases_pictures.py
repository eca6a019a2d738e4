# SPDX-License-Identifier: MIT
"""Pictures of the page for people to look at, with --screenshots."""

from page_driver import LIBRARY, PageCase

LONG = LIBRARY + " " + " ".join(f"Shelf {number} holds books about the rivers of the north, and some maps of them." for number in range(1, 40))


class Pictures(PageCase):
    def setUp(self):
        if not self.world.arguments.screenshots:
            self.skipTest("no --screenshots")
        self.world.arguments.screenshots.mkdir(parents=True, exist_ok=True)
        super().setUp()

    def picture(self, page, name):
        page.wait_for_timeout(350)
        page.screenshot(path=self.world.arguments.screenshots / f"{name}.png")

    def test_pictures(self):
        for scheme in ("light", "dark"):
            for size, width, height in (("desk", 1440, 900), ("tablet", 900, 1100), ("phone", 360, 740)):
                is_phone = size == "phone"
                context = self.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=2,
                                           has_touch=is_phone, is_mobile=is_phone)
                self.tour(context, f"{size}-{scheme}", size)
                context.close()

    def tour(self, context, name, size):
        page = self.open(context)
        self.picture(page, f"{name}-1-welcome")
        self.know(LONG, page)
        page.wait_for_timeout(800)
        self.picture(page, f"{name}-2-knowledge")
        if size != "desk":
            page.keyboard.press("Escape")
        self.say("Hi! I would like to read more this year.", page)
        self.say("How late can I come by on a Thursday?", page)
        page.click('.exchange:last-child [data-key="retry"]')
        page.wait_for_selector(".switcher")
        page.click(".exchange:last-child .meta summary")
        self.picture(page, f"{name}-3-chat")
        page.click('.exchange:last-child [data-role="reading"]')
        page.evaluate("document.querySelector('.cut-line')?.scrollIntoView({block: 'center'})")
        self.picture(page, f"{name}-4-reading")
        page.click("#settings-tab")
        self.picture(page, f"{name}-5-settings")
        page.click('[aria-label="Close this panel"]')
        page.wait_for_timeout(300)
        if self.mock:
            from mock_server import break_after, refuse

            self.allowed_console = r"^Failed to load resource"
            self.mock.plans.extend([break_after(4), refuse(500, "internal", "no memory left")])
            self.say("What does a card cost?", page)
            self.say("And for children?", page)
            self.picture(page, f"{name}-6-problems")
        page.locator(".exchange:last-child .bubble").hover()
        page.click('.exchange:first-child [data-key="edit"]')
        self.picture(page, f"{name}-7-editor")
        page.keyboard.press("Escape")
        if size == "phone":
            page.click('[aria-label="Show conversations"]')
            self.picture(page, f"{name}-8-conversations")
