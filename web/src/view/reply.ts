// SPDX-License-Identifier: MIT
// A reply that has ended, with what is known about it; and one on its way.
import type { App } from "../app/app";
import type { Running } from "../app/state";
import { choose, removePair, retry } from "../app/turns";
import type { Conversation, Exchange, Reply } from "../core/conversation";
import { bytes, count, duration, plural } from "../core/format";
import { utf8Length } from "../core/utf8";
import { iconButton } from "./button";
import { copyText, h, setHidden, type Child } from "./dom";
import { icon, mark } from "./icons";
import { knowledgeOf, markedReply, quotesOf } from "./quotes";
import { showPanel } from "./layout";

const kFinishWords: Record<string, string> = {
  eos: "The model ended it.",
  length: "The length limit ended it.",
  stop: "A stop word ended it.",
};

function frame(...content: Child[]): HTMLElement {
  return h("div", { class: "turn is-model" }, h("div", { class: "avatar" }, mark()), h("div", { class: "reply" }, ...content));
}

export function createReply(app: App, conversation: Conversation, exchange: Exchange, reply: Reply, editReply: () => void): HTMLElement {
  const knowledge = knowledgeOf(conversation, reply);
  const quotes = quotesOf(reply.text, knowledge?.read ?? "");
  const body = reply.text.trim()
    ? h("div", { class: "words" }, ...markedReply(reply.text, knowledge?.read ?? "", quotes))
    : h("div", { class: "words is-empty" }, "The model had nothing to say.");
  return frame(
    h("h3", { class: "offscreen" }, "Reply"),
    body,
    reply.problem && h("p", { class: "problem is-soft" }, icon("warning"), h("span", {}, reply.problem)),
    h("div", { class: "reply-foot" },
      h("div", { class: "chips" }, ...chips(app, exchange, reply, quotes.length, knowledge), meta(reply)),
      tools(app, exchange, reply, editReply)),
  );
}

function chips(app: App, exchange: Exchange, reply: Reply, quotes: number, knowledge: ReturnType<typeof knowledgeOf>): Child[] {
  const result: Child[] = [];
  if (knowledge) {
    const whole = utf8Length(knowledge.whole);
    const used = quotes > 0 ? plural(quotes, "passage") : knowledge.cut ? "No passage" : "No words";
    const read = knowledge.cut ? ` used · read ${bytes(utf8Length(knowledge.read))} of ${bytes(whole)}` : " from your knowledge";
    result.push(
      h("button", { type: "button", class: `chip ${knowledge.cut ? "is-warning" : ""}`, "data-key": "reading", "data-role": "reading",
        "data-tip": knowledge.cut ? "Show what the model read, and what was cut" : "Show what the model read",
        click: () => {
          app.store.set({ reading: { exchange_id: exchange.id, reply_id: reply.id }, knowledge_view: "read" });
          showPanel(app, "knowledge");
        } },
        h("i", { class: quotes > 0 ? "swatch" : "swatch is-off", "aria-hidden": "true" }), used + read),
    );
  }
  if (reply.dropped_turns) result.push(h("span", { class: "chip is-warning" }, `${plural(reply.dropped_turns, "older turn")} did not fit`));
  if (reply.dropped_turn_bytes)
    result.push(h("span", { class: "chip is-warning" }, `The first ${bytes(reply.dropped_turn_bytes)} of your message did not fit`));
  if (reply.finish_reason === "length") result.push(h("span", { class: "chip" }, "Ended by the length limit"));
  if (reply.state === "stopped") result.push(h("span", { class: "chip" }, icon("stop"), "Stopped"));
  if (reply.edited) result.push(h("span", { class: "chip" }, icon("pen"), "Edited by you"));
  return result;
}

