#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The server that one writes around CTranslate2 or transformers: requests that wait are gathered into a batch and generated
together, greedily. What `peers.py` compares `godel serve` with.

A batch decodes as many tokens as its longest request wants, since neither library lets a row leave a running batch at a
length of its own; each request gets its part. A batch is taken as soon as the model is free, with what waits by then, up to
--batch requests: waiting longer only lowers throughput here. JSON lines over HTTP: {"ids": [..], "tokens": N} -> {"ids": [..]}.

usage: peer_server.py hf|ct2 MODEL --type f32|int8 [--batch N] [--threads N]"""
import argparse
import http.server
import json
import queue
import threading


def load_transformers(arguments):
    import torch
    from transformers import T5ForConditionalGeneration
    torch.set_num_threads(arguments.threads)
    model = T5ForConditionalGeneration.from_pretrained(arguments.model, dtype=torch.float32).eval()

    def generate(inputs, tokens):
        width = max(map(len, inputs))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in inputs])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in inputs])
        with torch.inference_mode():
            rows = model.generate(input_ids=ids, attention_mask=mask, min_new_tokens=tokens, max_new_tokens=tokens, do_sample=False,
                                  num_beams=1)
        return [row[1:] for row in rows.tolist()]
    return generate


def load_ctranslate2(arguments):
    import ctranslate2
    kind = {"f32": "float32", "int8": "int8"}[arguments.type]
    model = ctranslate2.Translator(arguments.model, device="cpu", compute_type=kind, intra_threads=arguments.threads, inter_threads=1)
    with open(f"{arguments.model}/shared_vocabulary.json", encoding="utf-8") as file:
        pieces = json.load(file)
    number = {piece: i for i, piece in enumerate(pieces)}

    def generate(inputs, tokens):
        rows = model.translate_batch([[pieces[i] for i in row] for row in inputs], beam_size=1, min_decoding_length=tokens,
                                     max_decoding_length=tokens, max_input_length=0, max_batch_size=arguments.batch)
        return [[number[piece] for piece in row.hypotheses[0]] for row in rows]
    return generate


class Work:
    def __init__(self, request):
        self.request, self.done, self.ids = request, threading.Event(), None


def run_batches(generate, waiting, limit):
    while True:
        batch = [waiting.get()]
        while len(batch) < limit:
            try:
                batch.append(waiting.get_nowait())
            except queue.Empty:
                break
        longest = max(work.request["tokens"] for work in batch)
        for work, ids in zip(batch, generate([work.request["ids"] for work in batch], longest)):
            work.ids = ids[:work.request["tokens"]]
            work.done.set()


def handler_of(waiting):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            work = Work(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            waiting.put(work)
            work.done.wait()
            body = json.dumps({"ids": work.ids}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass
    return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", choices=("hf", "ct2"))
    parser.add_argument("model")
    parser.add_argument("--type", choices=("f32", "int8"), default="f32")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    generate = (load_transformers if arguments.library == "hf" else load_ctranslate2)(arguments)
    waiting = queue.Queue()
    threading.Thread(target=run_batches, args=(generate, waiting, arguments.batch), daemon=True).start()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(waiting))
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
