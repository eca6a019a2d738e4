// SPDX-License-Identifier: MIT
import test from "node:test";
import assert from "node:assert/strict";
import { addExchange, addReply, newConversation, type Conversation } from "../../../web/src/core/conversation";
import { ConversationStore, kPrefix, MemoryStorage } from "../../../web/src/core/store";

const withTurn = (text: string, now = 0): Conversation => addExchange(newConversation(now), text, text);

test("a conversation comes back as it was", () => {
  const storage = new MemoryStorage();
  const reply = {
    id: "r", text: "Hi!", state: "done", finish_reason: "eos", usage: { prompt_tokens: 3, completion_tokens: 2 },
    timing: { queue_ms: 0, first_token_ms: 1, total_ms: 2, tokens_per_second: 3 }, dropped_turns: 1, dropped_knowledge_bytes: 2,
  } as const;
  const conversation = addReply({ ...withTurn("hello"), knowledge: "k", parameters: { top_p: 0.5, do_sample: false } }, "hello", reply, "k");
  new ConversationStore(storage).save(conversation);
  assert.deepEqual(new ConversationStore(storage).load(conversation.id), conversation);
});

test("two tabs with two conversations do not touch each other's", () => {
  const storage = new MemoryStorage();
  const [one, two] = [new ConversationStore(storage), new ConversationStore(storage)];
  const [a, b] = [withTurn("a"), withTurn("b")];
  one.save(a);
  two.save(b);
  one.change(a.id, (conversation) => addExchange(conversation, "x", "x"), 5);
  assert.equal(two.load(b.id)?.exchanges.length, 1);
  assert.equal(two.load(a.id)?.exchanges.length, 2);
  assert.deepEqual(two.list().map((summary) => summary.id), [a.id, b.id]);
});

test("two tabs with the same conversation add to each other's turns", () => {
  const storage = new MemoryStorage();
  const [one, two] = [new ConversationStore(storage), new ConversationStore(storage)];
  const conversation = withTurn("a");
  one.save(conversation);
  two.change(conversation.id, (now) => addExchange(now, "b", "b"), 1);
  one.change(conversation.id, (now) => addReply(now, "a", { id: "r", text: "A", state: "done" }, ""), 2);
  const stored = two.load(conversation.id);
  assert.deepEqual(stored?.exchanges.map((exchange) => [exchange.text, exchange.replies.length]), [["a", 1], ["b", 0]]);
});

test("what another tab deleted is not brought back by a change", () => {
  const storage = new MemoryStorage();
  const [one, two] = [new ConversationStore(storage), new ConversationStore(storage)];
  const conversation = withTurn("a");
  one.save(conversation);
  two.remove(conversation.id);
  assert.equal(one.change(conversation.id, (now) => now, 1), null);
  assert.deepEqual(one.list(), []);
});

test("broken, foreign and empty entries are not listed", () => {
  const storage = new MemoryStorage();
  storage.setItem(kPrefix + "1", "{");
  storage.setItem(kPrefix + "2", "[]");
  storage.setItem("other", "{}");
  const store = new ConversationStore(storage);
  store.save(newConversation(0));
  assert.deepEqual(store.list(), []);
  assert.equal(store.load("1"), null);
});

test("when the storage is full, the conversation lives on in the tab, and somebody is told", () => {
  const storage = new MemoryStorage();
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  let told = 0;
  const store = new ConversationStore(storage, () => ++told);
  const conversation = withTurn("a");
  store.save(conversation);
  assert.equal(told, 1);
  assert.equal(store.load(conversation.id)?.exchanges.length, 1);
  assert.equal(store.list()[0]?.title, "a");
});
