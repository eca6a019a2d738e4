// SPDX-License-Identifier: MIT
// A conversation out of JSON that may come from anywhere: this page's storage, its exports, a session of the server, or
// what `godel chat` saves. Whatever is not understood is left out.
import type { Conversation, Exchange, Reply, ReplyState } from "./conversation";
import { newId, textId } from "./ids";
import { knownParameters } from "./parameters";
import { members, number, parameterMembers, text, type Members } from "./protocol";

function readReply(value: unknown): Reply | null {
  const from = members(value);
  if (typeof from["text"] !== "string") return null;
  const state = text(from["state"], "done");
  const usage = members(from["usage"]);
  const timing = members(from["timing"]);
  return {
    id: text(from["id"], newId()),
    text: from["text"],
    state: (["done", "stopped", "broken"].includes(state) ? state : "done") as ReplyState,
    ...(typeof from["problem"] === "string" ? { problem: from["problem"] } : {}),
    ...(from["edited"] === true ? { edited: true } : {}),
    ...(typeof from["finish_reason"] === "string" ? { finish_reason: from["finish_reason"] } : {}),
    ...(typeof from["knowledge_id"] === "string" ? { knowledge_id: from["knowledge_id"] } : {}),
    ...(typeof from["dropped_turns"] === "number" ? { dropped_turns: from["dropped_turns"] } : {}),
    ...(typeof from["dropped_knowledge_bytes"] === "number" ? { dropped_knowledge_bytes: from["dropped_knowledge_bytes"] } : {}),
    ...(typeof from["dropped_turn_bytes"] === "number" ? { dropped_turn_bytes: from["dropped_turn_bytes"] } : {}),
    ...(typeof usage["prompt_tokens"] === "number"
      ? { usage: { prompt_tokens: number(usage["prompt_tokens"]), completion_tokens: number(usage["completion_tokens"]) } }
      : {}),
    ...(typeof timing["total_ms"] === "number"
      ? {
          timing: {
            queue_ms: number(timing["queue_ms"]),
            first_token_ms: number(timing["first_token_ms"]),
            total_ms: number(timing["total_ms"]),
            tokens_per_second: number(timing["tokens_per_second"]),
          },
        }
      : {}),
  };
}

function readExchange(value: unknown): Exchange | null {
  const from = members(value);
  if (typeof from["text"] !== "string") return null;
  const replies = list(from["replies"]).map(readReply).filter((one): one is Reply => one !== null);
  const chosen = Math.trunc(number(from["chosen"]));
  return {
    id: text(from["id"], newId()),
    text: from["text"],
    replies,
    chosen: Math.min(Math.max(0, chosen), Math.max(0, replies.length - 1)),
    ...(typeof from["problem"] === "string" ? { problem: from["problem"] } : {}),
  };
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

// Turns in the server's way, {"speaker": "user" | "model", "text"}. A reply with no turn before it gets an empty one.
function exchangesOfTurns(turns: unknown[]): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const turn of turns.map(members)) {
    if (typeof turn["text"] !== "string") continue;
    const last = exchanges[exchanges.length - 1];
    if (turn["speaker"] === "model") {
      const reply: Reply = { id: newId(), text: turn["text"], state: "done" };
      if (last && last.replies.length === 0) last.replies.push(reply);
      else exchanges.push({ id: newId(), text: "", replies: [reply], chosen: 0 });
    } else {
      exchanges.push({ id: newId(), text: turn["text"], replies: [], chosen: 0 });
    }
  }
  return exchanges;
}

function versionsOf(from: Members, knowledge: string): Record<string, string> {
  const versions = Object.entries(members(from["knowledge_versions"])).filter(([, one]) => typeof one === "string");
  return versions.length > 0 || !knowledge ? (Object.fromEntries(versions) as Record<string, string>) : { [textId(knowledge)]: knowledge };
}

export function readConversation(value: unknown): Conversation | null {
  const from = members(value);
  const has_exchanges = Array.isArray(from["exchanges"]);
  if (!has_exchanges && !Array.isArray(from["turns"])) return null;
  const exchanges = has_exchanges
    ? list(from["exchanges"]).map(readExchange).filter((one): one is Exchange => one !== null)
    : exchangesOfTurns(list(from["turns"]));
  const knowledge = text(from["knowledge"]);
  const now = Date.now();
  return {
    id: text(from["id"], newId()),
    title: text(from["title"]),
    created: number(from["created"], now),
    updated: number(from["updated"], now),
    instruction: text(from["instruction"]),
    knowledge,
    knowledge_versions: versionsOf(from, knowledge),
    parameters: knownParameters(parameterMembers(from["parameters"])),
    exchanges,
  };
}
