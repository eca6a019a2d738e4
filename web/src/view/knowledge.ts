// SPDX-License-Identifier: MIT
// The knowledge: written, pasted or dropped on one side; on the other what a reply could read of it.
import type { App } from "../app/app";
import { offerUndo } from "../app/library";
import { addFiles, setKnowledge } from "../app/turns";
import { bytes, count } from "../core/format";
import { utf8Length } from "../core/utf8";
import { textButton } from "./button";
import { h, setHidden } from "./dom";
import { icon } from "./icons";
import { createReading } from "./reading";

const kSaveAfter_ms = 250;
const kCountAfter_ms = 450;
const kMostCounted = 100_000; // longer texts are far over any budget
const kBytesPerToken = 4.2; // of English, with T5's vocabulary

export function createKnowledge(app: App): HTMLElement {
  const write = h("button", { type: "button", "aria-pressed": "true", click: () => app.store.set({ knowledge_view: "write" }) }, "Write");
  const read = h("button", { type: "button", "aria-pressed": "false", click: () => app.store.set({ knowledge_view: "read" }) }, "What was read");
  const editor = createEditor(app);
  const reading = createReading(app);
  app.store.watch((state) => [state.knowledge_view], ([view]) => {
    write.setAttribute("aria-pressed", String(view === "write"));
    read.setAttribute("aria-pressed", String(view === "read"));
    setHidden(editor, view !== "write");
    setHidden(reading, view !== "read");
  });
  return h("div", { class: "panel-body is-knowledge", id: "knowledge-panel", role: "tabpanel", "aria-labelledby": "knowledge-tab" },
    h("div", { class: "segments", role: "group", "aria-label": "View of the knowledge" }, write, read), editor, reading);
}

function createEditor(app: App): HTMLElement {
  const area = h("textarea", { class: "field knowledge-text", id: "knowledge", "aria-label": "Knowledge", "aria-describedby": "knowledge-size",
    placeholder: "Paste the text that replies should rest on: opening hours, a product sheet, a passage of an article…\n\nOr drop text files here." });
  const size = h("span", { id: "knowledge-size" });
  const bar = h("i");
  const meter = h("div", { class: "meter", "aria-hidden": "true" }, bar);
  const over = h("p", { class: "note is-warning", role: "status", hidden: true });
  const files = h("input", { type: "file", multiple: true, accept: "text/*,.txt,.md,.csv,.json,.html,.xml,.rst,.log", class: "offscreen", tabindex: -1,
    "aria-hidden": "true", "data-role": "files", change: () => {
      void addFiles(app, [...(files.files ?? [])]);
      files.value = "";
    } });
  const clear = textButton("Clear", () => {
    save();
    const before = app.store.state.conversation;
    area.value = "";
    save();
    show(app.store.state.conversation.knowledge);
    offerUndo(app, "The knowledge is cleared.", before);
    area.focus();
  }, "is-small", icon("trash"));

  let timer = 0;
  let owner = app.store.state.conversation.id;
  const save = () => {
    window.clearTimeout(timer);
    timer = 0;
    if (app.store.state.conversation.id === owner) setKnowledge(app, area.value);
  };
  area.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, kSaveAfter_ms);
    show(area.value);
  });
  area.addEventListener("blur", save);
  window.addEventListener("pagehide", save);

  const show = (text: string) => {
    const length = utf8Length(text);
    clear.disabled = text === "";
    showTokens(length / kBytesPerToken, length, "about ");
    if (text.trim()) countTokens(text, length);
  };
  const showTokens = (tokens: number, length: number, about: string) => {
    const most = app.store.state.info?.max_input_tokens ?? 512;
    size.textContent = length === 0 ? "Empty" : `${bytes(length)} · ${about}${count(tokens)} of ${count(most)} tokens`;
    bar.style.width = `${Math.min(100, (tokens / most) * 100)}%`;
    meter.classList.toggle("is-full", tokens > most * 0.9);
    setHidden(over, tokens <= most * 0.9);
    over.textContent =
      tokens > most
        ? "This is more than the model can read at once. The end of it will be cut; after a reply you see where."
        : "The conversation has to fit in as well: the end of this text may be cut.";
  };
  let counting = new AbortController();
  let count_timer = 0;
  const countTokens = (text: string, length: number) => {
    counting.abort();
    window.clearTimeout(count_timer);
    const { connection } = app.store.state;
    if (length > kMostCounted || connection !== "online") return;
    count_timer = window.setTimeout(() => {
      counting = new AbortController();
      app.client.countTokens(text, counting.signal).then(
        (tokens) => {
          if (tokens >= 0 && area.value === text) showTokens(tokens, length, "");
        },
        () => {}, // the estimate stays
      );
    }, kCountAfter_ms);
  };
  app.store.watch((state) => [state.conversation.id, state.conversation.knowledge, state.info, state.connection], ([id, text]) => {
    if (id !== owner || !timer) {
      window.clearTimeout(timer);
      timer = 0;
      owner = id;
      if (area.value !== text) area.value = text;
    }
    show(area.value);
  });

  return h("div", { class: "knowledge-editor" }, area, meter,
    h("div", { class: "knowledge-foot" }, size,
      textButton("Add files", () => files.click(), "is-small", icon("import")), clear, files),
    over);
}
