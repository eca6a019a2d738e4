// SPDX-License-Identifier: MIT
// The exchanges of the shown conversation. Only what changed is drawn again, so that focus and selection stay.
import type { App } from "../app/app";
import type { Conversation } from "../core/conversation";
import { icon } from "./icons";
import { h, replaceKeepingFocus, setHidden } from "./dom";
import { createExchange } from "./exchange";
import { createWriting, type WritingReply } from "./reply";
import { createWelcome } from "./welcome";

interface Drawn {
  looks: string; // what it was drawn from
  element: HTMLElement;
}

export function createThread(app: App, suggest: (text: string) => void): HTMLElement {
  const column = h("div", { class: "column" });
  const welcome = createWelcome(app, suggest);
  const scroller = h("div", { class: "thread", role: "region", "aria-label": "Conversation", tabindex: 0 }, welcome, column);
  const latest = h("button", { type: "button", class: "to-latest", "aria-label": "Go to the latest turn", hidden: true, click: () => toEnd(true) }, icon("down"));
  let drawn = new Map<string, Drawn>();
  let shown = "";
  let writing: { exchange_id: string; reply: WritingReply } | null = null;
  let at_end = true;

  const toEnd = (smooth: boolean) => {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth && !calm ? "smooth" : "auto" });
  };
  const measure = () => {
    at_end = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
    setHidden(latest, at_end);
  };
  scroller.addEventListener("scroll", measure, { passive: true });
  new ResizeObserver(() => {
    if (at_end) toEnd(false);
    else measure();
  }).observe(column);

  const draw = (conversation: Conversation, running_id: string | undefined) => {
    const other = conversation.id !== shown;
    if (other) {
      column.replaceChildren();
      drawn = new Map();
      shown = conversation.id;
    }
    if (writing?.exchange_id !== running_id) writing = running_id ? { exchange_id: running_id, reply: createWriting() } : null;
    setHidden(welcome, conversation.exchanges.length > 0);
    setHidden(column, conversation.exchanges.length === 0);
    const next = new Map<string, Drawn>();
    let place: Element | null = null;
    for (const exchange of conversation.exchanges) {
      const is_writing = exchange.id === running_id;
      const looks = JSON.stringify([exchange, is_writing]);
      const old = drawn.get(exchange.id);
      let element = old?.element;
      if (!element || old?.looks !== looks) {
        element = createExchange(app, conversation, exchange, is_writing ? writing?.reply ?? null : null);
        if (old) replaceKeepingFocus(old.element, element);
      }
      const wanted: Element | null = place ? place.nextElementSibling : column.firstElementChild;
      if (wanted !== element) column.insertBefore(element, wanted);
      next.set(exchange.id, { looks, element });
      place = element;
    }
    for (const [id, { element }] of drawn) if (!next.has(id)) element.remove();
    const grew = next.size > drawn.size;
    drawn = next;
    if (other || grew) {
      at_end = true;
      toEnd(false);
    }
  };

  app.store.watch(
    (state) => [state.conversation, state.running.get(state.conversation.id)?.exchange_id],
    ([conversation, running_id]) => draw(conversation, running_id),
  );
  const refresh = () => {
    const running = app.store.state.running.get(app.store.state.conversation.id);
    if (running) writing?.reply.update(running);
  };
  app.store.watch((state) => [state.running.get(state.conversation.id)], refresh);
  setInterval(() => {
    const phase = app.store.state.running.get(app.store.state.conversation.id)?.phase;
    if (phase && phase !== "writing") refresh();
  }, 500);
  return h("div", { class: "thread-frame" }, scroller, latest);
}
