#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Load on `godel serve`: the same mixed requests one after another and from many clients at once, each time to a server that
has read none of them and then once more, every reply compared with the one that was computed alone; what HTTP adds; and how
long a short request waits while a long one is read.
usage: load.py PROGRAM MODEL [--weights TYPE] [--draft true|false] [--prefer latency|throughput] [--requests N] [--clients N] [--facts N] [--json FILE] [--plot FILE.svg]"""
import argparse
import concurrent.futures
import json
import statistics
import threading
import time

from clients import FACT, Client, Server, mixed_requests


SHORT = {"parameters": {"do_sample": False, "max_new_tokens": 1, "min_length": 0}}


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
    return sum(r["usage"]["completion_tokens"] for r in replies) / seconds, replies


def mean_tokens(replies):
    return [round(statistics.mean(r["usage"][kind] for r in replies)) for kind in ("prompt_tokens", "completion_tokens")]


def overhead_ms(port):
    client = Client(port)
    spent = []
    for _ in range(50):
        answer, seconds = client.respond({**SHORT, "context": ["Hi!"]})
        spent.append(seconds * 1e3 - answer["timing"]["total_ms"])
    return spent


def first_tokens_ms(port, count=40):
    """Of short requests: with nothing else to do, and some time into the reading of a long input."""
    client = Client(port)
    quiet = [client.first_token({**SHORT, "context": [f"Hi {i}!"]}) * 1e3 for i in range(count)]
    waits = []
    for i in range(count):
        long = {"context": [f"{i} " + FACT * 40], "parameters": {"max_new_tokens": 1, "min_length": 0}}
        reader = threading.Thread(target=lambda body=long: Client(port).respond(body))
        reader.start()
        time.sleep(0.01 + 0.001 * i)
        waits.append(client.first_token({**SHORT, "context": [f"Hello {i}!"]}) * 1e3)
        reader.join()
    return quiet, waits


def plot(path, quiet, waits):
    """How many of the requests had their first token after so many ms."""
    import matplotlib
    matplotlib.use("svg")
    import matplotlib.pyplot as plt
    plt.rcParams.update({"font.family": "sans-serif", "svg.fonttype": "none", "svg.hashsalt": "godel"})
    figure, axes = plt.subplots(figsize=(6, 2.8))
    for name, values, color in (("alone", quiet, "#2a6fbb"), ("while 512 tokens are read", waits, "#c8602b")):
        axes.step(sorted(values), [100 * (i + 1) / len(values) for i in range(len(values))], where="post", label=name, color=color)
    axes.set(xlabel="ms to the first token of a short request", ylabel="% of requests", xlim=(0, None), ylim=(0, 101))
    axes.legend(frameon=False, loc="lower right")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("--weights", default="f32")
    parser.add_argument("--draft", default="true", help="as of godel serve")
    parser.add_argument("--prefer", default="latency", help="as of godel serve")
    parser.add_argument("--requests", type=int, default=64)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--facts", type=int, default=16, help="most sentences of knowledge (of some 30 tokens) in a request")
    parser.add_argument("--json")
    parser.add_argument("--plot", help="the waits for a first token as a picture; needs matplotlib")
    arguments = parser.parse_args()
    def serve():
        return Server(arguments.program, arguments.model, "--weights", arguments.weights, "--draft", arguments.draft,
                      "--prefer", arguments.prefer, "--max-requests", "1024")

    requests = mixed_requests(arguments.requests, most_facts=arguments.facts)
    with serve() as server:
        alone, expected = tokens_per_second(server.port, requests, 1)
        alone_read, _ = tokens_per_second(server.port, requests, 1)
    with serve() as server:  # one that has not read any of these inputs before
        together, replies = tokens_per_second(server.port, requests, arguments.clients)
        together_read, _ = tokens_per_second(server.port, requests, arguments.clients)
        overhead = overhead_ms(server.port)
        quiet, waits = first_tokens_ms(server.port)
    result = {
        "tokens to read, to write (mean)": mean_tokens(expected),
        "one after another, tokens/s": round(alone, 1),
        f"{arguments.clients} clients, tokens/s": round(together, 1),
        "times": round(together / alone, 2),
        "both once more, with inputs that were read before": [round(alone_read, 1), round(together_read, 1)],
        "times, then": round(together_read / alone_read, 2),
        "replies that differ": sum(a["response"] != b["response"] for a, b in zip(expected, replies)),
        "HTTP, JSON and scheduling, ms a request (median)": round(statistics.median(overhead), 2),
        "first token of a short request, ms (median, most)": [round(statistics.median(quiet), 1), round(max(quiet), 1)],
        "the same while 512 tokens are read": [round(statistics.median(waits), 1), round(max(waits), 1)],
    }
    for name, value in result.items():
        print(f"{name:60} {value}")
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)

    if arguments.plot:
        plot(arguments.plot, quiet, waits)


if __name__ == "__main__":
    main()
