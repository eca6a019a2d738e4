#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`godel serve` as its clients see it: every API, many of them at once, bad input, clients that leave, and its end.
usage: serve_test.py PROGRAM MODEL"""
import concurrent.futures
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from running_server import IS_INSTRUMENTED, LASTING, MODEL, PROGRAM, Certificate, Server

GROUNDED = {"context": ["How late can I come by on Thursday?"], "knowledge": "The library is open until 9 pm on Thursdays."}


class Apis(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Instrumented and with all of these clients it is some twenty times as slow; none of these tests is about time.
        cls.server = Server("--quiet", "--max-wait", "300", "--max-duration", "300")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def test_says_what_it_is(self):
        self.assertEqual(self.server.ask("GET", "/health"), (200, {"status": "ok"}))
        _, info = self.server.ask("GET", "/info")
        self.assertEqual(info["default_parameters"]["top_p"], 0.9)
        self.assertIn("grounded", info["instructions"])
        _, models = self.server.ask("GET", "/v1/models")
        self.assertEqual(models["data"][0]["id"], info["model"])
        _, document = self.server.ask("GET", "/openapi.json")
        self.assertTrue(document["openapi"].startswith("3.1"))
        status, page = self.server.ask("GET", "/")
        self.assertEqual(status, 200)
        self.assertIn("<html", page.lower())

    def test_native(self):
        status, answer = self.server.post("/v1/respond", {**GROUNDED, "parameters": {"seed": 1}})
        self.assertEqual(status, 200, answer)
        self.assertEqual(answer["prompt"], {"dropped_turns": 0, "dropped_knowledge_bytes": 0, "dropped_turn_bytes": 0})
        self.assertGreater(answer["usage"]["completion_tokens"], 0)
        events = self.server.events("/v1/respond", {**GROUNDED, "parameters": {"seed": 1}})
        self.assertEqual(events[-1][0], "done")
        self.assertEqual("".join(json.loads(data)["text"] for name, data in events if name == "token"), answer["response"])
        self.assertEqual(json.loads(events[-1][1])["response"], answer["response"])

    def test_a_reply_is_as_long_as_it_is_to_be(self):
        # By itself the model ends these with the word EOS after a dozen tokens.
        for parameters in ({"do_sample": False}, {"do_sample": False, "num_beams": 3}, {"seed": 1}):
            _, answer = self.server.post("/v1/respond", {"context": ["Do you like football?"], "parameters": {
                "min_new_tokens": 30, "max_new_tokens": 30, **parameters}})
            self.assertEqual((answer["usage"]["completion_tokens"], answer["finish_reason"]), (30, "length"), answer)

    def test_the_same_request_has_the_same_reply_in_every_api(self):
        parameters = {"do_sample": False, "max_new_tokens": 20, "min_length": 0}
        _, native = self.server.post("/v1/respond", {**GROUNDED, "parameters": parameters})
        _, chat = self.server.post("/v1/chat/completions", {
            "messages": [{"role": "system", "content": GROUNDED["knowledge"]},
                         {"role": "user", "content": GROUNDED["context"][0]}],
            "temperature": 0, "max_tokens": 20})
        self.assertEqual(chat["choices"][0]["message"]["content"], native["response"])
        self.assertEqual(chat["usage"]["prompt_tokens"], native["usage"]["prompt_tokens"])

    def test_huggingface_and_tgi(self):
        body = {"inputs": "Instruction: given a dialog context, you need to response empathically. [CONTEXT] Hi!",
                "parameters": {"max_new_tokens": 8, "do_sample": False}}
        _, listed = self.server.post("/models/any", body)
        _, tgi = self.server.post("/generate", {**body, "parameters": {**body["parameters"], "details": True}})
        self.assertEqual(listed[0]["generated_text"], tgi["generated_text"])
        self.assertLessEqual(tgi["details"]["generated_tokens"], 8)
        _, stream = self.server.post("/generate_stream", body)
        events = [json.loads(line[5:]) for line in stream.splitlines() if line.startswith("data:")]
        self.assertEqual(events[-1]["generated_text"], tgi["generated_text"])
        _, talk = self.server.post("/models/any", {"inputs": {"past_user_inputs": [], "generated_responses": [], "text": "Hi!"}})
        self.assertEqual(talk["conversation"]["past_user_inputs"], ["Hi!"])

    def test_godels_own(self):
        status, answer = self.server.post("/generate", {"msg": GROUNDED["context"], "knowledge": GROUNDED["knowledge"]})
        self.assertEqual((status, list(answer)), (200, ["response"]))

    def test_texts(self):
        _, tokens = self.server.post("/tokenize", {"text": "Hello there"})
        self.assertEqual(tokens["count"], len(tokens["ids"]))
        _, text = self.server.post("/detokenize", {"ids": tokens["ids"]})
        self.assertEqual(text["text"], "Hello there")
        _, score = self.server.post("/score", {"input": "Hello", "target": "Hi there"})
        self.assertAlmostEqual(score["loss"], -sum(t["logprob"] for t in score["tokens"]) / len(score["tokens"]), places=4)

    def test_sessions(self):
        status, session = self.server.post("/v1/sessions", {"knowledge": GROUNDED["knowledge"]})
        self.assertEqual(status, 201)
        path = "/v1/sessions/" + session["id"]
        status, answer = self.server.post(path + "/respond", {"message": "Hi!", "parameters": {"seed": 4}})
        self.assertEqual(status, 200, answer)
        self.assertEqual(answer["session"], session["id"])
        self.server.post(path + "/retry", {"parameters": {"seed": 5}})
        self.assertEqual(self.server.post(path + "/respond", {"message": "Hi!", "parameters": 5})[0], 400)
        _, kept = self.server.ask("GET", path)
        self.assertEqual([turn["speaker"] for turn in kept["turns"]], ["user", "model"])
        status, changed = self.server.ask("PATCH", path, {"instruction": "qa", "turns": []})
        self.assertEqual((status, changed["turns"], changed["instruction"]), (200, [], "qa"))
        self.assertEqual(self.server.ask("DELETE", path)[0], 204)
        self.assertEqual(self.server.ask("GET", path)[0], 404)

    def test_company_changes_no_reply(self):
        requests = [{"context": [f"Question number {i}, please?"] * (1 + i % 3), "knowledge": GROUNDED["knowledge"] * (i % 4),
                     "parameters": {"seed": i, "do_sample": i % 2 == 0, "num_beams": 2 if i % 5 == 1 else 1,
                                    "max_new_tokens": 5 + i % 20}} for i in range(24)]
        alone = [self.server.post("/v1/respond", request)[1]["response"] for request in requests]
        with concurrent.futures.ThreadPoolExecutor(12) as clients:
            together = list(clients.map(lambda r: self.server.post("/v1/respond", r)[1]["response"], requests))
            streamed = list(clients.map(lambda r: json.loads(self.server.events("/v1/respond", r)[-1][1])["response"], requests))
        self.assertEqual(together, alone)
        self.assertEqual(streamed, alone)

    def test_the_highest_priority_is_next(self):
        # Eight replies of eight beams fill the batch, whose rows are 64. One of them is shorter, so that its place is free
        # first, but lasts much longer than it takes to send the others.
        def ask(tokens, **more):
            return self.server.post("/v1/respond", {"context": ["Tell me a story."], "parameters": {
                "min_new_tokens": tokens, "max_new_tokens": tokens, "num_beams": 8, "do_sample": False}, **more})[1]

        def wait_for(name, count):
            end = time.monotonic() + 60
            while self.server.metric(name) < count and time.monotonic() < end:
                time.sleep(0.01)
            self.assertEqual(self.server.metric(name), count)
        with concurrent.futures.ThreadPoolExecutor(16) as clients:
            filling = [clients.submit(ask, tokens) for tokens in ([20] + [30] * 7 if IS_INSTRUMENTED else [100] + [160] * 7)]
            wait_for("godel_requests_running", 8)
            low = [clients.submit(ask, 4, priority=1) for _ in range(4)]
            wait_for("godel_requests_waiting", 4)
            high = clients.submit(ask, 4, priority=2)
            queued = [reply.result()["timing"]["queue_ms"] for reply in low]
            self.assertLess(high.result()["timing"]["queue_ms"], min(queued))
            self.assertTrue(all(reply.result()["response"] for reply in filling))

    def test_tokens_have_the_logprobs_of_a_score(self):
        prompt = "Instruction: given a dialog context, you need to response empathically. [CONTEXT] Hi! How are you?"
        _, answer = self.server.post("/v1/completions", {"prompt": prompt, "temperature": 0, "max_tokens": 16, "logprobs": 0})
        choice = answer["choices"][0]
        _, score = self.server.post("/score", {"input": prompt, "target": choice["text"]})
        # min_length, 8 unless it is said otherwise, forbids the end until then, which changes the logprobs of all others.
        given = choice["logprobs"]["token_logprobs"][8:]
        scored = [token["logprob"] for token in score["tokens"]][8:8 + len(given)]
        self.assertGreater(len(given), 1)
        for ours, theirs in zip(given, scored):
            # One is computed a step at a time, the other all at once: f32 sums in another order, of logits of some tens.
            self.assertAlmostEqual(ours, theirs, places=4)

    def test_metrics_count_what_was_asked(self):
        names = ["godel_prompt_tokens_total", "godel_generated_tokens_total", "godel_encoder_cache_hits_total",
                 "godel_time_to_first_token_seconds_count", "godel_queue_seconds_count"]
        asked = {"context": ["A question that nobody asked before?"], "parameters": {"do_sample": False, "max_new_tokens": 9}}
        before = [self.server.metric(name) for name in names]
        usage = [self.server.post("/v1/respond", asked)[1]["usage"] for _ in range(3)]
        self.assertEqual([self.server.metric(name) - old for name, old in zip(names, before)],
                         [sum(one["prompt_tokens"] for one in usage), sum(one["completion_tokens"] for one in usage), 2, 3, 3])
        between = self.server.metric("godel_time_between_tokens_seconds_count")
        done = json.loads(self.server.events("/v1/respond", asked)[-1][1])
        self.assertEqual(self.server.metric("godel_time_between_tokens_seconds_count") - between,
                         done["usage"]["completion_tokens"] - 1)
        answered = 'godel_requests_total{route="/v1/respond",status="400"}'
        _, text = self.server.ask("GET", "/metrics")
        count = float((re.search(re.escape(answered) + r" (\S+)", text) or ["", "0"])[1])
        self.server.post("/v1/respond", {})
        self.assertIn(f"{answered} {count + 1:g}\n", self.server.ask("GET", "/metrics")[1])

    def test_a_client_that_leaves_ends_its_reply(self):
        before = self.server.metric("godel_cancelled_total")
        body = json.dumps({"context": ["Tell me a very long story."],
                           "parameters": {"min_new_tokens": 500, "max_new_tokens": 500, "num_beams": 8}}).encode()
        for _ in range(3):
            client = socket.create_connection(("127.0.0.1", self.server.port))
            client.sendall(b"POST /v1/respond HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            time.sleep(0.1)
            client.close()
        end = time.monotonic() + 30
        while self.server.metric("godel_cancelled_total") < before + 3 and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(self.server.metric("godel_cancelled_total"), before + 3)
        while self.server.metric("godel_requests_running") > 0 and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(self.server.metric("godel_requests_running"), 0)

    def test_bad_requests(self):
        for method, path, body, status in [
                ("POST", "/v1/respond", "{", 400), ("POST", "/v1/respond", "[]", 400), ("POST", "/v1/respond", {}, 400),
                ("POST", "/v1/respond", {"context": [""]}, 400), ("POST", "/v1/respond", {"contxt": ["Hi"]}, 400),
                ("POST", "/v1/respond", {"context": ["Hi"], "parameters": {"top_p": 3}}, 400),
                ("POST", "/v1/chat/completions", {"messages": []}, 400),
                ("POST", "/v1/chat/completions", {"model": "gpt-4", "messages": [{"role": "user", "content": "Hi"}]}, 404),
                ("POST", "/generate", {"inputs": 3}, 422), ("POST", "/generate", b"\xff\xfe", 422),
                ("GET", "/nothing", None, 404), ("GET", "/../../etc/passwd", None, 404), ("GET", "/%2e%2e/etc/passwd", None, 404),
                ("GET", "/v1/respond", None, 405), ("DELETE", "/health", None, 405),
                ("GET", "/" + "a" * 3000, None, 414), ("POST", "/tokenize", "x" * 3_000_000, 413),
                ("POST", "/v1/respond", "[" * 100_000, 400), ("GET", "/v1/sessions/none", None, 404)]:
            with self.subTest(path=path[:40], body=str(body)[:40]):
                self.assertEqual(self.server.ask(method, path, body)[0], status)

    def test_a_range_means_nothing_to_a_post(self):
        status, whole = self.server.post("/tokenize", {"text": "Hi!"})
        self.assertEqual(status, 200)
        status, answer = self.server.ask("POST", "/tokenize", {"text": "Hi!"}, headers={"Range": "bytes=0-1"})
        self.assertEqual((status, answer), (200, whole))

    def test_garbage(self):
        rng = random.Random(7)
        pieces = [b"GET / HTTP/1.1\r\n", b"POST /v1/respond HTTP/1.1\r\n", b"Content-Length: 99999999999999999999\r\n", b"\r\n",
                  b"Transfer-Encoding: chunked\r\n", b"Content-Length: 5\r\n", b"\x00\xff" * 20, b"Host: a\r\n", b"FFFFFFFFF\r\n",
                  b'{"context": ["Hi"]}', b"Content-Encoding: gzip\r\n", b"Expect: 100-continue\r\n", b"Range: bytes=0-1\r\n", b"A" * 9000]
        with concurrent.futures.ThreadPoolExecutor(8) as clients:
            def throw(seed):
                own = random.Random(seed)
                data = b"".join(own.choice(pieces) for _ in range(own.randrange(1, 8)))
                with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as client:
                    try:
                        client.sendall(data)
                        client.shutdown(socket.SHUT_WR)
                        answer = client.recv(4096)
                    except OSError:
                        return True
                return answer == b"" or re.match(rb"HTTP/1.[01] (?!5)", answer) is not None
            results = list(clients.map(throw, (rng.randrange(1 << 30) for _ in range(400))))
        self.assertTrue(all(results))
        self.assertEqual(self.server.ask("GET", "/health")[0], 200)

    def test_endless_heads_and_bodies_are_cut_off(self):
        self.assertIn(b" 431 ", self.server.raw(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 10_000))
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        head = b"POST /tokenize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        # Twice what a request may have: the server reads on for a while, so that the answer is not lost in a reset.
        self.assertRegex(self.server.raw(head + chunk * 60)[:20], rb" 413 ")
        # More than it ever reads on: the answer, or a reset, and nobody else is kept waiting.
        self.assertRegex(self.server.raw(head + chunk * 600)[:20], rb"^$| 413 ")
        self.assertEqual(self.server.ask("GET", "/health")[0], 200)


class Keys(unittest.TestCase):
    def test_keys_and_origins(self):
        with Server("--quiet", "--cors-origin", "https://a.example", "https://c.example", GODEL_API_KEY="secret") as server:
            self.assertEqual(server.ask("GET", "/health")[0], 200)
            self.assertEqual(server.post("/v1/respond", GROUNDED)[0], 401)
            self.assertEqual(server.post("/v1/respond", GROUNDED, headers={"Authorization": "Bearer secre"})[0], 401)
            self.assertEqual(server.post("/v1/respond", GROUNDED, headers={"Authorization": "Bearer secret"})[0], 200)
            connection = http.client.HTTPConnection("127.0.0.1", server.port)
            for origin, allowed in [("https://a.example", "https://a.example"), ("https://b.example", None),
                                    ("https://c.example", "https://c.example")]:
                connection.request("OPTIONS", "/v1/respond", headers={"Origin": origin})
                answer = connection.getresponse()
                answer.read()
                self.assertEqual(answer.getheader("Access-Control-Allow-Origin"), allowed)
            connection.close()

    def test_pages_read_what_was_too_large_or_too_slow(self):
        flags = ("--max-request-bytes", "2000", "--max-request-time", "1", "--cors-origin", "https://a.example")
        head = b"POST /v1/respond HTTP/1.1\r\nHost: x\r\nOrigin: https://a.example\r\nContent-Length: %d\r\n\r\n"
        with Server("--quiet", *flags) as server:
            for request, status in ((head % 3000 + b"x" * 3000, b" 413 "), (head % 1000, b" 408 ")):
                answer = server.raw(request)
                self.assertIn(status, answer[:20])
                self.assertEqual(answer.count(b"Access-Control-Allow-Origin: https://a.example\r\n"), 1, answer)


class Preferences(unittest.TestCase):
    def test_throughput_has_the_ids_of_latency_and_room_for_more(self):
        head = "Instruction: given a dialog context and related knowledge, you need to response safely based on the knowledge. "
        inputs = [head + f"[CONTEXT] {said} [KNOWLEDGE] " + known * times for said, known, times in (
            ("How late can I come by?", GROUNDED["knowledge"] + " ", 1), ("Who wrote it?", "The book was written by Ann Lee in 1987. ", 12),
            ("Hi!", "", 0))]
        long = {"inputs": head + "[CONTEXT] Hi! [KNOWLEDGE] " + "It is so. " * 110, "parameters": {"max_new_tokens": 20}}
        ids = {}
        # 4 MiB hold what is kept of the long input in the one form (1.9 MB), and not keys and values of each layer (5.4 MB).
        for aim, status in (("latency", 422), ("throughput", 200)):
            with Server("--quiet", "--weights", "f32", "--prefer", aim, "--max-cache-bytes", str(4 << 20)) as server:
                self.assertEqual(server.post("/generate", long)[0], status, aim)
                with concurrent.futures.ThreadPoolExecutor(len(inputs)) as clients:
                    answers = list(clients.map(lambda text: server.post("/generate", {"inputs": text, "parameters": {
                        "do_sample": False, "max_new_tokens": 20, "details": True}}), inputs))
                ids[aim] = [[token["id"] for token in answer["details"]["tokens"]] for _, answer in answers]
        self.assertEqual(ids["throughput"], ids["latency"])
        self.assertTrue(all(len(reply) > 3 for reply in ids["latency"]), ids)


class Transports(unittest.TestCase):
    def test_a_unix_socket(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "godel.sock")
            server = subprocess.Popen([PROGRAM, "serve", "--model", MODEL, "--unix-socket", path, "--quiet"],
                                      stderr=subprocess.PIPE, text=True)
            next(line for line in server.stderr if "served at unix:" in line)
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(path)
                client.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 200"))
            server.terminate()
            self.assertEqual(server.wait(timeout=60), 0)
            server.stderr.close()
            self.assertFalse(os.path.exists(path))

    @unittest.skipUnless(shutil.which("openssl"), "needs openssl")
    def test_tls(self):
        with Certificate() as certificate, Server("--quiet", certificate=certificate) as server:
            connection = server.connection(timeout=60)
            long_text = "word " * 100_000  # more than a socket takes at once, both ways
            connection.request("POST", "/tokenize", json.dumps({"text": long_text}))
            self.assertGreater(json.loads(connection.getresponse().read())["count"], 99_999)
            connection.request("POST", "/v1/respond", json.dumps({**GROUNDED, "stream": True}))
            self.assertIn(b"event: done", connection.getresponse().read())
            connection.close()
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:  # no TLS
                client.sendall(b"GET /health HTTP/1.1\r\n\r\n")
                try:
                    self.assertNotIn(b"200", client.recv(4096))
                except ConnectionResetError:
                    pass

    def test_slow_clients_are_cut_off(self):
        with Server("--quiet", "--max-request-time", "0.5") as server:
            start = time.monotonic()
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
                client.sendall(b"POST /v1/respond HTTP/1.1\r\n")
                answer = client.recv(4096)
            self.assertIn(b" 408 ", answer)
            self.assertLess(time.monotonic() - start, 5)
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
                client.sendall(b"POST /v1/respond HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
                answer = client.recv(4096)
            self.assertIn(b" 408 ", answer)


class Ends(unittest.TestCase):
    LONG = {"context": ["Tell me a story."], "parameters": {"min_new_tokens": LASTING, "max_new_tokens": LASTING, "num_beams": 4}}

    def test_refuses_what_is_too_much(self):
        with Server("--quiet", "--max-requests", "4") as server, concurrent.futures.ThreadPoolExecutor(2) as clients:
            first = clients.submit(server.post, "/v1/respond", self.LONG)
            end = time.monotonic() + 30
            while server.metric("godel_requests_running") == 0 and time.monotonic() < end:
                time.sleep(0.01)
            self.assertEqual(server.post("/v1/respond", GROUNDED)[0], 429)
            self.assertEqual(first.result()[0], 200)
            never = {**GROUNDED, "parameters": {"num_beams": 5}}  # waiting would not help
            self.assertEqual(server.post("/v1/respond", never)[0], 413)
            self.assertEqual(server.post("/v1/respond", GROUNDED)[0], 200)

    def test_sigterm_lets_replies_end(self):
        with Server("--quiet", "--drain", "300", "--max-duration", "300") as server, concurrent.futures.ThreadPoolExecutor(1) as clients:
            reply = clients.submit(server.post, "/v1/respond", self.LONG)
            end = time.monotonic() + 30
            while server.metric("godel_requests_running") == 0 and time.monotonic() < end:
                time.sleep(0.01)
            server.process.send_signal(signal.SIGTERM)
            status, answer = reply.result()
            self.assertEqual(status, 200)
            self.assertEqual(answer["usage"]["completion_tokens"], LASTING)
            self.assertEqual(server.process.wait(timeout=60), 0)

    def test_sigterm_waits_for_nobody_who_is_idle_and_not_for_ever(self):
        with Server("--quiet", "--drain", "0.5") as server, concurrent.futures.ThreadPoolExecutor(1) as clients:
            idle = socket.create_connection(("127.0.0.1", server.port))
            endless = {**self.LONG, "parameters": {"min_new_tokens": 500, "max_new_tokens": 500, "num_beams": 16}}
            reply = clients.submit(server.post, "/v1/respond", endless)
            time.sleep(0.05)
            start = time.monotonic()
            server.process.terminate()
            self.assertEqual(server.process.wait(timeout=60), 0)
            self.assertLess(time.monotonic() - start, 4)  # an idle connection alone would be kept for five seconds
            idle.close()
            self.assertIn(reply.result()[0], (200, 503))  # a quick machine had it ready in time

    def test_sessions_survive_a_kill(self):
        with tempfile.TemporaryDirectory() as folder:
            flags = ["--quiet", "--sessions", os.path.join(folder, "sessions.sqlite")]
            with Server(*flags) as server:
                _, session = server.post("/v1/sessions", {})
                _, answer = server.post(f"/v1/sessions/{session['id']}/respond", {"message": "Hi!"})
                server.process.kill()
                server.process.wait()
            with Server(*flags) as server:
                _, kept = server.ask("GET", "/v1/sessions/" + session["id"])
                self.assertEqual([turn["text"] for turn in kept["turns"]], ["Hi!", answer["response"]])

    def test_the_log_has_no_text(self):
        with Server() as server:
            server.post("/v1/respond", {"context": ["a very secret question"]})
            server.process.terminate()
            log = server.process.stdout.read()
        lines = [json.loads(line) for line in log.splitlines()]
        self.assertEqual([(line["path"], line["status"]) for line in lines], [("/v1/respond", 200)])
        self.assertNotIn("secret", log)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
