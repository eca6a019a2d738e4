// SPDX-License-Identifier: MIT
// The list of conversations, and below it the server and the page's own settings.
import type { App } from "../app/app";
import { importFile, open, remove, rename, saveAsFile, startNew } from "../app/library";
import type { Connection } from "../app/state";
import { readTheme, setTheme, mountTheme, type Theme } from "../app/theme";
import { dayOf, millions, plural } from "../core/format";
import type { ServerInfo } from "../core/protocol";
import type { Summary } from "../core/store";
import { iconButton, setIcon, textButton } from "./button";
import { openHelp } from "./dialogs";
import { h, narrow } from "./dom";
import { icon, mark, type IconName } from "./icons";
import { closeDrawers, toggleSidebar } from "./layout";
import { openMenu } from "./menu";

const kConnectionWords: Record<Connection, string> = {
  connecting: "Connecting…",
  online: "Ready",
  loading: "Model is loading…",
  offline: "Not reachable",
  locked: "Needs a key",
};

export function serverWords(info: ServerInfo): string {
  const parts = [
    info.parameters > 0 && millions(info.parameters),
    info.weights,
    info.num_threads > 0 && plural(info.num_threads, "thread"),
  ];
  return parts.filter(Boolean).join(" · ");
}

export function createSidebar(app: App, focusMessage: () => void): HTMLElement {
  const list = h("div", { class: "conversations" });
  const files = h("input", { type: "file", accept: ".json,application/json", class: "offscreen", tabindex: -1, "aria-hidden": "true",
    "data-role": "import", change: () => {
      for (const file of files.files ?? []) void importFile(app, file);
      files.value = "";
    } });
  const fresh = textButton("New conversation", () => {
    startNew(app);
    if (narrow()) closeDrawers(app);
    focusMessage();
  }, "is-new", icon("add"));
  fresh.dataset["first"] = "";

  const sidebar = h(
    "nav",
    { class: "sidebar", "aria-label": "Conversations" },
    h("div", { class: "sidebar-head" },
      h("div", { class: "brand" }, mark(), h("span", {}, "GODEL")),
      iconButton({ icon: "menu", label: "Hide conversations", run: () => toggleSidebar(app), shortcut: "Alt+C" })),
    h("div", { class: "sidebar-new" }, fresh, iconButton({ icon: "import", label: "Import a conversation", run: () => files.click() }), files),
    list,
    createFoot(app),
  );
  app.store.watch((state) => [state.summaries, state.conversation.id], ([summaries, shown]) => renderList(app, list, summaries, shown));
  return sidebar;
}

function renderList(app: App, list: HTMLElement, summaries: readonly Summary[], shown: string): void {
  if (list.querySelector("input")) return; // being renamed; drawn again when that is done
  const focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
  list.replaceChildren();
  if (summaries.length === 0) list.append(h("p", { class: "note" }, "Conversations are kept in this browser and appear here."));
  let day = "";
  let group = h("ul");
  for (const summary of summaries) {
    const its_day = dayOf(summary.updated, Date.now());
    if (its_day !== day) {
      day = its_day;
      group = h("ul", { "aria-label": day });
      list.append(h("h2", { "aria-hidden": "true" }, day), group);
    }
    group.append(createEntry(app, list, summary, summary.id === shown));
  }
  if (focused) list.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
}

function createEntry(app: App, list: HTMLElement, summary: Summary, shown: boolean): HTMLElement {
  const { id, title } = summary;
  const link = h("button", { type: "button", class: "conversation", "aria-current": shown ? "true" : null, "data-key": `open-${id}`,
    click: () => {
      open(app, id);
      if (narrow()) closeDrawers(app);
    } }, h("span", {}, title));
  const more = iconButton({ icon: "more", label: `More for “${title}”`, key: `more-${id}`, run: () =>
    openMenu(more, `“${title}”`, [
      { icon: "pen", label: "Rename", run: () => renameInPlace(app, list, item, summary) },
      { icon: "export", label: "Export as JSON", run: () => saveAsFile(app, id) },
      { icon: "trash", label: "Delete", danger: true, run: () => remove(app, id) },
    ]) });
  more.setAttribute("aria-haspopup", "menu");
  more.setAttribute("aria-expanded", "false");
  const item = h("li", {}, link, more);
  return item;
}

function renameInPlace(app: App, list: HTMLElement, item: HTMLElement, summary: Summary): void {
  const input = h("input", { class: "field", "aria-label": "Name of the conversation", maxlength: 120 });
  input.value = summary.title;
  let done = false;
  const finish = (keep: boolean) => {
    if (done) return;
    done = true;
    input.remove();
    if (keep && input.value.trim() !== summary.title) rename(app, summary.id, input.value);
    const { summaries, conversation } = app.store.state;
    renderList(app, list, summaries, conversation.id);
    list.querySelector<HTMLElement>(`[data-key="open-${summary.id}"]`)?.focus();
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    finish(event.key === "Enter");
  });
  input.addEventListener("blur", () => finish(true));
  item.replaceChildren(input);
  input.select();
}

const kThemes: Record<Theme, { icon: IconName; label: string; next: Theme }> = {
  system: { icon: "system", label: "Colours: as the system", next: "light" },
  light: { icon: "sun", label: "Colours: light", next: "dark" },
  dark: { icon: "moon", label: "Colours: dark", next: "system" },
};

function createFoot(app: App): HTMLElement {
  const theme = iconButton({ icon: "system", label: "", run: () => {
    setTheme(kThemes[readTheme()].next);
    showTheme(readTheme());
    app.announce(kThemes[readTheme()].label);
  } });
  theme.dataset["role"] = "theme";
  const showTheme = (now: Theme) => setIcon(theme, kThemes[now].icon, kThemes[now].label);
  showTheme(readTheme());
  mountTheme(showTheme);

  const name = h("strong");
  const words = h("span");
  const server = h("div", { class: "server" }, h("i", { class: "lamp", "aria-hidden": "true" }), h("div", {}, name, words));
  app.store.watch((state) => [state.connection, state.info], ([connection, info]) => {
    server.dataset["connection"] = connection;
    name.textContent = info?.model ?? "Server";
    words.textContent = connection === "online" && info ? serverWords(info) || kConnectionWords.online : kConnectionWords[connection];
  });
  return h("div", { class: "sidebar-foot" }, server, theme, iconButton({ icon: "keyboard", label: "Keyboard shortcuts", run: openHelp, shortcut: "?" }));
}
