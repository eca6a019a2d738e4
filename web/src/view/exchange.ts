// SPDX-License-Identifier: MIT
// One turn of the user and what came of it.
import type { App } from "../app/app";
import { edit, removePair, retry, rewriteReply } from "../app/turns";
import { chosenReply, exchangesBehind, type Conversation, type Exchange } from "../core/conversation";
import { plural } from "../core/format";
import { iconButton, textButton } from "./button";
import { fitHeight, h } from "./dom";
import { icon } from "./icons";
import { createReply, type WritingReply } from "./reply";

export function createExchange(app: App, conversation: Conversation, exchange: Exchange, writing: WritingReply | null): HTMLElement {
  const reply = chosenReply(exchange);
  const article = h("article", { class: "exchange", "data-exchange": exchange.id, "aria-label": exchange.text.slice(0, 60) });
  if (exchange.text) article.append(createTurn(app, exchange, article));
  if (writing) article.append(writing.element);
  else if (reply) {
    const element = createReply(app, conversation, exchange, reply, () =>
      openEditor(app, element, exchange, reply.text, "Your version of the reply", "Keep this", (text) => rewriteReply(app, exchange.id, text)),
    );
    article.append(element);
  }
  if (!writing && (exchange.problem || !reply)) article.append(createProblem(app, exchange));
  return article;
}

function createTurn(app: App, exchange: Exchange, article: HTMLElement): HTMLElement {
  const turn = h(
    "div",
    { class: "turn is-user" },
    h("h3", { class: "offscreen" }, "Your turn"),
    h("div", { class: "bubble" }, exchange.text),
    h("div", { class: "tools" },
      iconButton({ icon: "pen", label: "Edit your turn", key: "edit", run: () => {
        openEditor(app, turn, exchange, exchange.text, "Your turn", "Send again", (text) => edit(app, exchange.id, text));
        article.scrollIntoView({ block: "nearest" });
      } })),
  );
  turn.dataset["role"] = "turn";
  return turn;
}

function createProblem(app: App, exchange: Exchange): HTMLElement {
  const words = exchange.problem ?? "There is no reply yet.";
  return h("div", { class: `problem ${exchange.problem ? "" : "is-soft"}`, role: exchange.problem ? "alert" : null },
    icon("warning"),
    h("span", {}, words),
    h("span", { class: "problem-tools" },
      textButton("Try again", () => retry(app, exchange.id), "is-small", icon("retry")),
      iconButton({ icon: "trash", label: "Delete this turn", key: "delete-failed", run: () => removePair(app, exchange.id) })));
}

// Puts a field in the place of a turn or a reply; Escape leaves it as it was.
function openEditor(
  app: App, element: HTMLElement, exchange: Exchange, before: string, label: string, action: string, done: (text: string) => void,
): void {
  if (app.store.state.running.has(app.store.state.conversation.id)) {
    app.notify({ words: "A reply is being written. Stop it first." });
    return;
  }
  const behind = exchangesBehind(app.store.state.conversation, exchange.id);
  const area = h("textarea", { class: "field", "aria-label": label, rows: 1 });
  area.value = before;
  const close = () => {
    editor.replaceWith(element);
    element.querySelector<HTMLElement>('[data-key^="edit"]')?.focus();
  };
  const finish = () => {
    if (!area.value.trim() || (area.value.trim() === before.trim() && action === "Keep this")) return close();
    done(area.value);
  };
  area.addEventListener("input", () => fitHeight(area, 320));
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && !event.shiftKey) finish();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const warning = behind > 0 && h("span", { class: "note" }, `${plural(behind, "later exchange")} will be dropped; you can undo that.`);
  const editor = h("div", { class: "editor", "data-role": "editor" }, area,
    h("div", { class: "editor-foot" }, warning, textButton("Cancel", close, "is-small"), textButton(action, finish, "is-small is-main")));
  element.replaceWith(editor);
  fitHeight(area, 320);
  area.focus();
  area.setSelectionRange(before.length, before.length);
}
