#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A stand-in for `godel serve` that needs no model: the page's API with replies made of the request's own words, as
slowly as asked, and with errors on demand.

usage: mock_server.py --page index.html [--port 8000] [--delay 0.05]
"""

import argparse
import collections
import http.server
import json
import pathlib
import re
import socket
import struct
import threading
import time

# What the page has to work under, written in the server's header.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MAX_INPUT_TOKENS = 512
BYTES_PER_TOKEN = 4
INSTRUCTIONS = {
    "chitchat": "Instruction: given a dialog context, you need to response empathically.",
    "grounded": "Instruction: given a dialog context and related knowledge, you need to response safely based on the knowledge.",
    "qa": "Instruction: given a dialog context and related knowledge, you need to answer the question based on the knowledge.",
}
SMALL_TALK = [
    "That sounds lovely! What made you think of it?",
    "I can imagine. How long have you been doing that?",
    "Oh, good for you. Tell me more about it.",
]

# A planned answer to one /v1/respond: an error status, or a stream that ends after some parts.
Plan = collections.namedtuple("Plan", "kind status code message headers parts", defaults=("", 0, "", "", {}, 0))


def refuse(status, code, message="no", **headers):
    return Plan("refuse", status, code, message, {name.replace("_", "-"): str(value) for name, value in headers.items()})


def break_after(parts):
    return Plan("break", parts=parts)


def fail_after(parts, code, message):
    return Plan("fail", code=code, message=message, parts=parts)


def fit(turns, knowledge):
    """GODEL's budget in small: old turns go first, then the end of the knowledge, behind a sentence."""
    budget = MAX_INPUT_TOKENS * BYTES_PER_TOKEN
    dropped_turns = 0
    while len(turns) > 1 and sum(len(turn.encode()) + 4 for turn in turns) > budget // 2:
        turns = turns[1:]
        dropped_turns += 1
    data = knowledge.encode()
    room = budget - sum(len(turn.encode()) + 4 for turn in turns)
    if len(data) <= room:
        return turns, knowledge, dropped_turns, 0
    text = data[:room].decode(errors="ignore")
    end = max((match.end() for match in re.finditer(r"[.!?](?=\s)", text)), default=len(text))
    return turns, text[:end], dropped_turns, len(data) - len(text[:end].encode())


