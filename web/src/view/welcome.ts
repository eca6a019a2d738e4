// SPDX-License-Identifier: MIT
// What an empty conversation shows: what this is for, and three ways to begin.
import type { App } from "../app/app";
import { setInstruction, setKnowledge } from "../app/turns";
import { h } from "./dom";
import { icon, mark, type IconName } from "./icons";
import { showPanel } from "./layout";

interface Start {
  icon: IconName;
  title: string;
  words: string;
  message: string;
  instruction: string;
  knowledge?: string;
}

const kStarts: readonly Start[] = [
  {
    icon: "chat", title: "Just talk", words: "Small talk, with no facts behind it.",
    message: "I planted tomatoes on my balcony today!", instruction: "",
  },
  {
    icon: "book", title: "Ask about a text", words: "The reply keeps to the text you give.",
    message: "How late can I come by on a Thursday?", instruction: "",
    knowledge:
      "The Linden Street library is open from 10 am to 6 pm on weekdays and until 9 pm on Thursdays. On Saturdays it closes at 2 pm, " +
      "and on Sundays it stays shut. Up to 12 books may be borrowed for four weeks. A card costs 15 euros a year; children pay nothing.",
  },
  {
    icon: "question", title: "Get an answer", words: "A question, answered from a text.",
    message: "When was the bridge opened?", instruction: "qa",
    knowledge:
      "The old stone bridge over the Vell was opened in 1871 after six years of work. It is 214 metres long and rests on nine arches. " +
      "Trams crossed it until 1958. Since its repair in 2009 it has been open to walkers and bicycles only.",
  },
];

export function createWelcome(app: App, suggest: (text: string) => void): HTMLElement {
  const starts = kStarts.map((start) =>
    h("button", { type: "button", class: "start", click: () => {
      if (start.knowledge !== undefined) {
        setKnowledge(app, start.knowledge);
        if (window.matchMedia("(min-width: 1180px)").matches) {
          app.store.set({ knowledge_view: "write" });
          showPanel(app, "knowledge");
        }
      }
      const known = app.store.state.info?.instructions ?? {};
      setInstruction(app, start.instruction in known ? start.instruction : "");
      suggest(start.message);
    } }, icon(start.icon), h("strong", {}, start.title), h("span", {}, start.words)),
  );
  return h("section", { class: "welcome", "aria-label": "Begin" },
    mark(),
    h("h2", {}, "Talk, or ask about a text"),
    h("p", {}, "GODEL replies from the conversation and from the knowledge that you paste beside it. What it takes from there is ",
      h("mark", { class: "quote" }, "marked"), "."),
    h("div", { class: "starts" }, ...starts));
}
