# SPDX-License-Identifier: MIT
"""Talking: replies, knowledge, and everything that can be done to turns."""

import json
import pathlib
import tempfile

from page_driver import LIBRARY, PageCase


class Chat(PageCase):
    def test_chat_without_knowledge(self):
        self.say("I planted tomatoes today!")
        self.say("On the balcony.\nIn a pot.")
        self.assertEqual(self.turns(), ["I planted tomatoes today!", "On the balcony.\nIn a pot."])
        first, second = self.sent
        self.assertEqual(first["context"], ["I planted tomatoes today!"])
        self.assertEqual([second["context"][0], second["context"][2]], self.turns())
        self.assertEqual(second["context"][1], self.replies()[0])
        self.assertTrue(second["stream"])
        self.assertNotIn("knowledge", second)
        self.assertEqual(second["parameters"], {}, "defaults are the server's affair")
        self.assertRegex(self.page.inner_text(".exchange:last-child .meta"), r"\d.* token.* tokens/s")
        self.assertEqual(self.page.locator("mark.quote:visible").count(), 0)
        self.assertEqual(self.page.inner_text("h1"), "I planted tomatoes today!")

    def test_chat_with_knowledge(self):
        self.know(LIBRARY)
        self.say("How late can I come by on a Thursday?")
        self.assertEqual(self.sent[0]["knowledge"], LIBRARY)
        self.page.click('.exchange [data-role="reading"]')
        self.assertEqual(self.page.inner_text(".reading-text"), LIBRARY)
        self.assertIn("read all of it", self.page.inner_text(".reading"))
        if self.mock:
            marked = self.page.locator(".exchange mark.quote").all_inner_texts()
            self.assertEqual(marked, [LIBRARY.split(".")[0]])
            self.assertEqual(self.page.locator(".reading-text mark.quote").all_inner_texts(), marked)
            self.page.hover(".exchange mark.quote")
            self.page.wait_for_selector(".tip.is-wide")
            self.assertIn("9 pm on Thursdays", self.page.inner_text(".tip"))

    def test_words_are_marked_while_the_reply_is_written(self):
        self.need_mock()
        self.mock.delay = 0.1
        self.know(LIBRARY)
        self.say("How late on a Thursday?", wait=False)
        self.page.wait_for_selector('[data-role="writing"] mark.quote')
        self.wait_reply()

    def test_stop(self):
        self.need_mock()
        self.mock.delay = 0.15
        self.mock.says = "one two three four five six seven eight nine ten eleven twelve"
        self.say("Count.", wait=False)
        self.page.wait_for_selector('[data-role="writing"] .words:has-text("two")')
        self.page.keyboard.press("Escape")
        self.wait_reply()
        stopped = self.replies()[0]
        self.assertTrue("one two" in stopped and "twelve" not in stopped, stopped)
        self.assertIn("Stopped", self.page.inner_text(".exchange .chips"))
        self.expect(lambda: self.mock.hung_up == 1, "the server was not told")
        self.mock.delay = 0.005
        self.say("Go on.")
        self.assertEqual(self.sent[-1]["context"], ["Count.", stopped, "Go on."])

    def test_stop_before_the_first_word(self):
        self.need_mock()
        self.mock.delay = 2
        self.say("Hello?", wait=False)
        self.page.click(".send.is-stop")
        self.wait_reply()
        self.assertIn("Stopped before the reply began", self.page.inner_text(".exchange .problem"))
        self.mock.delay = 0.005
        self.page.click(".problem >> text=Try again")
        self.wait_reply()
        self.assertEqual(len(self.replies()), 1)
        self.assertEqual(self.page.locator(".problem").count(), 0)

    def test_retry(self):
        self.say("Tell me something.")
        first = self.replies()[0]
        self.page.click('[data-key="retry"]')
        self.page.wait_for_selector(".switcher:has-text('2/2')")
        self.assertEqual(self.sent[1]["context"], ["Tell me something."])
        self.page.click('[data-key="previous"]')
        self.expect(lambda: self.replies() == [first])
        self.say("More.")
        self.assertEqual(self.sent[2]["context"], ["Tell me something.", first, "More."])

    def test_edit_a_turn_and_undo(self):
        for text in ("one", "two", "three"):
            self.say(text)
        before = self.replies()
        self.hover_click('.exchange:nth-child(2) [data-key="edit"]')
        self.assertIn("1 later exchange will be dropped", self.page.inner_text(".editor"))
        self.page.fill(".editor textarea", "two and a half")
        self.page.keyboard.press("Enter")
        self.wait_reply()
        self.assertEqual(self.turns(), ["one", "two and a half"])
        self.assertEqual(self.sent[-1]["context"], ["one", before[0], "two and a half"])
        self.page.click(".notice >> text=Undo")
        self.expect(lambda: self.turns() == ["one", "two", "three"])
        self.assertEqual(self.replies(), before)

    def test_editing_can_be_left(self):
        self.say("one")
        self.hover_click('[data-key="edit"]')
        self.page.fill(".editor textarea", "other")
        self.page.keyboard.press("Escape")
        self.assertEqual(self.turns(), ["one"])
        self.assertEqual(len(self.sent), 1)

    def test_edit_a_reply(self):
        self.say("one")
        self.page.click('[data-key="edit-reply"]')
        self.page.fill(".editor textarea", "My own words.")
        self.page.click(".editor >> text=Keep this")
        self.expect(lambda: self.replies() == ["My own words."])
        self.say("two")
        self.assertEqual(self.sent[-1]["context"], ["one", "My own words.", "two"])

    def test_delete_a_pair_and_reset(self):
        for text in ("one", "two"):
            self.say(text)
        self.hover_click('.exchange:first-child [data-key="delete"]')
        self.expect(lambda: self.turns() == ["two"])
        self.page.click("h1")
        self.page.keyboard.press("Control+z")
        self.expect(lambda: self.turns() == ["one", "two"])
        self.page.click('[aria-label="More for this conversation"]')
        self.page.click("text=Reset: drop all turns")
        self.page.wait_for_selector(".welcome")
        self.page.click(".notice >> text=Undo")
        self.expect(lambda: self.turns() == ["one", "two"])

    def test_undo_while_a_reply_is_written_keeps_nothing_of_it(self):
        self.need_mock()
        self.say("one")
        before = self.replies()
        self.mock.delay = 0.3
        self.hover_click('[data-key="edit"]')
        self.page.fill(".editor textarea", "changed")
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector('[data-role="writing"] .words:visible')
        self.page.click(".notice >> text=Undo")
        self.expect(lambda: self.turns() == ["one"])
        self.page.wait_for_timeout(400)
        self.assertEqual(self.replies(), before)
        self.assertEqual(self.page.locator(".switcher, .problem").count(), 0)

    def test_reload_keeps_everything(self):
        self.know(LIBRARY)
        self.say("When is it open?")
        replies = self.replies()
        self.page.fill("#message", "half a thought")
        self.page.reload()
        self.page.wait_for_selector(".exchange .reply")
        self.assertEqual(self.replies(), replies)
        self.assertEqual(self.page.input_value("#message"), "half a thought")
        self.assertEqual(self.page.input_value("#knowledge"), LIBRARY)
        self.say("And on Sundays?")
        self.assertEqual(self.sent[-1]["context"], ["When is it open?", replies[0], "And on Sundays?"])

    def test_empty_reply(self):
        self.need_mock()
        self.mock.says = " "
        self.say("Hello?")
        self.assertIn("nothing to say", self.replies()[0])

    def test_tags_in_texts_stay_text(self):
        self.need_mock()
        self.mock.says = "<img src=x onerror=alert(1)> <b>bold</b>"
        self.know("<script>alert(2)</script> bold words")
        self.say("<i>hello</i>")
        self.assertEqual(self.turns(), ["<i>hello</i>"])
        self.assertEqual(self.replies(), [self.mock.says])

    def test_dropped_knowledge_is_shown(self):
        text = " ".join(f"Shelf number {number} holds books about the rivers of the north." for number in range(1, 200))
        self.know(text)
        self.assertIn("more than the model can read", self.page.inner_text(".knowledge-editor"))
        self.say("What is on shelf number 3?")
        self.assertRegex(self.page.inner_text('.exchange [data-role="reading"]'), r"read [\d.]+ kB of 11\.8 kB")
        self.page.click('.exchange [data-role="reading"]')
        self.assertRegex(self.page.inner_text(".reading-sum"), r"The last [\d.]+ kB did not fit")
        read = self.page.evaluate("[...document.querySelector('.reading-text').childNodes].filter(n => !/DIV|DEL/.test(n.nodeName)).map(n => n.textContent).join('')")
        cut = self.page.text_content(".reading-text del")
        self.assertTrue(read and cut)
        self.assertEqual((read + cut).split(), text.split(), "read and cut are the whole")
        reply = self.stored()[0]["exchanges"][0]["replies"][0]
        self.assertEqual(len(read.encode()), len(text.encode()) - reply["dropped_knowledge_bytes"])

    def test_dropped_turns_are_shown(self):
        self.say("First, a long story. " + "We walked along the river for hours. " * 60)
        self.say("So what do you think about it?")
        self.assertRegex(self.page.inner_text(".exchange:last-child .chips"), r"\d older turns? did not fit")

    def test_a_message_that_is_too_long_is_shown_to_be(self):
        self.say("We walked along the river for hours. " * 120)
        self.assertRegex(self.page.inner_text(".exchange .chips"), r"The first [\d.]+ kB of your message did not fit")
        self.page.reload()
        self.page.wait_for_selector('.exchange .chips:has-text("of your message did not fit")')

    def test_files_become_knowledge(self):
        with tempfile.TemporaryDirectory() as folder:
            good, bad = pathlib.Path(folder, "hours.txt"), pathlib.Path(folder, "picture.txt")
            good.write_text("Open until nine. Grüße!\n", encoding="utf-8")
            bad.write_bytes(b"\xff\xd8\xff\x00")
            self.know("Before.")
            self.page.set_input_files('[data-role="files"]', [good, bad])
            self.expect(lambda: self.page.input_value("#knowledge") == "Before.\n\nOpen until nine. Grüße!")
        self.expect(lambda: "picture.txt is not a text" in self.notice())

    def test_dropped_files_become_knowledge(self):
        self.page.evaluate(
            """() => {
              const data = new DataTransfer();
              data.items.add(new File(["Dropped words."], "a.md", {type: "text/markdown"}));
              for (const type of ["dragover", "drop"])
                document.body.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
            }"""
        )
        self.expect(lambda: self.page.input_value("#knowledge") == "Dropped words.")