def compose(turns, knowledge, number):
    if not knowledge.strip():
        return SMALL_TALK[number % len(SMALL_TALK)]
    asked = set(re.findall(r"\w{4,}", turns[-1].lower()))
    sentences = re.split(r"(?<=[.!?])\s+", knowledge.strip())
    best = max(sentences, key=lambda sentence: len(asked & set(re.findall(r"\w{4,}", sentence.lower()))))
    return ["Good question. ", "Well, as far as I can see: ", "Let me look. "][number % 3] + best


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # a connection a request, so that none outlives the server

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        mock = self.server.mock
        if self.path == "/":
            self.answer(200, mock.page.read_bytes(), "text/html; charset=utf-8", {"Content-Security-Policy": POLICY})
        elif self.path == "/info":
            if not self.refused():
                self.answer_json(200, mock.info())
        elif self.path == "/health":
            self.answer_json(*((503, {"status": "loading"}) if mock.loading else (200, {"status": "ok"})))
        else:
            self.answer_error(404, "not_found", "there is nothing here")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"null")
        if self.refused():
            return
        if self.path == "/tokenize":
            self.answer_json(200, {"ids": [], "tokens": [], "count": len(body["text"].encode()) // BYTES_PER_TOKEN})
        elif self.path == "/v1/respond":
            self.respond(body)
        else:
            self.answer_error(404, "not_found", "there is nothing here")

    def refused(self):
        mock = self.server.mock
        if mock.key and self.headers.get("Authorization") != f"Bearer {mock.key}":
            self.answer_error(401, "unauthorized", "a key is needed")
            return True
        if mock.loading:
            self.answer_error(503, "unavailable", "the model is loading")
            return True
        return False

    def respond(self, body):
        mock = self.server.mock
        mock.requests.append(body)
        plan = mock.plans.popleft() if mock.plans else Plan()
        if plan.kind == "refuse":
            self.answer_error(plan.status, plan.code, plan.message, plan.headers)
            return
        started = time.monotonic()
        turns, knowledge, dropped_turns, dropped_bytes = fit(body["context"], body.get("knowledge", ""))
        mock.replies += 1
        text = mock.says or compose(turns, knowledge, mock.replies - 1)
        parts = re.findall(r"\s*\S+", text)
        self.start_stream()
        self.wfile.write(b": ping\n\n")
        try:
            for number, part in enumerate(parts):
                if mock.stopping.wait(mock.delay) or (plan.kind == "break" and number == plan.parts):
                    self.hang_up()
                    return
                if plan.kind == "fail" and number == plan.parts:
                    self.send_event("error", {"error": {"code": plan.code, "message": plan.message}})
                    return
                self.send_event("token", {"text": part})
            total_ms = (time.monotonic() - started) * 1000
            self.send_event("done", {
                "id": f"respond-{mock.replies}", "model": mock.model, "response": text, "finish_reason": mock.finish_reason,
                "usage": {"prompt_tokens": sum(map(len, turns)) // 4 + len(knowledge) // 4, "completion_tokens": len(parts),
                          "total_tokens": 0},
                "prompt": {"dropped_turns": dropped_turns, "dropped_knowledge_bytes": dropped_bytes,
                           "dropped_turn_bytes": max(0, len(turns[-1].encode()) - MAX_INPUT_TOKENS * BYTES_PER_TOKEN)},
                "timing": {"queue_ms": 0.1, "first_token_ms": 12.0, "total_ms": total_ms,
                           "tokens_per_second": len(parts) / max(total_ms / 1000, 1e-3)},
                "encoder_cache_hit": False,
            })
        except OSError:
            mock.hung_up += 1  # the page stopped the reply

    def start_stream(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()

    def send_event(self, name, data):
        self.wfile.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
        self.wfile.flush()

    def hang_up(self):
        """Closes with a reset, as the socket of a process that was killed does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.wfile = self.rfile = open("/dev/null", "wb")  # the base class still flushes and closes both

    def answer(self, status, body, content_type, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def answer_json(self, status, value, headers=()):
        self.answer(status, json.dumps(value).encode(), "application/json", headers)

    def answer_error(self, status, code, message, headers=()):
        param = message.split(":")[0] if message.startswith("parameters.") else None
        self.answer_json(status, {"error": {"code": code, "message": message, **({"param": param} if param else {})}}, headers)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def handle_error(self, request, client_address):
        pass  # pages that leave break connections


class MockServer:
    """`delay` seconds lie between two parts; `plans` says what happens to the next requests; `requests` holds the bodies."""

    def __init__(self, page, port=0, delay=0.01):
        self.page = pathlib.Path(page)
        self.port = port
        self.delay = delay
        self.stopping = threading.Event()
        self.stopping.set()
        self.reset()
        self.start()

    def reset(self):
        self.plans = collections.deque()
        self.requests = []
        self.replies = 0
        self.hung_up = 0
        self.key = ""
        self.loading = False
        self.says = ""
        self.finish_reason = "eos"
        self.model = "godel-mini"

    def info(self):
        return {
            "model": self.model, "version": "0.1.0", "weights": "bf16", "isa": "avx512", "num_threads": 2, "parameters": 14077120,
            "max_input_tokens": MAX_INPUT_TOKENS, "max_new_tokens": 256, "max_turns": 200, "needs_key": bool(self.key), "sessions": True,
            "default_parameters": {"do_sample": True, "top_p": 0.9, "min_length": 8, "max_length": 128, "temperature": 1.0, "top_k": 50,
                                   "num_beams": 1},
            "instructions": INSTRUCTIONS,
        }

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def start(self):
        if not self.stopping.is_set():
            return
        self.stopping = threading.Event()
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.server.mock = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self):
        """As a killed server: streams break off, and nobody listens any more."""
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--page", required=True)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--delay", type=float, default=0.05)
    arguments = parser.parse_args()
    mock = MockServer(arguments.page, arguments.port, arguments.delay)
    print(mock.url, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
