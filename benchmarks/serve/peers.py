#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`godel serve` beside the servers that one writes around CTranslate2 and transformers (peer_server.py): the same prompts of
mixed lengths, the same number of new tokens each, greedily, from the same number of clients, in turn and more than once. The
best round of each counts. f32 replies are compared with those of transformers.

usage: peers.py PROGRAM CHECKPOINT [--ct2-int8 DIR] [--ct2-f32 DIR] [--servers godel-f32,godel-int8,hf-f32,ct2-f32,ct2-int8]
                [--requests N] [--clients N] [--rounds N] [--json FILE]
CHECKPOINT is a folder that all of them read, such as the one of benchmarks/compare, which also makes CTranslate2's."""
import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

from clients import Server, mixed_requests

HERE = pathlib.Path(__file__).resolve().parent


def prompts(count):
    """(text, new tokens)"""
    return [(f"Instruction: given a dialog context and related knowledge, you need to response safely based on the knowledge. [CONTEXT] "
             f"{request['context'][0]} [KNOWLEDGE] {request['knowledge']}", request["parameters"]["max_new_tokens"])
            for request in mixed_requests(count)]


def post(connection, path, body):
    connection.request("POST", path, json.dumps(body))
    return json.loads(connection.getresponse().read())


class Godel:
    def __init__(self, arguments, kind):
        self.server = Server(arguments.program, arguments.checkpoint, "--weights", kind, "--max-requests", "1024",
                             "--threads", str(arguments.threads))
        self.port = self.server.port

    def ask(self, connection, request):
        parameters = {"do_sample": False, "min_new_tokens": request["tokens"], "max_new_tokens": request["tokens"]}
        return post(connection, "/generate", {"inputs": request["text"], "parameters": parameters})["generated_text"]

    def end(self):
        self.server.__exit__()


class Peer:
    def __init__(self, arguments, library, model, kind):
        self.process = subprocess.Popen(
            [sys.executable, HERE / "peer_server.py", library, model, "--type", kind, "--batch", str(arguments.clients), "--threads",
             str(arguments.threads)], stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": str(arguments.threads)})
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the server around {library} did not start")
        self.port = int(line.rsplit(":", 1)[1])

    def ask(self, connection, request):
        return post(connection, "/", {"ids": request["ids"], "tokens": request["tokens"]})["ids"]

    def end(self):
        self.process.terminate()
        self.process.wait()


def start(arguments, name):
    library, kind = name.split("-")
    if library == "godel":
        return Godel(arguments, kind)
    if library == "hf":
        return Peer(arguments, "hf", arguments.checkpoint, "f32")
    return Peer(arguments, "ct2", {"f32": arguments.ct2_f32, "int8": arguments.ct2_int8}[kind], kind)


def run(server, requests, clients):
    """(tokens a second, answers in order)"""
    local = threading.local()

    def one(request):
        if not hasattr(local, "connection"):
            local.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        return server.ask(local.connection, request)
    begin = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(one, requests))
    return sum(request["tokens"] for request in requests) / (time.perf_counter() - begin), answers


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("checkpoint")
    parser.add_argument("--ct2-int8")
    parser.add_argument("--ct2-f32")
    parser.add_argument("--servers", default="godel-f32,hf-f32,ct2-f32,godel-int8,ct2-int8")
    parser.add_argument("--requests", type=int, default=48)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json")
    arguments = parser.parse_args()
    with Server(arguments.program, arguments.checkpoint, "--weights", "f32") as teller:
        connection = http.client.HTTPConnection("127.0.0.1", teller.port, timeout=600)
        requests = [{"text": text, "tokens": tokens, "ids": post(connection, "/tokenize", {"text": text})["ids"]}
                    for text, tokens in prompts(arguments.requests)]
        best, answers = {}, {}
        # One server at a time has the memory and the cores; rounds alternate so that no one has all the bad minutes.
        for _ in range(arguments.rounds):
            for name in arguments.servers.split(","):
                server = start(arguments, name)
                try:
                    run(server, requests[:2], 2)
                    speed, answers[name] = run(server, requests, arguments.clients)
                finally:
                    server.end()
                best[name] = max(best.get(name, 0), speed)
                print(f"{name:12} {speed:8.1f} tokens/s", file=sys.stderr)
        differ = None
        if "godel-f32" in answers and "hf-f32" in answers:
            connection = http.client.HTTPConnection("127.0.0.1", teller.port, timeout=600)  # the first was closed as idle
            texts = [post(connection, "/detokenize", {"ids": ids})["text"] for ids in answers["hf-f32"]]
            differ = sum(ours.strip() != theirs.strip() for ours, theirs in zip(answers["godel-f32"], texts))
    result = {"clients": arguments.clients, "requests": len(requests), "new tokens": sum(r["tokens"] for r in requests),
              "tokens/s": {name: round(speed, 1) for name, speed in best.items()}, "replies unlike transformers'": differ}
    for ours in ("godel-f32", "godel-int8"):
        for theirs in ("hf-f32", "ct2-f32", "ct2-int8"):
            if ours in best and theirs in best:
                result[f"{ours} : {theirs}"] = round(best[ours] / best[theirs], 2)
    print(json.dumps(result, indent=1))
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)


if __name__ == "__main__":
    main()
