// SPDX-License-Identifier: MIT
// Text with the passages marked that reply and knowledge share.
import type { Conversation, Reply } from "../core/conversation";
import { findQuotes, indexKnowledge, surroundings, type KnowledgeIndex, type Quote } from "../core/highlight";
import { cutUtf8, utf8Length } from "../core/utf8";
import { h } from "./dom";
import { tipFor } from "./tip";

export interface ReadKnowledge {
  whole: string;
  read: string; // what reached the model
  cut: string; // what did not
}

export function knowledgeOf(conversation: Conversation, reply: Reply): ReadKnowledge | null {
  const whole = reply.knowledge_id ? conversation.knowledge_versions[reply.knowledge_id] : undefined;
  if (whole === undefined) return null;
  const [read, cut] = cutUtf8(whole, utf8Length(whole) - (reply.dropped_knowledge_bytes ?? 0));
  return { whole, read, cut };
}

// A few texts are asked about over and over, while a reply is written above all.
const indexes = new Map<string, KnowledgeIndex>();

function indexOf(knowledge: string): KnowledgeIndex {
  const known = indexes.get(knowledge);
  if (known) return known;
  const index = indexKnowledge(knowledge);
  if (indexes.size >= 4) indexes.delete(indexes.keys().next().value as string);
  indexes.set(knowledge, index);
  return index;
}

export function quotesOf(text: string, knowledge: string): Quote[] {
  return knowledge ? findQuotes(text, indexOf(knowledge)) : [];
}

function marked(text: string, spans: [number, number, number][], markOf: (words: string, which: number) => HTMLElement): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const [start, end, which] of spans) {
    if (start < at) continue;
    if (start > at) nodes.push(document.createTextNode(text.slice(at, start)));
    nodes.push(markOf(text.slice(start, end), which));
    at = end;
  }
  nodes.push(document.createTextNode(text.slice(at)));
  return nodes;
}

// The reply; over each passage a tip shows where in the knowledge it stands.
export function markedReply(text: string, knowledge: string, quotes: Quote[]): Node[] {
  return marked(text, quotes.map((quote, i) => [quote.start, quote.end, i]), (words, which) => {
    const mark = h("mark", { class: "quote" }, words);
    tipFor(mark, () => {
      const quote = quotes[which];
      if (!quote) return null;
      const [before, place, behind] = surroundings(knowledge, quote.source_start, quote.source_end);
      return [h("span", { class: "tip-title" }, "In your knowledge"), before, h("mark", { class: "quote" }, place), behind];
    });
    return mark;
  });
}

export function markedKnowledge(knowledge: string, quotes: Quote[]): Node[] {
  const spans = quotes.map((quote, i): [number, number, number] => [quote.source_start, quote.source_end, i]);
  spans.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  return marked(knowledge, spans, (words) => h("mark", { class: "quote" }, words));
}
