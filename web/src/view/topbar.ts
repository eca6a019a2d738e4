// SPDX-License-Identifier: MIT
// The line over the thread: what it is called, and what can be done with all of it.
import type { App } from "../app/app";
import { remove, rename, saveAsFile } from "../app/library";
import { reset } from "../app/turns";
import { isBlank, titleOf } from "../core/conversation";
import { iconButton } from "./button";
import { h } from "./dom";
import { icon } from "./icons";
import { togglePanel, toggleSidebar } from "./layout";
import { openMenu } from "./menu";

export function createTopbar(app: App): HTMLElement {
  const title = h("h1", { class: "title" });
  const menu = iconButton({ icon: "menu", label: "Show conversations", run: () => toggleSidebar(app), shortcut: "Alt+C", class: "when-closed" });
  const knowledge = h("button", { type: "button", class: "button is-toggle", "aria-keyshortcuts": "Alt+K", "data-tip": "Knowledge (Alt+K)",
    click: () => togglePanel(app, "knowledge") }, icon("book"), h("span", { class: "wide-only" }, "Knowledge"));
  knowledge.setAttribute("aria-label", "Knowledge");
  const settings = h("button", { type: "button", class: "button is-toggle", "aria-keyshortcuts": "Alt+S", "data-tip": "Settings (Alt+S)",
    click: () => togglePanel(app, "settings") }, icon("settings"), h("span", { class: "wide-only" }, "Settings"));
  settings.setAttribute("aria-label", "Settings");
  const more = iconButton({ icon: "more", label: "More for this conversation", run: () => {
    const { conversation } = app.store.state;
    const blank = isBlank(conversation);
    openMenu(more, "This conversation", [
      { icon: "pen", label: "Rename", disabled: blank, run: () => renameHere(app, title) },
      { icon: "export", label: "Export as JSON", disabled: blank, run: () => saveAsFile(app, conversation.id) },
      { icon: "undo", label: "Reset: drop all turns", disabled: conversation.exchanges.length === 0, run: () => reset(app) },
      { icon: "trash", label: "Delete", danger: true, disabled: blank, run: () => remove(app, conversation.id) },
    ]);
  } });
  more.setAttribute("aria-haspopup", "menu");
  more.setAttribute("aria-expanded", "false");

  app.store.watch((state) => [state.conversation], ([conversation]) => {
    const words = titleOf(conversation);
    if (!title.querySelector("input")) title.textContent = words;
    document.title = conversation.exchanges.length > 0 ? `${words} · GODEL` : "GODEL";
    knowledge.classList.toggle("has-content", conversation.knowledge.trim() !== "");
  });
  app.store.watch((state) => [state.panel], ([panel]) => {
    knowledge.setAttribute("aria-pressed", String(panel === "knowledge"));
    settings.setAttribute("aria-pressed", String(panel === "settings"));
  });
  return h("header", { class: "topbar" }, menu, title, knowledge, settings, more);
}

function renameHere(app: App, title: HTMLElement): void {
  const { conversation } = app.store.state;
  const input = h("input", { class: "field", "aria-label": "Name of the conversation", maxlength: 120 });
  input.value = titleOf(conversation);
  let done = false;
  const finish = (keep: boolean) => {
    if (done) return;
    done = true;
    input.remove();
    title.textContent = titleOf(app.store.state.conversation);
    if (keep && input.value.trim() !== titleOf(conversation)) rename(app, conversation.id, input.value);
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    finish(event.key === "Enter");
  });
  input.addEventListener("blur", () => finish(true));
  title.replaceChildren(input);
  input.select();
}
