// SPDX-License-Identifier: MIT
import test from "node:test";
import assert from "node:assert/strict";
import { failureOf, retryAfterSeconds } from "../../../web/src/core/failure";
import { controlOf, kControls, parseControl, samplingOn, withParameter } from "../../../web/src/core/parameters";
import { readInfo, readResponse } from "../../../web/src/core/protocol";

const kDefaults = { do_sample: true, top_p: 0.9, max_length: 128 };

test("typed values are checked, and refused in words", () => {
  const parse = (name: string, typed: string) => {
    const control = controlOf(name);
    assert.ok(control);
    return parseControl(control, typed);
  };
  assert.equal(parse("top_p", " 0.25 "), 0.25);
  assert.match(String(parse("top_p", "1.5")), /At most 1/);
  assert.match(String(parse("top_k", "2.5")), /whole/);
  assert.match(String(parse("top_k", "")), /needed/);
  assert.match(String(parse("seed", "x")), /not a number/);
  assert.equal(parse("seed", ""), null);
});

test("a value that equals the default is not sent", () => {
  assert.deepEqual(withParameter({ top_p: 0.5 }, kDefaults, "top_p", 0.9), {});
  assert.deepEqual(withParameter({}, kDefaults, "top_p", 0.5), { top_p: 0.5 });
  assert.deepEqual(withParameter({ seed: 1 }, kDefaults, "seed", undefined), {});
});

test("the two limits of the length exclude each other", () => {
  assert.deepEqual(withParameter({ max_length: 40 }, kDefaults, "max_new_tokens", 20), { max_new_tokens: 20 });
  assert.deepEqual(withParameter({ max_new_tokens: 20 }, kDefaults, "max_length", 40), { max_length: 40 });
});

test("sampling is on as the server says, until somebody says otherwise", () => {
  assert.equal(samplingOn({}, kDefaults), true);
  assert.equal(samplingOn({ do_sample: false }, kDefaults), false);
  assert.equal(samplingOn({}, {}), false);
});

test("every control has words", () => {
  for (const control of kControls) assert.ok(control.label && control.hint);
});

test("Retry-After is read as seconds and as a date", () => {
  assert.equal(retryAfterSeconds("7", 0), 7);
  assert.equal(retryAfterSeconds("Thu, 01 Jan 1970 00:00:10 GMT", 4000), 6);
  assert.equal(retryAfterSeconds("soon", 0), undefined);
  assert.equal(retryAfterSeconds(null, 0), undefined);
});

test("each status has its words", () => {
  const none = { code: "", message: "" };
  assert.equal(failureOf(401, none).kind, "unauthorized");
  assert.match(failureOf(429, none, 3).message, /in 3 s/);
  assert.equal(failureOf(503, none).kind, "unavailable");
  assert.match(failureOf(500, { code: "internal", message: "out of memory" }).message, /Out of memory\./);
  assert.equal(failureOf(400, { code: "x", message: "top_p: no", param: "parameters.top_p" }).more.param, "parameters.top_p");
});

test("what the server leaves out gets a default", () => {
  assert.equal(readInfo({}).max_input_tokens, 512);
  assert.equal(readInfo(null).needs_key, false);
  assert.deepEqual(readInfo({ default_parameters: { top_p: 0.9, eos_token_id: [1], x: null } }).default_parameters, { top_p: 0.9 });
  assert.equal(readResponse({ response: "a" }).dropped_knowledge_bytes, 0);
});
