# SPDX-License-Identifier: MIT
"""What the programs of this folder share: a running `godel serve`, clients of it, and the requests they send."""
import http.client
import json
import re
import subprocess
import threading
import time

FACT = "The library in Park Street is open until 9 pm on Thursdays and closed on Mondays. "


def mixed_requests(count, sampled_every=2, most_facts=16):
    """Requests of mixed lengths, with 0 to `most_facts` sentences of knowledge, and 8 to 64 tokens each whatever the model
    would rather say; every `sampled_every`th draws its ids, none when it is 0."""
    requests = []
    for i in range(count):
        length = 8 + i * 7 % 57
        sampled = bool(sampled_every) and i % sampled_every == 0
        requests.append({"context": [f"Please tell me about thing number {i}."] + ["I see.", "Go on."] * (i % 3),
                         "knowledge": FACT * (i * 5 % (most_facts + 1)),
                         "parameters": {"do_sample": sampled, "seed": i, "min_new_tokens": length, "max_new_tokens": length}})
    return requests


class Client:
    """One connection that stays open."""

    def __init__(self, port, timeout=600):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def post(self, request):
        self.connection.request("POST", "/v1/respond", json.dumps(request))
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def respond(self, request):
        start = time.perf_counter()
        _, answer = self.post(request)
        return answer, time.perf_counter() - start

    def first_token(self, request):
        """Seconds until it is there; the rest is read too."""
        start = time.perf_counter()
        self.connection.request("POST", "/v1/respond", json.dumps({**request, "stream": True}))
        response = self.connection.getresponse()
        response.readline()
        first = time.perf_counter() - start
        response.read()
        return first


class Server:
    """`godel serve` at a port of its own, ended with the `with` block."""

    def __init__(self, program, model, *flags):
        self.process = subprocess.Popen([program, "serve", "--model", model, "--port", "0", "--quiet", *flags],
                                        stderr=subprocess.PIPE, text=True)
        self.said = []
        for line in self.process.stderr:
            self.said.append(line)
            if found := re.search(r"http://[^:]+:(\d+)", line):
                self.port = int(found[1])
                # What it says later must not fill the pipe.
                threading.Thread(target=lambda: self.said.extend(self.process.stderr), daemon=True).start()
                return
        raise SystemExit("the server did not start:\n" + "".join(self.said))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=120)

    def resident_mb(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) / 1024
