// SPDX-License-Identifier: MIT
import test from "node:test";
import assert from "node:assert/strict";
import { SseParser, type ServerEvent } from "../../../web/src/core/sse";

const kStream = ': ping\n\nevent: token\ndata: {"text": "Grüß"}\r\n\r\nevent: token\rdata: a\rdata: b\r\rid: 3\ndata:c\n\nevent: empty\n\nevent: done\ndata: 1\n\n';
const kEvents: ServerEvent[] = [
  { name: "token", data: '{"text": "Grüß"}' },
  { name: "token", data: "a\nb" },
  { name: "message", data: "c" },
  { name: "done", data: "1" },
];

test("a stream gives the same events however it is cut", () => {
  const bytes = new TextEncoder().encode(kStream);
  for (let size = 1; size <= bytes.length; ++size) {
    const parser = new SseParser();
    const events: ServerEvent[] = [];
    for (let at = 0; at < bytes.length; at += size) events.push(...parser.push(bytes.slice(at, at + size)));
    assert.deepEqual(events, kEvents, `in pieces of ${size}`);
  }
});

test("an event that is not ended is not given", () => {
  const parser = new SseParser();
  assert.deepEqual(parser.push(new TextEncoder().encode("event: token\ndata: x\n")), []);
  assert.deepEqual(parser.push(new TextEncoder().encode("\n")), [{ name: "token", data: "x" }]);
});

test("one space behind the colon belongs to the format, a second one to the data", () => {
  const parser = new SseParser();
  assert.deepEqual(parser.push(new TextEncoder().encode("data:  x\n\n")), [{ name: "message", data: " x" }]);
});
