// SPDX-License-Identifier: MIT
// The two dialogs: the API key, and the list of shortcuts.
import type { App } from "../app/app";
import { keyWasGiven } from "../app/connection";
import { iconButton } from "./button";
import { h, type Child } from "./dom";
import { kShortcuts } from "./shortcut_list";

function dialog(title: string, ...content: Child[]): HTMLDialogElement {
  const element: HTMLDialogElement = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title" },
    h("div", { class: "dialog-head" }, h("h2", { id: "dialog-title" }, title),
      iconButton({ icon: "close", label: "Close", run: () => element.close() })),
    ...content,
  );
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close(); // the backdrop
  });
  element.addEventListener("close", () => element.remove());
  document.body.append(element);
  return element;
}

export function openHelp(): void {
  if (document.querySelector("dialog[open]")) return;
  const rows = kShortcuts.map(({ keys, does }) =>
    h("div", { class: "shortcut" }, h("dt", {}, ...keys.map((key) => h("kbd", {}, key))), h("dd", {}, does)),
  );
  dialog("Keyboard shortcuts", h("dl", { class: "shortcuts" }, ...rows)).showModal();
}

let asking: Promise<boolean> | null = null;

// Asks once, however many requests wait for the answer.
export function askKey(app: App, wrong: boolean): Promise<boolean> {
  asking ??= showKeyDialog(app, wrong).finally(() => (asking = null));
  return asking;
}

function showKeyDialog(app: App, wrong: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    let given = false;
    const input = h("input", { id: "api-key", type: "password", autocomplete: "off", spellcheck: "false", required: true, class: "field" });
    const words = h("p", { class: "field-error", id: "api-key-error", role: "alert" },
      wrong ? "The server did not accept this key. Is it complete?" : "");
    input.setAttribute("aria-describedby", "api-key-note api-key-error");
    const submit = (event: Event) => {
      event.preventDefault();
      const key = input.value.trim();
      if (!/^[\x21-\x7e]+$/.test(key)) {
        words.textContent = key ? "A key has no spaces and only plain characters." : "Please paste a key.";
        return;
      }
      app.client.key = key;
      given = true;
      void keyWasGiven(app);
      element.close();
    };
    const form = h(
      "form",
      { submit, novalidate: true },
      h("label", { for: "api-key", class: "field-label" }, "API key"),
      input,
      words,
      h("p", { class: "note", id: "api-key-note" }, "Whoever runs this server can give you one. It is kept in this tab only and forgotten when the tab closes."),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", click: () => element.close() }, "Cancel"),
        h("button", { type: "submit", class: "button is-main" }, "Use this key")),
    );
    const element = dialog("This server asks for a key", form);
    element.addEventListener("close", () => resolve(given));
    element.showModal();
    input.focus();
  });
}
