// SPDX-License-Identifier: MIT
// One reply from the request to what is kept of it: waiting for a server that loads, is busy or wants a key, stopping,
// and breaking off.
import { addReply, setProblem, type Conversation, type Reply, type ReplyState } from "../core/conversation";
import { Failure } from "../core/failure";
import { newId } from "../core/ids";
import type { Response } from "../core/protocol";
import { respondBody } from "../core/request";
import type { App } from "./app";
import { lostServer, waitUntilReady } from "./connection";
import { change, kDiscarded } from "./library";
import type { Running } from "./state";

const kMostBusyRetries = 5;
const kMostReadyWaits = 5; // a server may say that it is ready and refuse again, but not for ever
const kLongestBusyWait_s = 60; // a server that asks for more patience gets its user asked instead
const kRedraw_ms = 33;
const kLeaving_ms = 2000;
const kLeftWords = "The page was closed while this reply was being written.";

export function isRunning(app: App, conversation_id: string): boolean {
  return app.store.state.running.has(conversation_id);
}

export function stop(app: App, conversation_id: string): void {
  app.stops.get(conversation_id)?.abort();
}

function setRunning(app: App, id: string, change: Partial<Running> | null): void {
  const running = new Map(app.store.state.running);
  const current = running.get(id);
  if (change === null) running.delete(id);
  else if (current) running.set(id, { ...current, ...change });
  app.store.set({ running });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal);
    });
  });
}

// Asks for a reply to an exchange that is stored already.
export async function replyTo(app: App, conversation: Conversation, exchange_id: string): Promise<void> {
  const { id } = conversation;
  if (isRunning(app, id)) return;
  const stopping = new AbortController();
  app.stops.set(id, stopping);
  const first: Running = { exchange_id, knowledge: conversation.knowledge, phase: "sent", text: "", started: Date.now() };
  app.store.set({ running: new Map(app.store.state.running).set(id, first), refused: null });
  const writing = { text: "", timer: 0 };
  const show = (part: string) => {
    writing.text += part;
    if (writing.timer) return;
    writing.timer = window.setTimeout(() => {
      writing.timer = 0;
      if (app.stops.get(id) === stopping) setRunning(app, id, { phase: "writing", text: writing.text });
    }, kRedraw_ms);
  };
  // A page that is left keeps what has arrived. Some browsers break the stream before they say that the page goes.
  let left_at = 0;
  const before_leaving = () => (left_at = Date.now());
  const leave = () => {
    keep(app, conversation, exchange_id, writing.text, "broken", kLeftWords);
    stopping.abort(kDiscarded);
  };
  window.addEventListener("beforeunload", before_leaving);
  window.addEventListener("pagehide", leave);
  app.announce("Writing a reply.");
  try {
    const response = await respondPatiently(app, conversation, exchange_id, stopping.signal, show, () => writing.text !== "");
    keepWhole(app, conversation, exchange_id, response);
  } catch (error) {
    if (stopping.signal.reason === kDiscarded) return;
    if (stopping.signal.aborted) keep(app, conversation, exchange_id, writing.text, "stopped", "Stopped before the reply began.");
    else if (Date.now() - left_at < kLeaving_ms) keep(app, conversation, exchange_id, writing.text, "broken", kLeftWords);
    else keepFailure(app, conversation, exchange_id, writing.text, error);
  } finally {
    window.removeEventListener("beforeunload", before_leaving);
    window.removeEventListener("pagehide", leave);
    window.clearTimeout(writing.timer);
    app.stops.delete(id);
    setRunning(app, id, null);
  }
}

// Repeats the request where waiting helps, as long as nothing of the reply has been shown.
async function respondPatiently(
  app: App, conversation: Conversation, exchange_id: string, signal: AbortSignal, show: (part: string) => void, begun: () => boolean,
): Promise<Response> {
  let key_was_sent = app.client.key !== "";
  for (let busy = 0, not_ready = 0; ; ) {
    const max_turns = app.store.state.info?.max_turns ?? 200;
    try {
      return await app.client.respond(respondBody(conversation, exchange_id, max_turns), signal, show);
    } catch (error) {
      if (!(error instanceof Failure) || begun() || signal.aborted) throw error;
      if (error.kind === "unauthorized") {
        setRunning(app, conversation.id, { phase: "key" });
        if (!(await app.askKey(key_was_sent))) throw error;
        key_was_sent = true;
      } else if (error.kind === "unavailable" && ++not_ready <= kMostReadyWaits) {
        setRunning(app, conversation.id, { phase: "loading" });
        await waitUntilReady(app, signal);
      } else if (error.kind === "busy" && busy < kMostBusyRetries && (error.more.retry_after_s ?? 1) <= kLongestBusyWait_s) {
        const wait = Math.max(1, error.more.retry_after_s ?? 2 ** busy) * 1000;
        ++busy;
        setRunning(app, conversation.id, { phase: "busy", until: Date.now() + wait });
        await pause(wait, signal);
      } else {
        throw error;
      }
      setRunning(app, conversation.id, { phase: "sent" });
    }
  }
}

function keepWhole(app: App, conversation: Conversation, exchange_id: string, response: Response): void {
  const { response: text, usage, timing, finish_reason, dropped_turns, dropped_knowledge_bytes, dropped_turn_bytes } = response;
  const dropped = { dropped_turns, dropped_knowledge_bytes, dropped_turn_bytes };
  const reply: Reply = { id: newId(), text, state: "done", usage, timing, finish_reason, ...dropped };
  commit(app, conversation, exchange_id, reply);
  app.announce(text.trim() ? `Reply: ${text}` : "The reply is empty.");
}

// What arrived of a reply that did not end; when nothing did, only why.
function keep(app: App, conversation: Conversation, exchange_id: string, text: string, state: ReplyState, problem: string): void {
  if (!text) {
    change(app, conversation.id, (one) => setProblem(one, exchange_id, problem));
    return;
  }
  commit(app, conversation, exchange_id, { id: newId(), text, state, ...(state === "broken" ? { problem } : {}) });
  if (state === "stopped") app.announce("Stopped.");
}

function keepFailure(app: App, conversation: Conversation, exchange_id: string, text: string, error: unknown): void {
  const failure = error instanceof Failure ? error : new Failure("server", `Something unexpected happened: ${String(error)}`);
  keep(app, conversation, exchange_id, text, "broken", failure.message);
  app.announce(failure.message);
  const param = failure.more.param?.replace(/^parameters\./, "");
  if (param) app.store.set({ refused: { param, words: failure.message } });
  if (failure.kind === "network" || failure.kind === "broken") lostServer(app);
}

function commit(app: App, conversation: Conversation, exchange_id: string, reply: Reply): void {
  const knowledge = conversation.knowledge.trim() ? conversation.knowledge : "";
  change(app, conversation.id, (one) => addReply(one, exchange_id, reply, knowledge));
  if (app.store.state.conversation.id === conversation.id) app.store.set({ reading: { exchange_id, reply_id: reply.id } });
}
