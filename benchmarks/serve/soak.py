#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`godel serve` at twice what it takes on, for minutes, by clients as they are: most ask and wait, some leave in the middle,
some send garbage, some stop sending half-way. Every reply is compared with the one that was computed alone, the only
refusals may be 429 and 503, and memory must stay where it was. Status 1 when one of these does not hold.

usage: soak.py PROGRAM MODEL [--minutes N] [--places N] [--weights TYPE] [--json FILE]"""
import argparse
import collections
import json
import os
import random
import socket
import sys
import threading
import time

from clients import Client, Server, mixed_requests

MEMORY_MAY_GROW = 1.05
WARM_UP_SECONDS = 20  # until every place has been in use and the caches are full


class Soak:
    def __init__(self, port, requests, expected):
        self.port, self.requests, self.expected = port, requests, expected
        self.counts, self.lock, self.ends = collections.Counter(), threading.Lock(), False
        self.latencies, self.mistakes = [], []

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def mistake(self, what):
        with self.lock:
            self.counts["mistakes"] += 1
            self.mistakes = (self.mistakes + [what])[:10]

    def ask(self, client, i):
        begin = time.perf_counter()
        status, answer = client.post(self.requests[i])
        if status == 200:
            self.count("replies")
            with self.lock:
                self.latencies.append(time.perf_counter() - begin)
            if answer["response"] != self.expected[i]:
                self.mistake(f"request {i}: {answer['response']!r}, alone {self.expected[i]!r}")
        elif status in (429, 503):
            self.count(f"refused with {status}")
            time.sleep(0.02)  # a client that took Retry-After at its word would leave the server idle
        else:
            self.mistake(f"request {i}: status {status}, {answer}")

    def send_and_leave(self, random_numbers, i):
        body = json.dumps({**self.requests[i], "stream": True}).encode()
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(b"POST /v1/respond HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            time.sleep(random_numbers.random() * 0.05)
        self.count("left in the middle")

    def send_garbage(self, random_numbers):
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(random_numbers.randbytes(200))
        self.count("sent garbage")

    def stall(self):
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(b"POST /v1/respond HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"context\":")
            time.sleep(0.5)
        self.count("stalled")

    def client(self, number):
        random_numbers, client = random.Random(number), Client(self.port)
        while not self.ends:
            i, kind = random_numbers.randrange(len(self.requests)), random_numbers.random()
            try:
                if kind < 0.10:
                    self.send_and_leave(random_numbers, i)
                elif kind < 0.15:
                    self.send_garbage(random_numbers)
                elif kind < 0.17:
                    self.stall()
                else:
                    self.ask(client, i)
            except (OSError, ValueError) as error:
                self.mistake(f"{type(error).__name__}: {error}")
                client = Client(self.port)


def watch(server, soak, seconds):
    """Resident memory each second, MB, from when it is warm."""
    memory, begin = [], time.monotonic()
    while (gone := time.monotonic() - begin) < seconds and server.process.poll() is None:
        time.sleep(1)
        if server.process.poll() is None and gone > WARM_UP_SECONDS:
            memory.append(server.resident_mb())
        if sys.stderr.isatty():
            print(f"\r{gone:5.0f} s  {soak.counts['replies']} replies  {soak.counts['mistakes']} mistakes", end="", file=sys.stderr)
    return memory


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--places", type=int, default=12, help="requests that the server takes on; the clients are twice as many")
    parser.add_argument("--weights", default="f32")
    parser.add_argument("--json")
    arguments = parser.parse_args()
    requests = mixed_requests(64)
    flags = ["--weights", arguments.weights, "--max-requests", str(arguments.places)]
    with Server(arguments.program, arguments.model, *flags) as server:
        alone = Client(server.port)
        soak = Soak(server.port, requests, [alone.respond(request)[0]["response"] for request in requests])
        alone.connection.close()
        clients = [threading.Thread(target=soak.client, args=(n,), daemon=True) for n in range(2 * arguments.places)]
        for client in clients:
            client.start()
        memory = watch(server, soak, 60 * arguments.minutes + WARM_UP_SECONDS)
        soak.ends = True
        for client in clients:
            client.join(timeout=60)
        still_there = server.process.poll() is None
    latencies = sorted(soak.latencies) or [0]
    result = dict(soak.counts) | {
        "seconds": round(60 * arguments.minutes + WARM_UP_SECONDS), "cores": os.cpu_count(), "wrong": soak.mistakes,
        "memory, MB: first, least, most, last": [round(f(memory)) for f in (lambda m: m[0], min, max, lambda m: m[-1])] if memory else [],
        "seconds a reply: median, 99 of 100, most": [round(latencies[int(q * (len(latencies) - 1))], 2) for q in (0.5, 0.99, 1)],
        "ended with": server.process.returncode}
    for name, value in result.items():
        print(f"{name:44} {value}")
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)
    flat = bool(memory) and max(memory) <= MEMORY_MAY_GROW * memory[0]
    return 0 if still_there and flat and not soak.counts["mistakes"] and server.process.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
