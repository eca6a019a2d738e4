#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The page as `godel serve` hands it out, in Chromium: every case that does not need the stand-in, and what only a real server
shows. Exits with 77 when playwright or Chromium are not here.
usage: served_page_test.py PROGRAM MODEL [CHROMIUM]"""
import json
import re
import subprocess
import sys
import threading
import unittest
import urllib.request

import page_driver

ENDLESS = {"do_sample": False, "min_new_tokens": 500, "max_new_tokens": 500}


class Served:
    """`godel serve`, which can be killed and started again at the same port."""

    def __init__(self, program, model):
        self.command = [program, "serve", "--model", model, "--quiet"]
        self.port = 0
        self.start()

    def start(self):
        self.process = subprocess.Popen([*self.command, "--port", str(self.port)], stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"served at (http://[^:]+:(\d+))", line):
                self.url, self.port = found[1], int(found[2])
                break
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def metric(self, name):
        with urllib.request.urlopen(self.url + "/metrics") as answer:
            return float(re.search(rf"^{name} (\S+)", answer.read().decode(), re.M)[1])


class RealServer(page_driver.PageCase):
    served = None  # set by main

    def lengthen(self, route):
        body = json.loads(route.request.post_data)
        body["parameters"] = {**body.get("parameters", {}), **ENDLESS}
        body["parameters"].pop("max_length", None)
        body["parameters"].pop("min_length", None)
        route.continue_(post_data=json.dumps(body))

    def say_without_end(self):
        self.page.route("**/v1/respond", self.lengthen)
        self.say("Tell me a story.", wait=False)
        self.page.wait_for_selector('[data-role="writing"] .words:visible', timeout=60_000)

    def test_stop_ends_the_work(self):
        before = self.served.metric("godel_cancelled_total")
        self.say_without_end()
        self.page.keyboard.press("Escape")
        self.wait_reply()
        self.assertTrue(self.replies()[0])
        self.assertIn("Stopped", self.page.inner_text(".exchange .chips"))
        self.expect(lambda: self.served.metric("godel_cancelled_total") == before + 1, "the server was not told", seconds=60)
        self.expect(lambda: self.served.metric("godel_requests_running") == 0, "it goes on", seconds=60)

    def test_a_server_that_is_killed_in_the_middle_of_a_reply(self):
        self.allowed_console = r"^Failed to load resource"
        self.say_without_end()
        self.served.kill()
        self.addCleanup(lambda: self.served.process.poll() is None or self.served.start())
        self.wait_reply()
        self.assertIn("connection broke", self.page.inner_text(".problem"))
        self.assertTrue(self.replies()[0], "what had arrived is kept")
        self.page.wait_for_selector(".banner:has-text('cannot be reached')")
        self.served.start()
        self.page.wait_for_selector(".banner", state="hidden", timeout=60_000)
        self.page.unroute("**/v1/respond")
        self.page.click('[data-key="retry"]')
        self.page.wait_for_selector(".switcher:has-text('2/2')", timeout=60_000)
        self.say("And then?")
        self.assertEqual(len(self.replies()), 2)


def main():
    program, model, *chromium = sys.argv[1:]
    served = Served(program, model)
    sys.argv = sys.argv[:1] + ["--server", served.url] + (["--chromium", *chromium] if chromium else [])
    world = page_driver.open_world(page_driver.parse_arguments("served"))
    if isinstance(world, str):
        served.kill()
        print(f"skipped: {world}")
        return page_driver.SKIPPED
    page_driver.PageCase.world = world
    RealServer.served = served
    loader = unittest.TestLoader()
    cases = [loader.loadTestsFromNames(["cases_chat", "cases_access"]), loader.loadTestsFromTestCase(RealServer)]
    try:
        result = unittest.TextTestRunner(verbosity=2).run(unittest.TestSuite(cases))
    finally:
        world.close()
        served.process.terminate()
    ended = served.process.wait(timeout=60)
    return 0 if result.wasSuccessful() and ended == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
