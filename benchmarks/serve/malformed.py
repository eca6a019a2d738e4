#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Requests that nobody should send, by the hundred thousand: good ones of every API with bytes changed, cut, doubled and
swapped in body, head and first line, and JSON of the wrong types. Each must be answered with a 4xx, or with 200 and a body
where the change did no harm, and the server must be there at the end with nothing said by a sanitizer. Meant for a build with
one. Status 1 otherwise.

usage: malformed.py PROGRAM MODEL [--requests N] [--seed N] [--clients N]"""
import argparse
import collections
import json
import random
import socket
import sys
import threading
import time

from clients import Client, Server

SHORT = {"max_new_tokens": 1}
GOOD = [
    ("/v1/respond", {"context": ["Hi!"], "knowledge": "It is open.", "parameters": SHORT}),
    ("/generate", {"msg": ["Hi!"], "knowledge": "It is open."}),
    ("/", {"inputs": "Instruction: x [CONTEXT] Hi!", "parameters": SHORT}),
    ("/generate", {"inputs": "Hi!", "parameters": SHORT}),
    ("/generate_stream", {"inputs": "Hi!", "parameters": SHORT}),
    ("/v1/chat/completions", {"model": "godel", "messages": [{"role": "user", "content": "Hi!"}], "max_tokens": 1}),
    ("/v1/completions", {"model": "godel", "prompt": "Hi!", "max_tokens": 1, "logprobs": 1}),
    ("/tokenize", {"text": "Hi!"}),
    ("/detokenize", {"ids": [1, 2, 3]}),
    ("/score", {"context": ["Hi!"], "response": "Hello."}),
    ("/v1/sessions", {"knowledge": "It is open."}),
]
ODD_VALUES = [None, True, -1, 0, 1e308, 2**63, "", "x" * 5000, [], {}, [[]], [None], {"a": {"b": []}}, "\ud800", "\x00", [0] * 3000]
ODD_HEADERS = [b"Content-Length: -1", b"Content-Length: 99999999999999999999", b"Content-Length: abc", b"Transfer-Encoding: chunked",
               b"Transfer-Encoding: gzip", b"Content-Type: \xff\xfe", b"Authorization: Bearer " + b"k" * 9000, b"Host:", b": x",
               b"Content-Encoding: gzip", b"Expect: 100-continue", b"Range: bytes=0-1", b"Connection: upgrade", b"X" * 9000 + b": y"]


def changed_json(numbers, value):
    """The value with one piece somewhere in it replaced by something odd."""
    if isinstance(value, dict) and value and numbers.random() < 0.8:
        key = numbers.choice(list(value))
        return {**value, key: changed_json(numbers, value[key])}
    if isinstance(value, list) and value and numbers.random() < 0.8:
        return [changed_json(numbers, value[0])] + value[1:]
    return numbers.choice(ODD_VALUES)


def changed_bytes(numbers, data):
    data = bytearray(data)
    for _ in range(numbers.randrange(1, 6)):
        at, kind = numbers.randrange(len(data) + 1), numbers.randrange(5)
        if kind == 0:
            data[at:at] = numbers.randbytes(numbers.randrange(1, 9))
        elif kind == 1:
            del data[at:at + numbers.randrange(1, 20)]
        elif kind == 2 and data:
            data[at % len(data)] = numbers.randrange(256)
        elif kind == 3:
            data[at:at] = data[at:at + numbers.randrange(1, 60)]
        else:
            del data[at:]
        data = data or bytearray(b"x")
    return bytes(data)


def request_bytes(numbers):
    """A request, and whether its head is as it should be."""
    path, body = numbers.choice(GOOD)
    kind = numbers.randrange(4)
    if kind == 0:
        body = changed_json(numbers, body)
    data = json.dumps(body).encode()
    if kind == 1:
        data = changed_bytes(numbers, data)
    headers = [b"Host: localhost", b"Content-Type: application/json", b"Content-Length: %d" % len(data), b"Connection: close"]
    if kind == 2:
        headers.insert(numbers.randrange(len(headers) + 1), numbers.choice(ODD_HEADERS))
    whole = b"POST %s HTTP/1.1\r\n" % path.encode() + b"\r\n".join(headers) + b"\r\n\r\n" + data
    return (changed_bytes(numbers, whole) if kind == 3 else whole), kind < 2


def answer_of(port, data, is_whole):
    """The status, or what happened instead."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        try:
            connection.sendall(data)
            # Whoever still waits for the rest of a request learns that there is none. Who waits for an answer to a whole
            # one must not do that: it looks like leaving.
            if not is_whole:
                connection.shutdown(socket.SHUT_WR)
            head = b""
            while piece := connection.recv(65536):
                head += piece if len(head) < 65536 else b""
        except ConnectionError:
            return "reset"
    if head.startswith(b"HTTP/1.1 100"):  # go on sending; the answer stands behind it
        head = head.partition(b"\r\n\r\n")[2]
    words = head.split(b" ", 2)
    if len(words) < 2:
        return "closed"
    status = words[1].decode(errors="replace")
    return status if status == "204" or head.partition(b"\r\n\r\n")[2] else status + " without a body"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clients", type=int, default=8)
    arguments = parser.parse_args()
    counts, wrong, lock = collections.Counter(), [], threading.Lock()

    def client(number):
        numbers = random.Random(arguments.seed * 1000 + number)
        for _ in range(arguments.requests // arguments.clients):
            data, is_whole = request_bytes(numbers)
            try:
                answer = answer_of(server.port, data, is_whole)
            except OSError as error:
                answer = type(error).__name__
            with lock:
                counts[answer] += 1
                # "reset" and "closed": what is no request at all, or one whose sender left, may get no answer.
                if not (answer in ("200", "201", "204", "reset", "closed") or (answer.startswith("4") and answer.isdigit())):
                    wrong.append((answer, data[:300]))

    begin = time.monotonic()
    with Server(arguments.program, arguments.model, "--max-requests", "64") as server:
        threads = [threading.Thread(target=client, args=(n,)) for n in range(arguments.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        still_there = server.process.poll() is None and Client(server.port).post(GOOD[0][1])[0] == 200
    said = [line for line in server.said if "ERROR" in line or "runtime error" in line]
    print(f"{sum(counts.values())} requests in {time.monotonic() - begin:.0f} s: "
          + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    for answer, data in wrong[:10]:
        print(f"wrong: {answer} for {data!r}")
    print(f"answers a good request afterwards: {still_there}; ended with {server.process.returncode}; sanitizers said {said[:5]}")
    return 0 if still_there and not wrong and not said and server.process.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
