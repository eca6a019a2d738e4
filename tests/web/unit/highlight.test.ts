// SPDX-License-Identifier: MIT
import test from "node:test";
import assert from "node:assert/strict";
import { findQuotes, indexKnowledge, surroundings } from "../../../web/src/core/highlight";

const kLibrary = "The library is open until 9 pm on Thursdays.\nCards cost 1,200 forints; they’re valid for a year.";

function quoted(reply: string, knowledge = kLibrary): string[] {
  return findQuotes(reply, indexKnowledge(knowledge)).map(({ start, end }) => reply.slice(start, end));
}

test("runs of words are found, without case and whatever lies between the words", () => {
  assert.deepEqual(quoted("Sure: THE LIBRARY, is open! Until midnight"), ["THE LIBRARY, is open! Until"]);
});

test("the longest run is taken", () => {
  assert.deepEqual(quoted("red fox ran home", "red fox. red fox ran."), ["red fox ran"]);
});

test("a rare word or a number counts alone, a common word does not", () => {
  assert.deepEqual(quoted("On Thursdays? No, 9."), ["On Thursdays", "9"]);
  assert.deepEqual(quoted("I want forints"), ["forints"]);
  assert.deepEqual(quoted("What a year!"), ["a year"]);
  assert.deepEqual(quoted("next year"), []);
});

test("stop words alone never count", () => {
  assert.deepEqual(quoted("they're for a long walk", "it is for a dog, they're in"), []);
  assert.deepEqual(quoted("it is on the", "it is on the table"), []);
});

test("numbers keep their points, apostrophes are alike", () => {
  assert.deepEqual(quoted("1,200 forints and they're valid"), ["1,200 forints", "they're valid"]);
  assert.deepEqual(quoted("200 euros"), []);
});

test("a passage knows where it stands in the knowledge", () => {
  const [quote] = findQuotes("Open until 9 pm.", indexKnowledge(kLibrary));
  assert.ok(quote);
  assert.equal(kLibrary.slice(quote.source_start, quote.source_end), "open until 9 pm");
  assert.deepEqual(surroundings(kLibrary, quote.source_start, quote.source_end), ["The library is ", "open until 9 pm", " on Thursdays."]);
});

test("the surroundings are one sentence", () => {
  const text = "One here. Two is there. Three.";
  const at = text.indexOf("is");
  assert.deepEqual(surroundings(text, at, at + 2), ["Two ", "is", " there."]);
});

test("nothing is found in nothing, and long repetitive texts take no long time", () => {
  assert.deepEqual(quoted("", ""), []);
  assert.deepEqual(quoted("hello fox", ""), []);
  const started = Date.now();
  quoted("fox ".repeat(250), "fox ".repeat(50_000));
  assert.ok(Date.now() - started < 2000);
});

test("letters of other alphabets are words", () => {
  assert.deepEqual(quoted("Да, Библиотека открыта", "библиотека открыта до девяти"), ["Библиотека открыта"]);
});
