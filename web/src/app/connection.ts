// SPDX-License-Identifier: MIT
// Whether the server is there: asked at the start and whenever something broke, until it is there again.
import { Failure } from "../core/failure";
import type { App } from "./app";
import type { Connection } from "./state";

const kFirstWait_ms = 700;
const kLongestWait_ms = 8000;
const kPatience_ms = 120_000; // a reply waits this long for a server that has gone while loading

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const polling = new WeakSet<App>();

function setConnection(app: App, connection: Connection): void {
  if (app.store.state.connection !== connection) app.store.set({ connection });
}

async function readInfo(app: App): Promise<boolean> {
  try {
    const info = await app.client.info();
    const locked = info.needs_key && !app.client.key;
    app.store.set({ info, connection: locked ? "locked" : "online" });
    return true;
  } catch (error) {
    if (error instanceof Failure && error.kind === "unauthorized") {
      setConnection(app, "locked");
      return true;
    }
    setConnection(app, error instanceof Failure && error.kind === "network" ? "offline" : "loading");
    return false;
  }
}

async function readHealth(app: App): Promise<boolean> {
  const health = await app.client.health();
  if (health === "ok") return readInfo(app);
  setConnection(app, health === "gone" ? "offline" : "loading");
  return false;
}

async function poll(app: App): Promise<void> {
  if (polling.has(app)) return;
  polling.add(app);
  let was_gone = false; // not for a connection that broke while the server lives
  for (let wait = kFirstWait_ms; !(await readHealth(app)); wait = Math.min(wait * 1.5, kLongestWait_ms)) {
    was_gone ||= app.store.state.connection === "offline";
    await pause(wait);
  }
  polling.delete(app);
  if (was_gone) app.notify({ words: "The server is back." });
}

export async function connect(app: App): Promise<void> {
  window.addEventListener("online", () => void poll(app));
  if (!(await readInfo(app))) await poll(app);
}

export function lostServer(app: App): void {
  void poll(app);
}

export async function keyWasGiven(app: App): Promise<void> {
  await readInfo(app);
  // A reply that waits for the key asks again by itself.
  if (app.store.state.connection === "locked" && app.store.state.running.size === 0) {
    app.notify({ words: "The server did not accept this key.", trouble: true });
  }
}

// Resolves when the server says that it is ready; rejects when the signal is aborted or it stays away too long.
export async function waitUntilReady(app: App, signal: AbortSignal): Promise<void> {
  setConnection(app, "loading");
  const end = Date.now() + kPatience_ms;
  for (let wait = 400; ; wait = Math.min(wait * 1.3, 3000)) {
    await pause(wait);
    if (signal.aborted) throw signal;
    const health = await app.client.health();
    if (health === "ok") break;
    setConnection(app, health === "gone" ? "offline" : "loading");
    if (health === "gone" && Date.now() > end) throw new Failure("network", "The server went away while it was loading.");
  }
  await readInfo(app);
}
