// SPDX-License-Identifier: MIT
// What the model could read for one reply: the knowledge as it was, what was cut off its end, what the reply took from it.
import type { App } from "../app/app";
import { chosenReply, type Conversation, type Exchange, type Reply } from "../core/conversation";
import { bytes, plural } from "../core/format";
import { utf8Length } from "../core/utf8";
import { h, type Child } from "./dom";
import { icon } from "./icons";
import { knowledgeOf, markedKnowledge, quotesOf } from "./quotes";
import type { State } from "../app/state";

export function createReading(app: App): HTMLElement {
  const view = h("div", { class: "reading", "data-role": "reading-view" });
  app.store.watch((state) => [state.conversation, state.reading, state.knowledge_view], ([conversation, reading, shown]) => {
    if (shown !== "read") return;
    view.replaceChildren(...render(conversation, reading).filter((child): child is Node | string => Boolean(child)));
    view.querySelector("mark")?.scrollIntoView({ block: "nearest" });
  });
  return view;
}

function findReply(conversation: Conversation, reading: State["reading"]): [Exchange, Reply] | null {
  const named = conversation.exchanges.find((one) => one.id === reading?.exchange_id);
  const reply = named?.replies.find((one) => one.id === reading?.reply_id);
  if (named && reply) return [named, reply];
  for (const exchange of [...conversation.exchanges].reverse()) {
    const chosen = chosenReply(exchange);
    if (chosen) return [exchange, chosen];
  }
  return null;
}

function render(conversation: Conversation, reading: State["reading"]): Child[] {
  const found = findReply(conversation, reading);
  if (!found) return [h("p", { class: "note" }, "After the first reply this shows which part of the knowledge the model could read.")];
  const [exchange, reply] = found;
  const knowledge = knowledgeOf(conversation, reply);
  const title = h("p", { class: "reading-for" }, "For the reply to ", h("q", {}, exchange.text.slice(0, 80) || "…"));
  const turns = reply.dropped_turns
    ? h("p", { class: "note is-warning" }, `${plural(reply.dropped_turns, "older turn")} did not fit into what the model reads, and came to be left out.`)
    : null;
  if (!knowledge) return [title, turns, h("p", { class: "note" }, "This reply was written without knowledge.")];
  const quotes = quotesOf(reply.text, knowledge.read);
  const whole = utf8Length(knowledge.whole);
  const cut = utf8Length(knowledge.cut);
  const known = reply.usage !== undefined;
  const sum = cut > 0
    ? `The model read the first ${bytes(whole - cut)} of ${bytes(whole)}. The last ${bytes(cut)} did not fit.`
    : known ? `The model read all of it, ${bytes(whole)}.` : "The reply broke off before the server said how much was read.";
  return [
    title,
    h("p", { class: "reading-sum" }, sum),
    turns,
    conversation.knowledge !== knowledge.whole && h("p", { class: "note" }, "The knowledge has been changed since."),
    h("p", { class: "legend" }, h("i", { class: "swatch", "aria-hidden": "true" }),
      quotes.length > 0 ? "also in the reply" : "nothing of it is in the reply", cut > 0 && h("i", { class: "swatch is-cut", "aria-hidden": "true" }), cut > 0 && "not read"),
    h("div", { class: "reading-text", tabindex: 0, role: "region", "aria-label": "Knowledge as the model read it" },
      ...markedKnowledge(knowledge.read, quotes),
      knowledge.cut && h("div", { class: "cut-line" }, icon("warning"), `Cut here: ${bytes(cut)} did not fit`),
      knowledge.cut && h("del", {}, knowledge.cut.slice(0, 20_000) + (knowledge.cut.length > 20_000 ? "…" : ""))),
  ];
}
