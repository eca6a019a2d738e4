# SPDX-License-Identifier: MIT
"""Everything that goes wrong is said in words, and the page goes on."""

from mock_server import break_after, fail_after, refuse
from page_driver import PageCase


class Failures(PageCase):
    allowed_console = r"^Failed to load resource"

    def setUp(self):
        if not self.world.mock:
            self.skipTest("needs the stand-in server")
        super().setUp()

    def problem(self):
        return " ".join(self.page.locator(".problem").all_inner_texts())

    def test_server_restarts_in_the_middle_of_a_reply(self):
        self.mock.delay = 0.2
        self.say("Tell me a story.", wait=False)
        self.page.wait_for_selector('[data-role="writing"] .words:visible')
        self.mock.stop()
        self.wait_reply()
        self.assertIn("connection broke", self.problem())
        self.assertTrue(self.replies()[0].startswith("That"), "what had arrived is kept")
        self.page.wait_for_selector(".banner:has-text('cannot be reached')")
        self.mock.delay = 0.005
        self.mock.start()
        self.page.wait_for_selector(".banner", state="hidden", timeout=15_000)
        self.page.wait_for_selector(".notice:has-text('The server is back')")
        self.page.click('[data-key="retry"]')
        self.page.wait_for_selector(".switcher:has-text('2/2')")
        self.assertEqual(self.problem(), "")
        self.say("And then?")
        self.assertEqual(len(self.replies()), 2)

    def test_server_is_gone_when_a_turn_is_sent(self):
        self.mock.stop()
        self.say("Anybody there?")
        self.assertIn("server cannot be reached", self.problem())
        self.assertEqual(self.turns(), ["Anybody there?"], "the turn is not lost")
        self.mock.start()
        self.page.wait_for_selector(".banner", state="hidden", timeout=15_000)
        self.page.click(".problem >> text=Try again")
        self.wait_reply()
        self.assertEqual(len(self.replies()), 1)

    def test_a_stream_that_breaks_keeps_what_arrived(self):
        self.mock.delay = 0.1  # a reset throws away what the browser has not read yet
        self.mock.plans.append(break_after(3))
        self.say("Hello.")
        self.assertEqual(self.replies(), ["That sounds lovely!"])
        self.assertIn("What had arrived is kept", self.problem())
        self.page.reload()
        self.page.wait_for_selector(".exchange .reply")
        self.assertEqual(self.replies(), ["That sounds lovely!"])

    def test_a_stream_that_breaks_before_its_first_word(self):
        self.mock.plans.append(break_after(0))
        self.say("Hello.")
        self.assertIn("broke before the reply began", self.problem())
        self.assertEqual(self.replies(), [])

    def test_an_error_in_the_stream(self):
        self.mock.plans.append(fail_after(2, "internal", "the engine gave up"))
        self.say("Hello.")
        self.assertEqual(self.replies(), ["That sounds"])
        self.assertIn("The engine gave up.", self.problem())

    def test_the_key_is_asked_for(self):
        self.mock.key = "s3cret"
        self.page.reload()
        self.page.wait_for_selector(".banner:has-text('asks for an API key')")
        self.say("Hello.", wait=False)
        self.page.wait_for_selector("dialog[open] #api-key")
        self.assertTrue(self.page.evaluate("document.activeElement.id === 'api-key'"))
        self.page.fill("#api-key", "wrong")
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("dialog[open] >> text=did not accept this key")
        self.page.fill("#api-key", "s3cret")
        self.page.keyboard.press("Enter")
        self.wait_reply()
        self.assertEqual(len(self.replies()), 1)
        self.page.wait_for_selector(".banner", state="hidden")
        self.assertEqual(self.page.evaluate("sessionStorage.getItem('godel.key')"), "s3cret")
        self.assertNotIn("s3cret", self.page.evaluate("JSON.stringify(localStorage)"))
        self.page.reload()
        self.page.wait_for_selector('.server[data-connection="online"]', state="attached")

    def test_the_key_is_not_given(self):
        self.mock.key = "s3cret"
        self.page.reload()
        self.say("Hello.", wait=False)
        self.page.wait_for_selector("dialog[open]")
        self.page.keyboard.press("Escape")
        self.wait_reply()
        self.assertIn("asks for an API key", self.problem())
        self.assertIn("Try again", self.problem())

    def test_the_key_is_given_before_anything_is_sent(self):
        self.mock.key = "s3cret"
        self.page.reload()
        for key in ("wrong", "s3cret"):
            self.page.click(".banner >> text=Enter the key")
            self.page.fill("#api-key", key)
            self.page.keyboard.press("Enter")
            if key == "wrong":
                self.page.wait_for_selector(".notice:has-text('did not accept this key')")
        self.page.wait_for_selector(".banner", state="hidden")

    def test_a_server_that_is_ready_and_refuses_is_given_up(self):
        self.mock.plans.extend([refuse(503, "unavailable")] * 20)
        self.say("Hello.", wait=False)
        self.wait_reply()
        self.assertIn("not ready yet", self.problem())
        self.assertEqual(len(self.mock.requests), 6)

    def test_a_busy_server_is_asked_again(self):
        self.mock.plans.append(refuse(429, "overloaded", Retry_After=1))
        self.say("Hello.", wait=False)
        self.page.wait_for_selector("[data-role='writing'] >> text=Trying again in 1 s")
        self.wait_reply()
        self.assertEqual(len(self.replies()), 1)
        self.assertEqual(len(self.mock.requests), 2)

    def test_a_server_that_stays_busy_for_long(self):
        self.mock.plans.append(refuse(429, "overloaded", Retry_After=600))
        self.say("Hello.")
        self.assertIn("too much to do just now. Try again in 10 min", self.problem())

    def test_a_busy_server_can_be_given_up(self):
        self.mock.plans.append(refuse(429, "overloaded", Retry_After=30))
        self.say("Hello.", wait=False)
        self.page.wait_for_selector("[data-role='writing'] >> text=Trying again in")
        self.page.keyboard.press("Escape")
        self.wait_reply()
        self.assertEqual(len(self.mock.requests), 1)

    def test_a_loading_server_is_waited_for(self):
        self.mock.loading = True
        self.page.reload()
        self.page.wait_for_selector(".banner:has-text('model is loading')")
        self.say("Hello.", wait=False)
        self.page.wait_for_selector("[data-role='writing'] >> text=still loading")
        self.page.wait_for_timeout(1200)
        self.mock.loading = False
        self.wait_reply()
        self.assertEqual(len(self.replies()), 1)
        self.page.wait_for_selector(".banner", state="hidden")

    def test_a_refused_parameter_is_shown_at_its_field(self):
        self.mock.plans.append(refuse(400, "invalid_argument", "parameters.top_k: must be at most 50"))
        self.say("Hello.")
        self.assertIn("must be at most 50", self.problem())
        self.page.keyboard.press("Alt+s")
        self.assertIn("must be at most 50", self.page.inner_text('[data-parameter="top_k"] .field-error'))
        self.assertEqual(self.page.get_attribute("#top_k", "aria-invalid"), "true")

    def test_other_errors(self):
        cases = [(500, "internal", "no memory", "went wrong inside the server"), (413, "too_large", "too long a text", "Too long a text."),
                 (504, "timeout", "", "took too long"), (422, "unprocessable", "context: is empty", "Context: is empty.")]
        for status, code, message, words in cases:
            self.mock.plans.append(refuse(status, code, message))
            self.say(f"Status {status}.")
            self.assertIn(words, self.page.inner_text(".exchange:last-child .problem"))
        self.say("Fine now.")
        self.assertEqual(self.sent[-1]["context"], ["Fine now."], "turns without a reply are not sent")

    def test_leaving_in_the_middle_of_a_reply_keeps_what_arrived(self):
        self.mock.delay = 0.2
        self.say("Tell me a story.", wait=False)
        self.page.wait_for_selector('[data-role="writing"] .words:visible')
        self.page.reload()
        self.page.wait_for_selector(".exchange .reply")
        self.assertTrue(self.replies()[0].startswith("That"))
        self.assertIn("page was closed", self.problem())

    def test_full_storage(self):
        self.page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
        self.say("Hello.")
        self.assertEqual(len(self.replies()), 1)
        self.assertIn("storage is full", self.notice())
        self.say("Still there?")
        self.assertEqual(len(self.sent[-1]["context"]), 3)