// One line; opened, all numbers.
function meta(reply: Reply): Child {
  const { usage, timing } = reply;
  if (!usage || !timing || reply.edited) return null;
  const line = [
    duration(timing.total_ms),
    plural(usage.completion_tokens, "token"),
    timing.tokens_per_second > 0 && `${count(timing.tokens_per_second)} tokens/s`,
  ].filter(Boolean).join(" · ");
  const rows: [string, string][] = [
    ["Read", `${plural(usage.prompt_tokens, "token")}${reply.dropped_turns ? `, ${plural(reply.dropped_turns, "older turn")} left out` : ""}`],
    ["Written", plural(usage.completion_tokens, "token")],
    ["First word after", duration(timing.first_token_ms)],
    ["In the queue", duration(timing.queue_ms)],
    ["End", kFinishWords[reply.finish_reason ?? ""] ?? reply.finish_reason ?? ""],
  ];
  return h("details", { class: "meta" }, h("summary", { "data-key": "meta" }, line),
    h("dl", {}, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])));
}

function tools(app: App, exchange: Exchange, reply: Reply, editReply: () => void): HTMLElement {
  const several = exchange.replies.length;
  const switcher = several > 1 && h("span", { class: "switcher", role: "group", "aria-label": "Replies to this turn" },
    previous(app, exchange), h("span", {}, `${exchange.chosen + 1}/${several}`), next(app, exchange));
  const copy = iconButton({ icon: "copy", label: "Copy the reply", key: "copy", run: () => {
    void copyText(reply.text).then((done) => {
      copy.replaceChildren(icon(done ? "check" : "warning"));
      app.announce(done ? "Copied." : "Copying did not work.");
      setTimeout(() => copy.replaceChildren(icon("copy")), 1500);
    });
  } });
  return h("div", { class: "tools" },
    switcher,
    copy,
    iconButton({ icon: "retry", label: "Another reply", key: "retry", run: () => retry(app, exchange.id) }),
    iconButton({ icon: "pen", label: "Edit the reply", key: "edit-reply", run: editReply }),
    iconButton({ icon: "trash", label: "Delete this turn and its reply", key: "delete", run: () => removePair(app, exchange.id) }));
}

function previous(app: App, exchange: Exchange): HTMLElement {
  const button = iconButton({ icon: "back", label: "Reply before", key: "previous", run: () => choose(app, exchange.id, exchange.chosen - 1) });
  button.disabled = exchange.chosen === 0;
  return button;
}

function next(app: App, exchange: Exchange): HTMLElement {
  const button = iconButton({ icon: "forward", label: "Reply after", key: "next", run: () => choose(app, exchange.id, exchange.chosen + 1) });
  button.disabled = exchange.chosen + 1 >= exchange.replies.length;
  return button;
}

export interface WritingReply {
  element: HTMLElement;
  update: (running: Running) => void;
}

export function createWriting(): WritingReply {
  const words = h("div", { class: "words is-writing" });
  const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  const waiting = h("span", { class: "waiting-words" });
  const wait = h("div", { class: "waiting" }, dots, waiting);
  const element = frame(h("h3", { class: "offscreen" }, "Reply being written"), words, wait);
  element.dataset["role"] = "writing";
  const update = (running: Running) => {
    setHidden(wait, running.phase === "writing");
    setHidden(words, running.phase !== "writing");
    waiting.textContent = waitingWords(running, Date.now());
    if (running.phase === "writing") words.replaceChildren(...markedReply(running.text, running.knowledge, quotesOf(running.text, running.knowledge)));
  };
  return { element, update };
}

function waitingWords(running: Running, now: number): string {
  const seconds = Math.floor((now - running.started) / 1000);
  switch (running.phase) {
    case "loading":
      return "The model is still loading. Your turn goes out as soon as it is ready.";
    case "busy":
      return `The server is busy. Trying again in ${Math.max(1, Math.ceil(((running.until ?? now) - now) / 1000))} s.`;
    case "key":
      return "Waiting for the API key.";
    default:
      return seconds < 4 ? "" : `${seconds} s`;
  }
}
