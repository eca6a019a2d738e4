// SPDX-License-Identifier: MIT
// Where the user writes.
import type { App } from "../app/app";
import { addFiles, send, stopShown } from "../app/turns";
import { bytes } from "../core/format";
import { utf8Length } from "../core/utf8";
import { setIcon } from "./button";
import { fitHeight, h, setHidden } from "./dom";
import { icon } from "./icons";
import { instructionName } from "./instruction";
import { showPanel } from "./layout";

export interface Composer {
  element: HTMLElement;
  focus: () => void;
  suggest: (text: string) => void;
}

const kMostHeight_px = 220;
const draftKey = (id: string) => `godel.draft.${id}`;

export function createComposer(app: App, editLast: () => void): Composer {
  const area = h("textarea", { id: "message", rows: 1, placeholder: "Write a message", enterkeyhint: "send", "aria-label": "Message", "aria-keyshortcuts": "/" });
  const button = h("button", { type: "submit", class: "send" }, icon("send"));
  const knowledge = h("button", { type: "button", class: "chip is-button", "data-role": "composer-knowledge", click: () => {
    app.store.set({ knowledge_view: "write" });
    showPanel(app, "knowledge");
  } });
  const instruction = h("button", { type: "button", class: "chip is-button", click: () => showPanel(app, "settings") });
  let shown = "";

  const fit = () => {
    fitHeight(area, kMostHeight_px);
    button.disabled = !isRunning() && area.value.trim() === "";
    keepDraft(shown, area.value);
  };
  const isRunning = () => app.store.state.running.has(app.store.state.conversation.id);
  const submit = (event: Event) => {
    event.preventDefault();
    if (isRunning()) stopShown(app);
    else trySend();
  };
  const trySend = () => {
    if (isRunning()) return app.notify({ words: "A reply is being written. Esc stops it." });
    const text = area.value;
    if (!text.trim()) return;
    area.value = "";
    fit();
    send(app, text);
  };
  area.addEventListener("input", fit);
  area.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    if (event.key === "Enter" && !event.shiftKey) trySend();
    else if (event.key === "ArrowUp" && area.value === "" && !event.shiftKey) editLast();
    else return;
    event.preventDefault();
  });

  app.store.watch((state) => [state.conversation.id], ([id]) => {
    shown = id;
    area.value = readDraft(id);
    requestAnimationFrame(fit);
  });
  app.store.watch((state) => [state.running.has(state.conversation.id)], ([running]) => {
    setIcon(button, running ? "stop" : "send", running ? "Stop the reply" : "Send");
    button.dataset["tip"] = running ? "Stop (Esc)" : "Send (Enter)";
    button.classList.toggle("is-stop", running);
    button.disabled = !running && area.value.trim() === "";
  });
  app.store.watch((state) => [state.conversation.knowledge, state.conversation.instruction, state.info], ([text, chosen, info]) => {
    const size = utf8Length(text);
    knowledge.replaceChildren(icon(text.trim() ? "book" : "add"), h("span", {}, text.trim() ? `Knowledge · ${bytes(size)}` : "Add knowledge"));
    const name = instructionName(chosen, text.trim() !== "", info);
    instruction.replaceChildren(h("span", {}, name));
    instruction.dataset["tip"] = chosen ? "The instruction" : "The instruction, chosen by whether there is knowledge";
    instruction.setAttribute("aria-label", `Instruction: ${name}${chosen ? "" : ", chosen automatically"}`);
  });

  const form = h("form", { class: "composer", submit, "aria-label": "Message" }, area,
    h("div", { class: "composer-foot" }, knowledge, instruction, h("span", { class: "hint", "aria-hidden": "true" }, "Enter sends · Shift+Enter new line"), button));
  form.addEventListener("click", (event) => {
    if (event.target === form) area.focus();
  });
  acceptFiles(app);
  return {
    element: form,
    focus: () => area.focus(),
    suggest: (text) => {
      area.value = text;
      fit();
      area.focus();
    },
  };
}

function readDraft(id: string): string {
  try {
    return sessionStorage.getItem(draftKey(id)) ?? "";
  } catch {
    return "";
  }
}

function keepDraft(id: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(draftKey(id), text);
    else sessionStorage.removeItem(draftKey(id));
  } catch {
    // Drafts are a comfort.
  }
}

// Text files that are dropped anywhere become knowledge.
function acceptFiles(app: App): void {
  const veil = h("div", { class: "veil", hidden: true, "aria-hidden": "true" }, h("div", {}, icon("book"), h("span", {}, "Drop text files to add them to the knowledge")));
  document.body.append(veil);
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setHidden(veil, false);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) setHidden(veil, true);
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setHidden(veil, true);
    app.store.set({ knowledge_view: "write" });
    showPanel(app, "knowledge");
    void addFiles(app, [...(event.dataTransfer?.files ?? [])]);
  });
}