class Library(PageCase):
    def test_several_conversations(self):
        self.say("About rivers.")
        self.page.click(".is-new")
        self.page.wait_for_selector(".welcome")
        self.say("About hills.")
        titles = self.page.locator(".conversation").all_inner_texts()
        self.assertEqual(titles, ["About hills.", "About rivers."])
        self.page.click(".conversation >> text=About rivers.")
        self.expect(lambda: self.turns() == ["About rivers."])
        self.page.click('[aria-label="More for “About rivers.”"]')
        self.page.click("[role=menuitem] >> text=Rename")
        self.page.keyboard.type("Water")
        self.page.keyboard.press("Enter")
        self.expect(lambda: self.page.inner_text("h1") == "Water")
        self.page.click('[aria-label="More for “Water”"]')
        self.page.click("[role=menuitem] >> text=Delete")
        self.expect(lambda: self.turns() == ["About hills."])
        self.assertEqual(len(self.stored()), 1)
        self.page.click(".notice >> text=Undo")
        self.expect(lambda: self.turns() == ["About rivers."])
        self.assertEqual(len(self.stored()), 2)

    def test_a_reply_goes_on_while_another_conversation_is_shown(self):
        self.need_mock()
        self.mock.delay = 0.1
        self.say("Slow one.", wait=False)
        self.page.wait_for_selector('[data-role="writing"]')
        self.page.click(".is-new")
        self.page.wait_for_selector(".welcome")
        self.expect(lambda: self.stored()[0]["exchanges"][0]["replies"] != [])
        self.page.click(".conversation >> text=Slow one.")
        self.expect(lambda: len(self.replies()) == 1)

    def test_export_and_import(self):
        self.know(LIBRARY)
        self.say("When is it open?")
        replies = self.replies()
        self.page.click('[aria-label="More for this conversation"]')
        with self.page.expect_download() as download:
            self.page.click("text=Export as JSON")
        path = download.value.path()
        self.assertEqual(download.value.suggested_filename, "when-is-it-open.json")
        self.assertEqual(json.loads(path.read_text())["turns"][0], {"speaker": "user", "text": "When is it open?"})
        other = self.open(self.new_context())
        other.set_input_files('[data-role="import"]', [{"name": "a.json", "mimeType": "application/json", "buffer": path.read_bytes()}])
        other.wait_for_selector(".exchange .reply")
        self.assertEqual(self.replies(other), replies)
        self.assertEqual(other.locator(".conversation").count(), 1)
        other.set_input_files('[data-role="import"]', [{"name": "b.json", "mimeType": "application/json", "buffer": b"[1]"}])
        other.wait_for_selector(".notice:has-text('holds no conversation')")
        other.context.close()

    def test_two_tabs_with_two_conversations(self):
        other = self.open(self.context)
        other.click(".is-new")
        self.say("Tab one.", wait=False)
        self.say("Tab two.", other, wait=False)
        self.wait_reply()
        self.wait_reply(other)
        self.say("Tab one again.")
        self.assertEqual(self.turns(), ["Tab one.", "Tab one again."])
        self.assertEqual(self.turns(other), ["Tab two."])
        self.expect(lambda: self.page.locator(".conversation").count() == 2 and other.locator(".conversation").count() == 2)
        lengths = sorted(len(one["exchanges"]) for one in self.stored())
        self.assertEqual(lengths, [1, 2])

    def test_two_tabs_with_one_conversation(self):
        self.say("Hello.")
        other = self.open(self.context)
        other.click(".conversation >> text=Hello.")
        self.say("From the other tab.", other)
        self.expect(lambda: self.turns() == ["Hello.", "From the other tab."])
        self.say("From this tab.")
        self.expect(lambda: len(self.replies(other)) == 3)
        other.click('[aria-label="More for this conversation"]')
        other.click("[role=menuitem] >> text=Delete")
        self.page.wait_for_selector(".notice:has-text('deleted in another tab')")
        self.assertEqual(self.turns(), [])
