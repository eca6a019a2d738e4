#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Load on `godel serve`: the same mixed requests one after another and from many clients at once, every reply compared with
the one that was computed alone; what HTTP adds; and how long a short request waits while a long one is read.
usage: load.py PROGRAM MODEL [--weights TYPE] [--requests N] [--clients N] [--json FILE]"""
import argparse
import concurrent.futures
import http.client
import json
import re
import statistics
import subprocess
import threading
import time

FACT = "The library in Park Street is open until 9 pm on Thursdays and closed on Mondays. "


def requests_of(count):
    return [{"context": [f"Please tell me about thing number {i}."] + ["I see.", "Go on."] * (i % 3),
             "knowledge": FACT * (i * 5 % 17),
             "parameters": {"do_sample": i % 2 == 0, "seed": i, "min_new_tokens": 8 + i * 7 % 57, "max_new_tokens": 8 + i * 7 % 57}}
            for i in range(count)]


class Client:
    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def respond(self, request):
        start = time.perf_counter()
        self.connection.request("POST", "/v1/respond", json.dumps(request))
        answer = json.loads(self.connection.getresponse().read())
        return answer, time.perf_counter() - start

    def first_token(self, request):
        start = time.perf_counter()
        self.connection.request("POST", "/v1/respond", json.dumps({**request, "stream": True}))
        response = self.connection.getresponse()
        response.readline()
        first = time.perf_counter() - start
        response.read()
        return first


def start(arguments):
    server = subprocess.Popen([arguments.program, "serve", "--model", arguments.model, "--weights", arguments.weights, "--port", "0",
                               "--quiet", "--max-requests", "1024"], stderr=subprocess.PIPE, text=True)
    for line in server.stderr:
        found = re.search(r"http://[^:]+:(\d+)", line)
        if found:
            return server, int(found[1])
    raise SystemExit("the server did not start")


def tokens_per_second(port, requests, clients):
    replies, lock, local = [None] * len(requests), threading.Lock(), threading.local()

    def one(i):
        if not hasattr(local, "client"):
            local.client = Client(port)
        answer, _ = local.client.respond(requests[i])
        with lock:
            replies[i] = answer
    begin = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        list(pool.map(one, range(len(requests))))
    seconds = time.perf_counter() - begin
    return sum(r["usage"]["completion_tokens"] for r in replies) / seconds, [r["response"] for r in replies]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("--weights", default="f32")
    parser.add_argument("--requests", type=int, default=64)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--json")
    arguments = parser.parse_args()
    server, port = start(arguments)
    try:
        requests = requests_of(arguments.requests)
        alone, expected = tokens_per_second(port, requests, 1)
        together, replies = tokens_per_second(port, requests, arguments.clients)
        client = Client(port)
        short = {"context": ["Hi!"], "parameters": {"do_sample": False, "max_new_tokens": 1, "min_length": 0}}
        overhead = []
        for _ in range(50):
            answer, seconds = client.respond(short)
            overhead.append(seconds * 1e3 - answer["timing"]["total_ms"])
        quiet = [client.first_token({**short, "context": [f"Hi {i}!"]}) * 1e3 for i in range(20)]
        waits = []
        for i in range(20):  # a short request some time into the reading of a long one
            long = {"context": [f"{i} " + FACT * 40], "parameters": {"max_new_tokens": 1, "min_length": 0}}
            reader = threading.Thread(target=lambda body=long: Client(port).respond(body))
            reader.start()
            time.sleep(0.01 + 0.002 * i)
            waits.append(client.first_token({**short, "context": [f"Hello {i}!"]}) * 1e3)
            reader.join()
        result = {
            "one after another, tokens/s": round(alone, 1),
            f"{arguments.clients} clients, tokens/s": round(together, 1),
            "times": round(together / alone, 2),
            "replies that differ": sum(a != b for a, b in zip(expected, replies)),
            "HTTP, JSON and scheduling, ms a request (median)": round(statistics.median(overhead), 2),
            "first token of a short request, ms (median, most)": [round(statistics.median(quiet), 1), round(max(quiet), 1)],
            "the same while 512 tokens are read": [round(statistics.median(waits), 1), round(max(waits), 1)],
        }
    finally:
        server.terminate()
        server.wait()
    for name, value in result.items():
        print(f"{name:60} {value}")
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)


if __name__ == "__main__":
    main()
