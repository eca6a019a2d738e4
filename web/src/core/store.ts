// SPDX-License-Identifier: MIT
// Conversations in the browser's storage, one key each, so that two tabs never write over each other's. Two tabs with the
// same conversation do not either: a change is a function, applied to what is stored at that moment.
import { isBlank, titleOf, withoutUnusedKnowledge, type Conversation } from "./conversation";
import { readConversation } from "./read_conversation";

export interface KeyValues {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Summary {
  id: string;
  title: string;
  updated: number;
}

export const kPrefix = "godel.conversation.";

export class ConversationStore {
  // What could not be written because the storage is full or forbidden; it lives as long as the tab.
  private readonly unsaved = new Map<string, Conversation>();
  private readonly summaries = new Map<string, { raw: string; summary: Summary | null }>();

  constructor(private readonly storage: KeyValues, private readonly onTrouble: () => void = () => {}) {}

  load(id: string): Conversation | null {
    const unsaved = this.unsaved.get(id);
    if (unsaved) return unsaved;
    const raw = this.storage.getItem(kPrefix + id);
    return raw === null ? null : parse(raw, id);
  }

  // Newest first. Conversations without anything in them are not listed.
  list(): Summary[] {
    const found: Summary[] = [];
    for (let i = 0; i < this.storage.length; ++i) {
      const key = this.storage.key(i);
      if (!key?.startsWith(kPrefix)) continue;
      const id = key.slice(kPrefix.length);
      const summary = this.unsaved.has(id) ? null : this.summaryOf(id, this.storage.getItem(key) ?? "");
      if (summary) found.push(summary);
    }
    for (const one of this.unsaved.values()) if (!isBlank(one)) found.push(summarize(one));
    return found.sort((a, b) => b.updated - a.updated || (a.id < b.id ? -1 : 1));
  }

  save(conversation: Conversation): void {
    const kept = withoutUnusedKnowledge(conversation);
    try {
      this.storage.setItem(kPrefix + kept.id, JSON.stringify(kept));
      this.unsaved.delete(kept.id);
    } catch {
      this.unsaved.set(kept.id, kept);
      this.onTrouble();
    }
  }

  // Applies a change to what is stored now and gives the result; null when there is no such conversation any more.
  change(id: string, change: (conversation: Conversation) => Conversation, now: number): Conversation | null {
    const current = this.load(id);
    if (!current) return null;
    const changed = { ...change(current), updated: now };
    this.save(changed);
    return changed;
  }

  remove(id: string): void {
    this.unsaved.delete(id);
    this.storage.removeItem(kPrefix + id);
  }

  private summaryOf(id: string, raw: string): Summary | null {
    const cached = this.summaries.get(id);
    if (cached?.raw === raw) return cached.summary;
    const conversation = parse(raw, id);
    const summary = conversation && !isBlank(conversation) ? summarize(conversation) : null;
    this.summaries.set(id, { raw, summary });
    return summary;
  }
}

function summarize(conversation: Conversation): Summary {
  return { id: conversation.id, title: titleOf(conversation), updated: conversation.updated };
}

function parse(raw: string, id: string): Conversation | null {
  try {
    const conversation = readConversation(JSON.parse(raw));
    return conversation ? { ...conversation, id } : null;
  } catch {
    return null;
  }
}

// For browsers that refuse storage.
export class MemoryStorage implements KeyValues {
  private readonly values = new Map<string, string>();
  get length(): number {
    return this.values.size;
  }
  key(index: number): string | null {
    return [...this.values.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }
  removeItem(key: string): void {
    this.values.delete(key);
  }
}
