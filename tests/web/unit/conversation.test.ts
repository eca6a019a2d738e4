// SPDX-License-Identifier: MIT
import test from "node:test";
import assert from "node:assert/strict";
import {
  addExchange, addReply, chooseReply, editReply, editTurn, newConversation, removeExchange, setProblem, titleOf, withoutUnusedKnowledge,
  type Conversation, type Reply,
} from "../../../web/src/core/conversation";
import { contextOf, respondBody } from "../../../web/src/core/request";

const reply = (text: string): Reply => ({ id: text, text, state: "done" });

function talk(...pairs: [string, string | null][]): Conversation {
  let conversation = newConversation(0);
  for (const [said, answered] of pairs) {
    conversation = addExchange(conversation, said, said);
    if (answered !== null) conversation = addReply(conversation, said, reply(answered), conversation.knowledge);
  }
  return conversation;
}

test("the context alternates and ends with the user's turn; exchanges without a reply are left out", () => {
  assert.deepEqual(contextOf(talk(["a", "A"], ["b", null], ["c", "C"], ["d", null]), "d", 200), ["a", "A", "c", "C", "d"]);
});

test("a retry does not send the reply that it replaces, nor what follows", () => {
  assert.deepEqual(contextOf(talk(["a", "A"], ["b", "B"], ["c", "C"]), "b", 200), ["a", "A", "b"]);
});

test("no more turns are sent than the server takes, and the first is the user's", () => {
  const conversation = talk(["a", "A"], ["b", "B"], ["c", null]);
  assert.deepEqual(contextOf(conversation, "c", 4), ["b", "B", "c"]);
  assert.deepEqual(contextOf(conversation, "c", 3), ["b", "B", "c"]);
  assert.deepEqual(contextOf(conversation, "c", 1), ["c"]);
});

test("the chosen reply is the one that goes on", () => {
  let conversation = addReply(talk(["a", "A"]), "a", reply("A2"), "");
  assert.deepEqual(contextOf(addExchange(conversation, "b", "b"), "b", 9), ["a", "A2", "b"]);
  conversation = chooseReply(conversation, "a", 0);
  assert.deepEqual(contextOf(addExchange(conversation, "b", "b"), "b", 9), ["a", "A", "b"]);
});

test("editing a turn drops its replies and what follows, editing a reply only what follows", () => {
  const conversation = talk(["a", "A"], ["b", "B"], ["c", "C"]);
  assert.deepEqual(editTurn(conversation, "b", "x").exchanges.map((one) => [one.text, one.replies.length]), [["a", 1], ["x", 0]]);
  const edited = editReply(conversation, "b", "X");
  assert.deepEqual(edited.exchanges.map((one) => one.replies[0]?.text), ["A", "X"]);
  assert.equal(edited.exchanges[1]?.replies[0]?.edited, true);
});

test("a reply to an exchange that was deleted meanwhile changes nothing", () => {
  const conversation = removeExchange(talk(["a", "A"]), "a");
  assert.equal(addReply(conversation, "a", reply("late"), "text"), conversation);
});

test("a reply clears the problem before it", () => {
  const failed = setProblem(talk(["a", null]), "a", "gone");
  assert.equal(failed.exchanges[0]?.problem, "gone");
  assert.equal(addReply(failed, "a", reply("A"), "").exchanges[0]?.problem, undefined);
});

test("knowledge is kept as each reply knew it, once, and only while a reply needs it", () => {
  let conversation = { ...talk(), knowledge: "one" };
  conversation = addReply(addExchange(conversation, "a", "a"), "a", reply("A"), "one");
  conversation = addReply(addExchange(conversation, "b", "b"), "b", reply("B"), "one");
  conversation = addReply(addExchange(conversation, "c", "c"), "c", reply("C"), "two");
  assert.deepEqual(Object.values(conversation.knowledge_versions).sort(), ["one", "two"]);
  const fewer = withoutUnusedKnowledge(removeExchange(conversation, "c"));
  assert.deepEqual(Object.values(fewer.knowledge_versions), ["one"]);
});

test("a seed moves on with each reply and each retry", () => {
  const conversation = { ...talk(["a", "A"], ["b", null]), parameters: { seed: 7 } };
  assert.equal(respondBody(conversation, "b", 200).parameters["seed"], 8);
  assert.equal(respondBody(addReply(conversation, "b", reply("B"), ""), "b", 200).parameters["seed"], 9);
  assert.equal(respondBody(talk(["a", null]), "a", 200).parameters["seed"], undefined);
});

test("blank knowledge is not sent", () => {
  assert.equal("knowledge" in respondBody({ ...talk(["a", null]), knowledge: " \n" }, "a", 200), false);
});

test("a title is the first turn on one line, not cut inside a word", () => {
  assert.equal(titleOf(talk(["Hello\n  there", null])), "Hello there");
  assert.equal(titleOf(talk(["word ".repeat(30), null])), "word ".repeat(12).trim() + "…");
  assert.equal(titleOf(talk()), "New conversation");
});
