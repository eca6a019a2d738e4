// SPDX-License-Identifier: MIT
// The list of conversations: which one this tab shows, and what other tabs do to them.
import { isBlank, newConversation, titleOf, type Conversation } from "../core/conversation";
import { exportConversation, exportName, importConversation } from "../core/transfer";
import { kPrefix, type ConversationStore } from "../core/store";
import type { App } from "./app";

// Which conversation a tab shows is the tab's own affair.
const kShown = "godel.shown";

export const kDiscarded = "discarded";

function remembered(): string | null {
  try {
    return sessionStorage.getItem(kShown);
  } catch {
    return null;
  }
}

function remember(id: string): void {
  try {
    sessionStorage.setItem(kShown, id);
  } catch {
    // A tab without storage opens with the newest conversation.
  }
}

export function firstConversation(conversations: ConversationStore): Conversation {
  const shown = remembered();
  const newest = conversations.list()[0]?.id;
  const found = (shown ? conversations.load(shown) : null) ?? (newest ? conversations.load(newest) : null);
  const conversation = found ?? newConversation(Date.now());
  remember(conversation.id);
  return conversation;
}

export function refreshList(app: App): void {
  app.store.set({ summaries: app.conversations.list() });
}

export function show(app: App, conversation: Conversation): void {
  remember(conversation.id);
  const blank = conversation.exchanges.length === 0;
  app.store.set({ conversation, reading: null, refused: null, ...(blank ? { knowledge_view: "write" } : {}) });
}

export function open(app: App, id: string): void {
  const conversation = app.conversations.load(id);
  if (conversation) show(app, conversation);
}

// A new one is stored with its first content only. An empty one that is shown already will do.
export function startNew(app: App): void {
  const current = app.store.state.conversation;
  if (!isBlank(current)) show(app, newConversation(Date.now(), current));
}

export function openNeighbour(app: App, step: 1 | -1): void {
  const { summaries, conversation } = app.store.state;
  const at = summaries.findIndex((one) => one.id === conversation.id);
  const next = summaries[at < 0 ? 0 : at + step];
  if (next) open(app, next.id);
}

// Changes a conversation where it is stored, and what is shown of it.
export function change(app: App, id: string, how: (conversation: Conversation) => Conversation): Conversation | null {
  const { conversation } = app.store.state;
  const now = Date.now();
  const shown = conversation.id === id;
  let changed = app.conversations.change(id, how, now);
  if (!changed && shown) {
    changed = { ...how(conversation), updated: now };
    if (!isBlank(changed)) app.conversations.save(changed);
  }
  if (changed && app.store.state.conversation.id === id) app.store.set({ conversation: changed });
  refreshList(app);
  return changed;
}

// Stops a reply of which nothing is to be kept.
export function discardReply(app: App, id: string): void {
  app.stops.get(id)?.abort(kDiscarded);
}

// Puts a conversation back as it was, and offers that for a while.
export function offerUndo(app: App, words: string, before: Conversation): void {
  const run = () => {
    app.undo = null;
    discardReply(app, before.id);
    app.conversations.save(before);
    show(app, before);
    refreshList(app);
    app.announce("Undone.");
  };
  app.undo = { words, run };
  app.notify({ words, action: { label: "Undo", run } });
}

export function rename(app: App, id: string, title: string): void {
  change(app, id, (conversation) => ({ ...conversation, title: title.trim() }));
}

export function remove(app: App, id: string): void {
  const before = app.conversations.load(id);
  discardReply(app, id);
  app.conversations.remove(id);
  refreshList(app);
  leaveIfShown(app, id);
  if (before) offerUndo(app, `“${titleOf(before)}” is deleted.`, before);
}

function leaveIfShown(app: App, id: string): void {
  if (app.store.state.conversation.id !== id) return;
  const next = app.store.state.summaries[0];
  const conversation = next ? app.conversations.load(next.id) : null;
  show(app, conversation ?? newConversation(Date.now()));
}

export function saveAsFile(app: App, id: string): void {
  const { conversation } = app.store.state;
  const one = id === conversation.id ? conversation : app.conversations.load(id);
  if (!one) return;
  const url = URL.createObjectURL(new Blob([exportConversation(one)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = exportName(one);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export async function importFile(app: App, file: File): Promise<void> {
  if (file.size > 8_000_000) return app.notify({ words: `${file.name} is too large for a conversation.`, trouble: true });
  const defaults = app.store.state.info?.default_parameters ?? {};
  const result = importConversation(await file.text(), defaults, Date.now());
  if (typeof result === "string") return app.notify({ words: `${file.name}: ${result}`, trouble: true });
  app.conversations.save(result);
  show(app, result);
  refreshList(app);
  app.notify({ words: `“${titleOf(result)}” is imported.` });
}

// Other tabs write the same storage; its events say what.
export function followOtherTabs(app: App): void {
  window.addEventListener("storage", (event) => {
    if (event.key !== null && !event.key.startsWith(kPrefix)) return;
    refreshList(app);
    const { conversation } = app.store.state;
    if (event.key !== null && event.key !== kPrefix + conversation.id) return;
    const stored = app.conversations.load(conversation.id);
    if (stored) return app.store.set({ conversation: stored });
    if (isBlank(conversation)) return;
    discardReply(app, conversation.id);
    leaveIfShown(app, conversation.id);
    app.notify({ words: "This conversation was deleted in another tab." });
  });
}
