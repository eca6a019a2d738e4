// SPDX-License-Identifier: MIT
import test from "node:test";
import assert from "node:assert/strict";
import { cutUtf8, decodeText, utf8Length, wellFormed } from "../../../web/src/core/utf8";

const kTexts = ["", "plain", "Grüße", "日本語", "🦊 fox", "a\uD800b", "mixed é日🦊."];

test("lengths are those of TextEncoder", () => {
  for (const text of kTexts) assert.equal(utf8Length(text), new TextEncoder().encode(text).length);
});

test("a cut keeps whole characters and loses nothing", () => {
  for (const text of kTexts) {
    for (let bytes = -1; bytes <= utf8Length(text) + 1; ++bytes) {
      const [kept, rest] = cutUtf8(text, bytes);
      assert.equal(kept + rest, text);
      assert.ok(utf8Length(kept) <= Math.max(0, bytes));
      const next = [...rest][0];
      if (next !== undefined) assert.ok(utf8Length(kept) + utf8Length(next) > bytes, "as much as fits is kept");
    }
  }
});

test("what the server dropped is cut off the end", () => {
  const knowledge = "Füchse jagen. 🦊 schläft.";
  const dropped = utf8Length("🦊 schläft.");
  assert.deepEqual(cutUtf8(knowledge, utf8Length(knowledge) - dropped), ["Füchse jagen. ", "🦊 schläft."]);
});

test("half a surrogate pair is replaced, a whole one is not", () => {
  assert.equal(wellFormed("a\uD83Eb\uDD8Ac🦊"), "a\uFFFDb\uFFFDc🦊");
});

test("files that are no text are recognised", () => {
  assert.equal(decodeText(new Uint8Array([0xff, 0xfe, 0x41])), null);
  assert.equal(decodeText(new Uint8Array([0x41, 0, 0x42])), null);
  assert.equal(decodeText(new TextEncoder().encode("a\r\nb\rc")), "a\nb\nc");
});
