// SPDX-License-Identifier: MIT
// What the page shows, in one object that is replaced, never changed, and those who watch parts of it.
import type { Conversation } from "../core/conversation";
import type { ServerInfo } from "../core/protocol";
import type { Summary } from "../core/store";

// A reply on its way.
export interface Running {
  exchange_id: string;
  knowledge: string;
  phase: "sent" | "loading" | "busy" | "key" | "writing";
  text: string;
  started: number; // ms since 1970
  until?: number; // when a busy server is asked again
}

export type Connection = "connecting" | "online" | "loading" | "offline" | "locked";

export type Panel = "knowledge" | "settings";

export interface State {
  conversation: Conversation;
  summaries: readonly Summary[];
  running: ReadonlyMap<string, Running>; // by conversation
  connection: Connection;
  info: ServerInfo | null;
  panel: Panel | null;
  knowledge_view: "write" | "read";
  sidebar: boolean;
  reading: { exchange_id: string; reply_id: string } | null; // the reply whose knowledge the panel shows
  refused: { param: string; words: string } | null; // a parameter that the server did not accept
}

type Watcher = () => void;

export class Store {
  private readonly watchers: Watcher[] = [];
  constructor(private current: State) {}

  get state(): State {
    return this.current;
  }

  set(change: Partial<State>): void {
    this.current = { ...this.current, ...change };
    for (const watcher of this.watchers) watcher();
  }

  // Calls `run` now, and again whenever one of the selected values is another than before.
  watch<T extends readonly unknown[]>(select: (state: State) => readonly [...T], run: (values: readonly [...T]) => void): void {
    let last: readonly unknown[] | null = null;
    const watcher = () => {
      const values = select(this.current);
      if (last && values.every((value, i) => value === last?.[i])) return;
      last = values;
      run(values);
    };
    this.watchers.push(watcher);
    watcher();
  }
}
