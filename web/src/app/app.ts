// SPDX-License-Identifier: MIT
// The page's parts that everything else needs, put together once.
import type { Conversation } from "../core/conversation";
import { ConversationStore, MemoryStorage, type KeyValues } from "../core/store";
import { Client } from "./client";
import { firstConversation } from "./library";
import { Store } from "./state";

export interface Notice {
  words: string;
  action?: { label: string; run: () => void };
  trouble?: boolean;
}

export interface App {
  client: Client;
  conversations: ConversationStore;
  store: Store;
  notify: (notice: Notice) => void; // a line that goes by itself
  announce: (words: string) => void; // for screen readers only
  askKey: (wrong: boolean) => Promise<boolean>; // resolves to whether one was given
  undo: { words: string; run: () => void } | null; // the last thing that can be taken back
  stops: Map<string, AbortController>; // of running replies, by conversation
}

function usableStorage(): KeyValues | null {
  try {
    localStorage.setItem("godel.probe", "1");
    localStorage.removeItem("godel.probe");
    return localStorage;
  } catch {
    return null;
  }
}

export function createApp(): App {
  const storage = usableStorage();
  let warned = false;
  const conversations = new ConversationStore(storage ?? new MemoryStorage(), () => {
    if (warned) return;
    warned = true;
    const words = "The browser’s storage is full. This conversation lives only as long as this tab; delete or export some.";
    app.notify({ words, trouble: true });
  });
  const conversation: Conversation = firstConversation(conversations);
  const wide = window.matchMedia("(min-width: 1180px)").matches;
  const app: App = {
    client: new Client(),
    conversations,
    store: new Store({
      conversation,
      summaries: conversations.list(),
      running: new Map(),
      connection: "connecting",
      info: null,
      panel: wide ? "knowledge" : null,
      knowledge_view: "write",
      sidebar: window.matchMedia("(min-width: 820px)").matches,
      reading: null,
      refused: null,
    }),
    notify: () => {},
    announce: () => {},
    askKey: () => Promise.resolve(false),
    undo: null,
    stops: new Map(),
  };
  if (!storage) {
    const words = "This browser does not let the page keep anything: conversations are gone when the tab closes.";
    setTimeout(() => app.notify({ words, trouble: true }), 0);
  }
  return app;
}
