// SPDX-License-Identifier: MIT
// A conversation and what can be done to it. Each operation takes one and gives a new one, and names its exchange by id:
// it can so be applied to what another tab has stored meanwhile.
import { newId, textId } from "./ids";
import type { Parameters, Timing, Usage } from "./protocol";

export type ReplyState = "done" | "stopped" | "broken";

export interface Reply {
  id: string;
  text: string;
  state: ReplyState;
  problem?: string; // why it broke, in words
  edited?: boolean;
  finish_reason?: string;
  usage?: Usage;
  timing?: Timing;
  dropped_turns?: number;
  dropped_knowledge_bytes?: number;
  dropped_turn_bytes?: number;
  knowledge_id?: string; // in Conversation.knowledge_versions; absent: it had none
}

// A turn of the user and the replies to it, of which one is chosen.
export interface Exchange {
  id: string;
  text: string;
  replies: Reply[];
  chosen: number;
  problem?: string; // why the last attempt gave nothing
}

export interface Conversation {
  id: string;
  title: string; // empty: named after its first turn or its knowledge
  created: number; // ms since 1970
  updated: number;
  instruction: string; // empty: the server chooses; a name; or free text
  knowledge: string;
  knowledge_versions: Record<string, string>; // the texts that replies have used
  parameters: Parameters; // only what differs from the server's defaults
  exchanges: Exchange[];
}

export function newConversation(now: number, like?: Conversation): Conversation {
  return {
    id: newId(),
    title: "",
    created: now,
    updated: now,
    instruction: like?.instruction ?? "",
    knowledge: "",
    knowledge_versions: {},
    parameters: like?.parameters ?? {},
    exchanges: [],
  };
}

export function chosenReply(exchange: Exchange): Reply | undefined {
  return exchange.replies[exchange.chosen];
}

export function titleOf(conversation: Conversation): string {
  if (conversation.title) return conversation.title;
  const first = (conversation.exchanges[0]?.text ?? conversation.knowledge.slice(0, 200)).replace(/\s+/g, " ").trim();
  if (!first) return "New conversation";
  return first.length <= 60 ? first : first.slice(0, 60).replace(/\s\S*$/, "") + "…";
}

// Nothing that somebody would miss.
export function isBlank(conversation: Conversation): boolean {
  return conversation.exchanges.length === 0 && !conversation.knowledge && !conversation.title;
}

function changeExchange(conversation: Conversation, id: string, change: (exchange: Exchange) => Exchange): Conversation {
  return { ...conversation, exchanges: conversation.exchanges.map((one) => (one.id === id ? change(one) : one)) };
}

export function addExchange(conversation: Conversation, id: string, text: string): Conversation {
  return { ...conversation, exchanges: [...conversation.exchanges, { id, text, replies: [], chosen: 0 }] };
}

export function addReply(conversation: Conversation, exchange_id: string, reply: Reply, knowledge: string): Conversation {
  if (!conversation.exchanges.some((one) => one.id === exchange_id)) return conversation; // deleted meanwhile
  const kept = knowledge ? { ...reply, knowledge_id: textId(knowledge) } : reply;
  const versions = knowledge ? { ...conversation.knowledge_versions, [textId(knowledge)]: knowledge } : conversation.knowledge_versions;
  return changeExchange({ ...conversation, knowledge_versions: versions }, exchange_id, ({ problem: _, ...exchange }) => ({
    ...exchange,
    replies: [...exchange.replies, kept],
    chosen: exchange.replies.length,
  }));
}

export function setProblem(conversation: Conversation, exchange_id: string, problem: string | null): Conversation {
  return changeExchange(conversation, exchange_id, ({ problem: _, ...exchange }) => (problem ? { ...exchange, problem } : exchange));
}

export function chooseReply(conversation: Conversation, exchange_id: string, chosen: number): Conversation {
  return changeExchange(conversation, exchange_id, (exchange) => ({ ...exchange, chosen }));
}

export function exchangesBehind(conversation: Conversation, exchange_id: string): number {
  const at = conversation.exchanges.findIndex((one) => one.id === exchange_id);
  return at < 0 ? 0 : conversation.exchanges.length - at - 1;
}

function dropBehind(conversation: Conversation, exchange_id: string): Conversation {
  const at = conversation.exchanges.findIndex((one) => one.id === exchange_id);
  return at < 0 ? conversation : { ...conversation, exchanges: conversation.exchanges.slice(0, at + 1) };
}

// The user's turn gets another text; its replies and all later turns go.
export function editTurn(conversation: Conversation, exchange_id: string, text: string): Conversation {
  return changeExchange(dropBehind(conversation, exchange_id), exchange_id, ({ id }) => ({ id, text, replies: [], chosen: 0 }));
}

// The chosen reply gets another text, from which the conversation goes on; all later turns go.
export function editReply(conversation: Conversation, exchange_id: string, text: string): Conversation {
  return changeExchange(dropBehind(conversation, exchange_id), exchange_id, (exchange) => ({
    ...exchange,
    replies: exchange.replies.map((reply, i) => {
      const { problem: _, ...rest } = reply;
      return i === exchange.chosen ? { ...rest, text, state: "done", edited: true } : reply;
    }),
  }));
}

export function removeExchange(conversation: Conversation, exchange_id: string): Conversation {
  return { ...conversation, exchanges: conversation.exchanges.filter((one) => one.id !== exchange_id) };
}

export function resetTurns(conversation: Conversation): Conversation {
  return { ...conversation, exchanges: [] };
}

// Before it is stored: texts that no reply refers to any more are dropped.
export function withoutUnusedKnowledge(conversation: Conversation): Conversation {
  const used = new Set(conversation.exchanges.flatMap((one) => one.replies.map((reply) => reply.knowledge_id)));
  const versions = Object.entries(conversation.knowledge_versions).filter(([id]) => used.has(id));
  return { ...conversation, knowledge_versions: Object.fromEntries(versions) };
}
