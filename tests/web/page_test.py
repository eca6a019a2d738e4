#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests the page of `godel serve` in Chromium, against a stand-in server or, with --server, a real one. Exits with 77
when playwright or Chromium are not here.

usage: page_test.py [--page index.html] [--server http://127.0.0.1:8080/ [--key KEY]] [--chromium PATH]
                    [--screenshots FOLDER] [-k NAME]
"""

import sys
import unittest

import page_driver


def main():
    arguments = page_driver.parse_arguments(__doc__.splitlines()[0])
    world = page_driver.open_world(arguments)
    if isinstance(world, str):
        print(f"skipped: {world}")
        return page_driver.SKIPPED
    page_driver.PageCase.world = world
    loader = unittest.TestLoader()
    if arguments.pattern:
        loader.testNamePatterns = [f"*{arguments.pattern}*"]
    names = ["cases_chat", "cases_failures", "cases_access", "cases_pictures"]
    try:
        result = unittest.TextTestRunner(verbosity=2).run(loader.loadTestsFromNames(names))
    finally:
        world.close()
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
