# SPDX-License-Identifier: MIT
"""Runs another engine on the work that `godel bench` does, and prints a line of JSON a case.

usage: peers.py ENGINE MODEL --dtype T [--cases 1x64,1x128b4] [--new N] [--reps R] [--threads T] [--ids | --first-token]
  hf         transformers on a checkpoint folder               f32 | bf16
  ct2        a folder of ct2-transformers-converter            f32 | int8
  ort        a folder of optimum's ONNX export                 f32 | int8
  llama.cpp  a GGUF file of `godel convert`                    f32 | q8_0   (one request, no beams)

first_ms is encoding and the first token, step_ms each further step, tok_s all new tokens by the whole time; the best of
--reps runs, and the median beside it. --ids prints the ids instead, --first-token ends after one token.
"""

import argparse
import json
import os
import statistics
import sys
import time

from cases import parse_cases, source
from environment import machine


def load_hf(model, dtype, threads):
    import torch
    from transformers import T5ForConditionalGeneration

    torch.set_num_threads(threads)
    kind = {"f32": torch.float32, "bf16": torch.bfloat16}[dtype]
    return generate_with_torch(T5ForConditionalGeneration.from_pretrained(model, dtype=kind).eval())


def load_ort(model, dtype, threads):
    import onnxruntime
    import torch
    from optimum.onnxruntime import ORTModelForSeq2SeqLM

    torch.set_num_threads(threads)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return generate_with_torch(ORTModelForSeq2SeqLM.from_pretrained(model, session_options=options, use_merged=None))


def generate_with_torch(model):
    import torch

    def generate(case, new):
        ids = torch.tensor(source(case))
        with torch.inference_mode():
            out = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=new, min_new_tokens=new,
                                 do_sample=False, num_beams=case.beams)
        return out.tolist()

    return generate


def load_ct2(model, dtype, threads):
    import ctranslate2

    kind = {"f32": "float32", "int8": "int8"}[dtype]
    translator = ctranslate2.Translator(model, device="cpu", compute_type=kind, intra_threads=threads, inter_threads=1)
    with open(os.path.join(model, "shared_vocabulary.json")) as file:
        pieces = json.load(file)

    def generate(case, new):
        batch = [[pieces[i] for i in ids] for ids in source(case)]
        translator.translate_batch(batch, beam_size=case.beams, min_decoding_length=new, max_decoding_length=new,
                                   max_input_length=0)

    return generate


def load_llama(model, dtype, threads):
    import llama_cpp
    import numpy

    global quiet  # called until the process ends
    quiet = llama_cpp.llama_log_callback(lambda *_: None)
    llama_cpp.llama_log_set(quiet, None)
    llama_cpp.llama_backend_init()
    model_params = llama_cpp.llama_model_default_params()
    if "amx_int8" in machine()["flags"]:
        model_params.use_extra_bufts = False  # 0.3.36 ends the process in its AMX product of a T5 model
    loaded = llama_cpp.llama_model_load_from_file(model.encode(), model_params)
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = params.n_batch = params.n_ubatch = 2048
    params.n_threads = params.n_threads_batch = threads
    params.n_seq_max = 1
    context = llama_cpp.llama_init_from_model(loaded, params)
    vocab_size = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(loaded))

    def generate(case, new):
        if case.B > 1 or case.beams > 1:
            raise ValueError("llama.cpp computes one request of a T5 model at a time, without beams")
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), True)
        ids = (llama_cpp.llama_token * case.S)(*source(case)[0])
        check(llama_cpp.llama_encode(context, llama_cpp.llama_batch_get_one(ids, case.S)))
        reply = [0]
        for _ in range(new):
            last = (llama_cpp.llama_token * 1)(reply[-1])
            check(llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(last, 1)))
            logits = numpy.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(context, -1), (vocab_size,))
            logits[1] = -numpy.inf  # never the end: exactly `new` tokens, as transformers' min_new_tokens has it
            reply.append(int(logits.argmax()))
        return [reply]

    def check(status):
        if status != 0:
            raise RuntimeError(f"llama.cpp gave status {status}")

    return generate


ENGINES = {"hf": load_hf, "ct2": load_ct2, "ort": load_ort, "llama.cpp": load_llama}


def peak_mb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) >> 10 for line in status if line.startswith("VmHWM:"))


def seconds(generate, case, new):
    start = time.perf_counter()
    generate(case, new)
    return time.perf_counter() - start


def measure(generate, case, new, repetitions):
    generate(case, 4)  # warms up
    first, whole = [], []
    for _ in range(repetitions):
        first.append(seconds(generate, case, 1))
        whole.append(seconds(generate, case, new))

    def of(pick):
        return pick(first) * 1e3, (pick(whole) - pick(first)) / (new - 1) * 1e3

    (first_ms, step_ms), (first_median, step_median) = of(min), of(statistics.median)
    return {"N": new, "first_ms": round(first_ms, 3), "step_ms": round(step_ms, 4),
            "tok_s": round(case.B * new / min(whole), 1), "rss_mb": peak_mb(),
            "first_ms_median": round(first_median, 3), "step_ms_median": round(step_median, 4)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("model")
    parser.add_argument("--dtype", default="f32")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cases", type=parse_cases, default="1x64")
    parser.add_argument("--new", type=int, default=64)
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--ids", action="store_true")
    parser.add_argument("--first-token", action="store_true")
    args = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = str(args.threads)  # before any library starts its threads
    generate = ENGINES[args.engine](args.model, args.dtype, args.threads)
    for case in args.cases:
        line = {"engine": args.engine, "dtype": args.dtype, "threads": args.threads, **case._asdict()}
        if args.first_token:
            generate(case, 1)
        elif args.ids:
            line["ids"] = generate(case, args.new)
        else:
            line |= measure(generate, case, args.new, args.reps)
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    sys.exit(main())
