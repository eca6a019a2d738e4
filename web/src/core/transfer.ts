// SPDX-License-Identifier: MIT
// Conversations as files.
import { chosenReply, titleOf, type Conversation } from "./conversation";
import { newId } from "./ids";
import { withoutDefaults } from "./parameters";
import { members, type Parameters } from "./protocol";
import { readConversation } from "./read_conversation";

// `turns` is for other programs (it is what a session of the server holds); `exchanges` brings everything back here.
export function exportConversation(conversation: Conversation): string {
  const turns = conversation.exchanges.flatMap((exchange) => {
    const reply = chosenReply(exchange);
    return [{ speaker: "user", text: exchange.text }, ...(reply ? [{ speaker: "model", text: reply.text }] : [])];
  });
  const { id: _, title: _title, ...rest } = conversation;
  return JSON.stringify({ format: "godel-conversation", version: 1, title: titleOf(conversation), turns, ...rest }, null, 2) + "\n";
}

export function exportName(conversation: Conversation): string {
  const plain = titleOf(conversation).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 40);
  return `${plain || "conversation"}.json`;
}

// A conversation of its own, whatever it was before; or words on why the file is none.
export function importConversation(file: string, defaults: Parameters, now: number): Conversation | string {
  let value: unknown;
  try {
    value = JSON.parse(file);
  } catch {
    return "This file is not JSON.";
  }
  const version = members(value)["version"];
  if (typeof version === "number" && version > 1) return "This file was written by a newer version of this page.";
  const conversation = readConversation(value);
  if (!conversation) return "This file holds no conversation: it has neither “exchanges” nor “turns”.";
  return { ...conversation, id: newId(), updated: now, parameters: withoutDefaults(conversation.parameters, defaults) };
}
