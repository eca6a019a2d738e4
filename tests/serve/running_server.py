# SPDX-License-Identifier: MIT
"""What the tests of `godel serve` share: a server that runs, and how clients reach it. The test's first two arguments are
the program and the model."""
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

PROGRAM, MODEL = sys.argv[1], sys.argv[2]
IS_INSTRUMENTED = "GODEL_INSTRUMENTED" in os.environ  # some twenty times as slow
LASTING = 80 if IS_INSTRUMENTED else 400  # tokens of a reply that is still being made when something else happens, and is waited for


class Certificate:
    """A certificate of 127.0.0.1 and its key, in files that are there for the `with` block."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.cert, self.key = (os.path.join(self.folder.name, name) for name in ("cert.pem", "key.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=IP:127.0.0.1", "-days", "2", "-keyout", self.key, "-out", self.cert],
                       check=True, capture_output=True)
        return self

    def __exit__(self, *_):
        self.folder.cleanup()


class Server:
    """A running `godel serve` at a port of its own, over TLS when it has a certificate."""

    def __init__(self, *flags, certificate=None, **environment):
        if certificate:
            flags += ("--cert", certificate.cert, "--key", certificate.key)
        self.tls = ssl.create_default_context(cafile=certificate.cert) if certificate else None
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--model", MODEL, "--port", "0", *flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env={**os.environ, **environment})
        self.lines = []
        for line in self.process.stderr:
            self.lines.append(line)
            served = re.search(r"served at https?://[^:]+:(\d+)", line)
            if served:
                self.port = int(served[1])
                # What a sanitizer says at the end must not fill the pipe.
                self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stderr))
                self.reader.start()
                return
        raise RuntimeError("".join(self.lines))

    def __enter__(self):
        return self

    def __exit__(self, kind=None, *_):
        is_running = self.process.poll() is None
        if is_running:
            self.process.terminate()
        self.process.wait(timeout=60)
        self.reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        if is_running and kind is None and self.process.returncode != 0:  # a sanitizer found something
            raise AssertionError(f"ended with {self.process.returncode}:\n" + "".join(self.lines[-80:]))

    def connection(self, timeout=300):
        if self.tls:
            return http.client.HTTPSConnection("127.0.0.1", self.port, context=self.tls, timeout=timeout)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def socket(self, timeout=30):
        client = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        return self.tls.wrap_socket(client, server_hostname="127.0.0.1") if self.tls else client

    def ask(self, method, path, body=None, headers=(), timeout=300):
        connection = self.connection(timeout)
        data = body if isinstance(body, (bytes, str, type(None))) else json.dumps(body)
        connection.request(method, path, data, dict(headers))
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        is_json = (answer.getheader("Content-Type") or "").startswith("application/json")
        return answer.status, json.loads(content) if is_json and content else content.decode()

    def post(self, path, body, **more):
        return self.ask("POST", path, body, **more)

    def events(self, path, body):
        """(name, data) of each server-sent event."""
        status, text = self.post(path, {**body, "stream": True})
        assert status == 200, text
        return events_in(text)

    def metric(self, name):
        _, text = self.ask("GET", "/metrics")
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if re.match(name + r"(\{|\s)", line))

    def raw(self, data, timeout=30):
        """What comes back for these bytes until the connection ends; all of it that came when it is reset."""
        with self.socket(timeout) as client:
            answer = b""
            try:
                client.sendall(data)
                while part := client.recv(65536):
                    answer += part
            except (TimeoutError, ConnectionResetError, BrokenPipeError, ssl.SSLEOFError):
                pass
        return answer


def events_in(text):
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            name = next((line[7:] for line in lines if line.startswith("event: ")), "")
            found.append((name, next(line[6:] for line in lines if line.startswith("data: "))))
    return found
