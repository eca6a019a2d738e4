#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each limit and switch of `godel serve` that docs/serving.md promises: what is beyond it, with its status and in the words of
the API that was called.
usage: limits_test.py PROGRAM MODEL"""
import concurrent.futures
import contextlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

from running_server import LASTING, MODEL, PROGRAM, Server

ENDLESS = {"context": ["Tell me a story."], "parameters": {"do_sample": False, "min_new_tokens": 4000, "max_new_tokens": 4000}}
LONG_ENOUGH = ("--quiet", "--max-new-tokens-limit", "4000")
HI = {
    "/v1/respond": {"context": ["Hi!"]},
    "/v1/chat/completions": {"messages": [{"role": "user", "content": "Hi!"}]},
    "/v1/completions": {"prompt": "Hi!"},
    "/generate": {"inputs": "Hi!"},
    "/models/any": {"inputs": "Hi!"},
}


def wait_until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)
    return is_so()


class Case(unittest.TestCase):
    def check_shape(self, path, body):
        error = body["error"]
        if path.startswith("/v1/c"):
            self.assertEqual(sorted(error), ["code", "message", "param", "type"], path)
        elif path.startswith(("/v1/", "/tokenize")):
            self.assertIn("code", error, path)
        else:
            self.assertIsInstance(error, str, path)
            self.assertEqual("error_type" in body, path == "/generate", path)

    @contextlib.contextmanager
    def busy(self, *flags):
        """A server with a reply that lasts, and the client that waits for it."""
        with Server(*LONG_ENOUGH, *flags) as server:
            body = json.dumps(ENDLESS).encode()
            with server.socket() as client:
                client.sendall(b"POST /v1/respond HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                self.assertTrue(wait_until(lambda: server.metric("godel_requests_running") == 1))
                yield server, client

    def whole(self, server, method, path, body):
        """Status, headers and body."""
        connection = server.connection()
        connection.request(method, path, json.dumps(body))
        answer = connection.getresponse()
        content = json.loads(answer.read())
        connection.close()
        return answer.status, answer.headers, content


class Room(Case):
    def test_more_than_max_requests_is_429(self):
        with self.busy("--max-requests", "1") as (server, _):
            for path, body in HI.items():
                status, headers, answer = self.whole(server, "POST", path, body)
                self.assertEqual((status, headers["Retry-After"]), (429, "1"), path)
                self.check_shape(path, answer)
            self.assertEqual(server.post("/score", {"input": "a", "target": "b"})[0], 429)
            self.assertEqual(server.metric("godel_refused_total"), len(HI) + 1)

    def test_what_has_not_begun_by_max_wait_is_503(self):
        with self.busy("--max-batch", "1", "--max-wait", "0.3") as (server, _):
            for path, body in HI.items():
                status, headers, answer = self.whole(server, "POST", path, body)
                self.assertEqual((status, headers["Retry-After"]), (503, "1"), path)
                self.check_shape(path, answer)
            self.assertEqual(self.whole(server, "POST", "/v1/respond", {**HI["/v1/respond"], "stream": True})[0], 503)
            self.assertEqual(server.metric("godel_refused_total"), len(HI) + 1)

    def test_what_does_not_fit_beside_the_others_waits_and_what_never_fits_is_refused(self):
        brief = {**HI["/v1/respond"], "parameters": {"do_sample": False, "max_new_tokens": 8}}
        with self.busy("--max-batch", "2", "--max-wait", "300") as (server, client), concurrent.futures.ThreadPoolExecutor(4) as clients:
            wide = clients.submit(server.post, "/v1/respond", {**brief, "parameters": {"num_beams": 2, "max_new_tokens": 4}})
            self.assertTrue(wait_until(lambda: server.metric("godel_requests_waiting") == 1))
            after = clients.submit(server.post, "/v1/respond", brief)  # there is a place, but nobody overtakes
            self.assertTrue(wait_until(lambda: server.metric("godel_requests_waiting") == 2))
            self.assertEqual(server.metric("godel_batch_rows"), 1)
            client.close()
            self.assertEqual([reply.result()[0] for reply in (wide, after)], [200, 200])
        with Server(*LONG_ENOUGH, "--max-cache-bytes", str(4 << 20)) as server:
            self.assertEqual(server.post("/v1/respond", brief)[0], 200)
            for path, status in (("/v1/respond", 413), ("/v1/chat/completions", 400), ("/generate", 422), ("/models/any", 400)):
                much = {"max_tokens": 4000} if path.startswith("/v1/c") else {"parameters": {"max_new_tokens": 4000}}
                found, answer = server.post(path, {**HI[path], **much})
                self.assertEqual(found, status, answer)
                self.check_shape(path, answer)

    def test_a_reply_ends_at_max_duration_where_it_is(self):
        with Server(*LONG_ENOUGH, "--max-duration", "0.5") as server:
            status, answer = server.post("/v1/respond", ENDLESS)
            self.assertEqual((status, answer["finish_reason"]), (200, "stop"))
            self.assertTrue(answer["response"])
            self.assertLess(answer["usage"]["completion_tokens"], 4000)
            never = {"max_tokens": 4000, "temperature": 0, "logit_bias": {"1": -100, "8100": -100}}
            _, answer = server.post("/v1/chat/completions", {**HI["/v1/chat/completions"], **never})
            self.assertEqual(answer["choices"][0]["finish_reason"], "length")


class Sizes(Case):
    def test_bytes_of_a_request(self):
        with Server("--quiet", "--max-request-bytes", "2000") as server:
            for path, body in HI.items():
                self.assertEqual(server.post(path, body)[0], 200, path)
                status, answer = server.post(path, {**body, "more": "x" * 2000})
                self.assertEqual(status, 413, path)
                self.check_shape(path, answer)

    def test_turns_and_tokens(self):
        flags = ("--max-turns", "3", "--max-input-tokens", "60", "--max-new-tokens-limit", "5")
        with Server("--quiet", *flags) as server:
            _, info = server.ask("GET", "/info")
            self.assertEqual([info[name] for name in ("max_turns", "max_input_tokens", "max_new_tokens")], [3, 60, 5])
            self.assertEqual(server.post("/v1/respond", {"context": ["Hi!"] * 4})[0], 400)
            _, answer = server.post("/v1/respond", {"context": ["Hi there! " * 9, "Oh?", "Yes."], "knowledge": "It is so. " * 30})
            self.assertEqual(answer["prompt"]["dropped_turns"], 2)
            self.assertGreater(answer["prompt"]["dropped_knowledge_bytes"], 0)
            self.assertLessEqual(answer["usage"]["prompt_tokens"], 60)
            self.assertLessEqual(answer["usage"]["completion_tokens"], 5)
            long = "word " * 100
            _, answer = server.post("/v1/respond", {"context": ["Hi!", "Yes?", long], "knowledge": "It is so."})
            dropped = answer["prompt"]
            self.assertEqual((dropped["dropped_turns"], dropped["dropped_knowledge_bytes"]), (2, 9))
            self.assertTrue(0 < dropped["dropped_turn_bytes"] < len(long), dropped)
            for path, body, status, field in (
                    ("/v1/completions", {"prompt": long}, 400, "prompt"), ("/v1/completions", {"prompt": ["a", long]}, 400, "prompt[1]"),
                    ("/generate", {"inputs": long}, 422, "inputs"), ("/models/any", {"inputs": long}, 400, "inputs"),
                    ("/models/any", {"inputs": ["a", long]}, 400, "inputs[1]")):
                found, answer = server.post(path, body)
                self.assertEqual(found, status, answer)
                self.check_shape(path, answer)
                if path == "/v1/completions":
                    self.assertEqual((answer["error"]["code"], answer["error"]["param"]), ("context_length_exceeded", field))
                else:
                    self.assertTrue(answer["error"].startswith(field + ": "), answer)
            self.assertEqual(server.post("/generate", {"inputs": long, "parameters": {"truncate": 50}})[0], 200)
            self.assertEqual(server.post("/score", {"input": long, "target": "a"})[0], 400)
            _, session = server.post("/v1/sessions", {})
            path = f"/v1/sessions/{session['id']}/respond"
            self.assertEqual([server.post(path, {"message": "Hi!"})[0] for _ in range(2)], [200, 413])


class Sessions(Case):
    def test_how_many_and_how_large(self):
        with Server("--quiet", "--max-sessions", "2", "--max-session-bytes", "500") as server:
            ids = [server.post("/v1/sessions", {})[1]["id"] for _ in range(2)]
            status, headers, answer = self.whole(server, "POST", "/v1/sessions", {})
            self.assertEqual((status, headers["Retry-After"]), (503, "1"))
            self.check_shape("/v1/sessions", answer)
            self.assertEqual(server.ask("DELETE", "/v1/sessions/" + ids[0])[0], 204)
            self.assertEqual(server.post("/v1/sessions", {"knowledge": "x" * 500})[0], 413)
            self.assertEqual(server.post("/v1/sessions", {"knowledge": "x" * 300})[0], 201)
            path = "/v1/sessions/" + ids[1]
            self.assertEqual(server.ask("PATCH", path, {"knowledge": "x" * 500})[0], 413)
            self.assertEqual(server.post(path + "/respond", {"message": "x" * 500})[0], 413)
            self.assertEqual(server.ask("GET", path)[1]["turns"], [])  # as it was

    def test_they_expire(self):
        with tempfile.TemporaryDirectory() as folder:
            for flags in ((), ("--sessions", os.path.join(folder, "sessions.sqlite"))):
                with Server("--quiet", "--session-hours", "0.001", "--max-sessions", "1", *flags) as server:
                    _, session = server.post("/v1/sessions", {})
                    self.assertEqual(session["expires"] - session["created"], 3)
                    self.assertEqual(server.ask("GET", "/v1/sessions/" + session["id"])[0], 200)
                    self.assertTrue(wait_until(lambda: server.ask("GET", "/v1/sessions/" + session["id"])[0] == 404))
                    self.assertGreaterEqual(time.time(), session["expires"])
                    self.assertEqual(server.post("/v1/sessions", {})[0], 201)  # its place is free

    def test_one_message_at_a_time(self):
        with Server(*LONG_ENOUGH) as server, concurrent.futures.ThreadPoolExecutor(1) as clients:
            _, session = server.post("/v1/sessions", {"parameters": {"min_new_tokens": LASTING, "max_new_tokens": LASTING}})
            path = "/v1/sessions/" + session["id"]
            first = clients.submit(server.post, path + "/respond", {"message": "Hi!"})
            self.assertTrue(wait_until(lambda: server.metric("godel_requests_running") == 1))
            self.assertEqual(server.post(path + "/respond", {"message": "Hello?"})[0], 409)
            self.assertEqual(server.ask("DELETE", path)[0], 204)  # meanwhile: it stays deleted
            self.assertEqual(first.result()[0], 200)
            self.assertEqual(server.ask("GET", path)[0], 404)

    def test_a_kill_in_the_middle_of_a_reply(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "sessions.sqlite")
            flags = (*LONG_ENOUGH, "--sessions", file)
            with Server(*flags) as server:
                _, session = server.post("/v1/sessions", {})
                path = "/v1/sessions/" + session["id"]
                server.post(path + "/respond", {"message": "Hi!"})
                _, before = server.ask("GET", path)
                connection = server.connection()
                asked = {"message": "A story!", "parameters": ENDLESS["parameters"], "stream": True}
                connection.request("POST", path + "/respond", json.dumps(asked))
                answer = connection.getresponse()
                self.assertEqual(answer.status, 200)
                self.assertTrue(answer.readline().startswith(b"event: token"))
                server.process.kill()
                server.process.wait()
                with self.assertRaises((http.client.IncompleteRead, ConnectionError)):  # and not an answer that looks whole
                    answer.read()
                connection.close()
            with contextlib.closing(sqlite3.connect(file)) as database:
                self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
            with Server(*flags) as server:
                self.assertEqual(server.ask("GET", path)[1], before)
                self.assertEqual(server.post(path + "/respond", {"message": "Are you there?"})[0], 200)


class Access(Case):
    def test_a_file_of_keys(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "keys")
            with open(file, "w", encoding="utf-8") as keys:
                keys.write("# ours\none-key\n\n  two-key \r\n")
            with Server("--api-keys", file, "--log-text", GODEL_API_KEY="three-key") as server:
                for key, status in (("one-key", 200), ("two-key", 200), ("three-key", 200), ("ours", 401), ("", 401), ("one-key2", 401)):
                    self.assertEqual(server.post("/tokenize", {"text": "a"}, headers={"Authorization": "Bearer " + key})[0], status, key)
                server.process.terminate()
                log = server.process.stdout.read()
                self.assertNotIn("-key", log + "".join(server.lines))
            with open(file, "w", encoding="utf-8") as keys:
                keys.write("# none\n")
            run = subprocess.run([PROGRAM, "serve", "--model", MODEL, "--port", "0", "--api-keys", file], capture_output=True, text=True,
                                 timeout=60)
            self.assertEqual(run.returncode, 1)
            self.assertIn("there is no key in it", run.stderr)

    def test_a_warning_without_keys_elsewhere(self):
        for flags, keys, warns in ((("--host", "0.0.0.0"), {}, True), (("--host", "0.0.0.0"), {"GODEL_API_KEY": "k"}, False),
                                   (("--host", "127.0.0.1"), {}, False)):
            with Server("--quiet", *flags, **keys) as server:
                self.assertEqual(any("warning: anyone" in line for line in server.lines), warns, flags)

    def test_the_log(self):
        for flags, has_text in ((("--log-text",), True), ((), False)):
            with Server(*flags) as server:
                _, answer = server.post("/v1/respond", {"context": ["a very secret question"], "parameters": {"seed": 1}})
                server.process.terminate()
                line = json.loads(server.process.stdout.read())
            self.assertEqual(line.get("text"), answer["response"] if has_text else None)
            self.assertEqual((line["path"], line["status"], line["new_tokens"]), ("/v1/respond", 200, answer["usage"]["completion_tokens"]))
            self.assertNotIn("secret", json.dumps(line))

    def test_the_name_of_the_model(self):
        with Server("--quiet", "--model-name", "our/butler") as server:
            self.assertEqual(server.ask("GET", "/v1/models")[1]["data"][0]["id"], "our/butler")
            self.assertEqual(server.ask("GET", "/v1/models/our/butler")[0], 200)
            chat = HI["/v1/chat/completions"]
            self.assertEqual(server.post("/v1/chat/completions", {**chat, "model": "our/butler"})[0], 200)
            self.assertEqual(server.post("/v1/chat/completions", {**chat, "model": "godel-mini"})[0], 404)


class Ends(Case):
    def test_a_connection_that_says_nothing_is_closed(self):
        with Server("--quiet") as server, contextlib.ExitStack() as stack:
            silent = [stack.enter_context(server.socket()) for _ in range(3)]
            silent[1].sendall(b"GET /health HTTP/1.1\r\n\r\n")  # and then nothing more
            for client in silent:
                while client.recv(4096):  # fails after half a minute
                    pass

    def test_who_asks_twice_does_not_wait(self):
        with self.busy("--drain", "300", "--max-duration", "300") as (server, _):
            server.process.send_signal(signal.SIGTERM)
            self.assertTrue(wait_until(lambda: any("ending when" in line for line in server.lines)))
            self.assertIsNone(server.process.poll())
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(server.process.wait(timeout=60), 130)

    def test_a_socket_that_was_left_behind_is_replaced_and_nothing_else_is(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "godel.sock")
            command = [PROGRAM, "serve", "--model", MODEL, "--unix-socket", path, "--quiet"]
            with socket.socket(socket.AF_UNIX) as left:
                left.bind(path)
            server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            self.assertTrue(any("served at unix:" in line for line in server.stderr))
            second = subprocess.run(command, capture_output=True, text=True, timeout=60)
            self.assertEqual(second.returncode, 1)
            self.assertIn("another program has it", second.stderr)
            self.assertTrue(os.path.exists(path))  # of the first one, which goes on
            server.terminate()
            self.assertEqual(server.wait(timeout=60), 0)
            server.stderr.close()
            with open(path, "w", encoding="utf-8") as file:
                file.write("mine")
            run = subprocess.run(command, capture_output=True, text=True, timeout=60)
            self.assertEqual(run.returncode, 1)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), "mine")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
