// SPDX-License-Identifier: MIT
import test from "node:test";
import assert from "node:assert/strict";
import { addExchange, addReply, newConversation, type Conversation } from "../../../web/src/core/conversation";
import { exportConversation, exportName, importConversation } from "../../../web/src/core/transfer";

const kDefaults = { do_sample: true, top_p: 0.9, max_length: 128, top_k: 50 };

function sample(): Conversation {
  const empty = { ...newConversation(1), knowledge: "Foxes are red.", parameters: { top_p: 0.5 }, instruction: "qa" };
  const asked = addExchange(empty, "e", "Which colour?");
  return addReply(addReply(asked, "e", { id: "r", text: "Blue.", state: "stopped" }, "old"), "e", { id: "s", text: "Red.", state: "done" }, "Foxes are red.");
}

const imported = (file: string): Conversation => {
  const result = importConversation(file, kDefaults, 9);
  assert.ok(typeof result !== "string", String(result));
  return result;
};

test("an export comes back whole, as a conversation of its own", () => {
  const before = sample();
  const after = imported(exportConversation(before));
  assert.notEqual(after.id, before.id);
  assert.deepEqual({ ...after, id: "", title: "", updated: 0 }, { ...before, id: "", title: "", updated: 0 });
  assert.equal(after.title, "Which colour?");
});

test("other programs find plain turns in an export", () => {
  const turns: unknown = JSON.parse(exportConversation(sample())).turns;
  assert.deepEqual(turns, [{ speaker: "user", text: "Which colour?" }, { speaker: "model", text: "Red." }]);
});

test("what `godel chat` saves is understood, its defaults are left out", () => {
  const file = {
    instruction: "", knowledge: "text",
    parameters: { do_sample: true, top_p: 0.7, top_k: 50, max_length: 128, max_new_tokens: null, eos_token_id: [1], temperature: 1.0, seed: 1 },
    turns: [{ speaker: "user", text: "Hi" }, { speaker: "model", text: "Hello" }, { speaker: "user", text: "Bye" }],
  };
  const conversation = imported(JSON.stringify(file));
  assert.deepEqual(conversation.parameters, { top_p: 0.7, seed: 1 });
  assert.deepEqual(conversation.exchanges.map((one) => [one.text, one.replies[0]?.text]), [["Hi", "Hello"], ["Bye", undefined]]);
  assert.equal(conversation.knowledge, "text");
});

test("other files are refused in words", () => {
  assert.match(String(importConversation("{", kDefaults, 0)), /not JSON/);
  assert.match(String(importConversation("[1]", kDefaults, 0)), /no conversation/);
  assert.match(String(importConversation('{"version": 2, "turns": []}', kDefaults, 0)), /newer/);
});

test("members of other types do no harm", () => {
  const conversation = imported('{"exchanges": [{"text": 1}, {"text": "a", "replies": [{}, {"text": "b", "state": "odd"}], "chosen": 9}], "parameters": {"top_p": 7}}');
  assert.deepEqual(conversation.exchanges.map((one) => [one.text, one.chosen, one.replies.map((reply) => reply.state)]), [["a", 0, ["done"]]]);
  assert.deepEqual(conversation.parameters, {});
});

test("a file name has no signs that a file system minds", () => {
  assert.equal(exportName({ ...sample(), title: "../Grüße: a/b?" }), "grüße-a-b.json");
  assert.equal(exportName({ ...sample(), title: "??" }), "conversation.json");
});
