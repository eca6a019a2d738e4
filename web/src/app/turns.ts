// SPDX-License-Identifier: MIT
// What the user does to the shown conversation.
import {
  addExchange, chooseReply, editReply, editTurn, exchangesBehind, removeExchange, resetTurns, setProblem, type Conversation,
} from "../core/conversation";
import { plural } from "../core/format";
import { newId } from "../core/ids";
import { samplingOn } from "../core/parameters";
import type { Parameters } from "../core/protocol";
import { decodeText } from "../core/utf8";
import type { App } from "./app";
import { change, discardReply, offerUndo } from "./library";
import { isRunning, replyTo, stop } from "./replying";

const kMostFileBytes = 1_000_000;

export function send(app: App, text: string): boolean {
  const { conversation } = app.store.state;
  if (!text.trim() || isRunning(app, conversation.id)) return false;
  const exchange_id = newId();
  const changed = change(app, conversation.id, (one) => addExchange(one, exchange_id, text.trim()));
  if (changed) void replyTo(app, changed, exchange_id);
  return true;
}

export function stopShown(app: App): boolean {
  const { id } = app.store.state.conversation;
  const running = isRunning(app, id);
  stop(app, id);
  return running;
}

export function retry(app: App, exchange_id: string): void {
  const { conversation, info } = app.store.state;
  if (isRunning(app, conversation.id)) return;
  const behind = exchangesBehind(conversation, exchange_id);
  const changed = change(app, conversation.id, (one) => {
    const cleared = setProblem(one, exchange_id, null);
    const at = cleared.exchanges.findIndex((exchange) => exchange.id === exchange_id);
    return behind > 0 ? { ...cleared, exchanges: cleared.exchanges.slice(0, at + 1) } : cleared;
  });
  if (!changed) return;
  if (behind > 0) offerUndo(app, `${plural(behind, "later exchange")} dropped.`, conversation);
  const had_reply = changed.exchanges.some((one) => one.id === exchange_id && one.replies.some((reply) => reply.state === "done"));
  if (info && had_reply && behind === 0 && !samplingOn(changed.parameters, info.default_parameters)) {
    app.notify({ words: "Sampling is off, so the same words may come again. Settings turns it on." });
  }
  void replyTo(app, changed, exchange_id);
}

export function retryLast(app: App): void {
  const { exchanges } = app.store.state.conversation;
  const last = exchanges[exchanges.length - 1];
  if (last) retry(app, last.id);
}

export function edit(app: App, exchange_id: string, text: string): void {
  const { conversation } = app.store.state;
  if (!text.trim() || isRunning(app, conversation.id)) return;
  const behind = exchangesBehind(conversation, exchange_id);
  const changed = change(app, conversation.id, (one) => editTurn(one, exchange_id, text.trim()));
  if (!changed) return;
  const dropped = behind > 0 ? ` ${plural(behind, "later exchange")} dropped.` : "";
  offerUndo(app, `The turn is changed.${dropped}`, conversation);
  void replyTo(app, changed, exchange_id);
}

export function rewriteReply(app: App, exchange_id: string, text: string): void {
  const { conversation } = app.store.state;
  if (!text.trim() || isRunning(app, conversation.id)) return;
  const behind = exchangesBehind(conversation, exchange_id);
  change(app, conversation.id, (one) => editReply(one, exchange_id, text.trim()));
  const dropped = behind > 0 ? ` ${plural(behind, "later exchange")} dropped.` : "";
  offerUndo(app, `The reply is changed.${dropped}`, conversation);
}

export function choose(app: App, exchange_id: string, chosen: number): void {
  const changed = change(app, app.store.state.conversation.id, (one) => chooseReply(one, exchange_id, chosen));
  const reply = changed?.exchanges.find((one) => one.id === exchange_id)?.replies[chosen];
  if (!reply) return;
  app.store.set({ reading: { exchange_id, reply_id: reply.id } });
  app.announce(`Reply ${chosen + 1}: ${reply.text}`);
}

export function removePair(app: App, exchange_id: string): void {
  const { conversation, running } = app.store.state;
  if (running.get(conversation.id)?.exchange_id === exchange_id) discardReply(app, conversation.id);
  change(app, conversation.id, (one) => removeExchange(one, exchange_id));
  offerUndo(app, "The turn and its reply are deleted.", conversation);
}

export function reset(app: App): void {
  const { conversation } = app.store.state;
  if (conversation.exchanges.length === 0) return;
  discardReply(app, conversation.id);
  change(app, conversation.id, resetTurns);
  app.store.set({ reading: null });
  offerUndo(app, "All turns are gone; knowledge and settings stay.", conversation);
}

export function setKnowledge(app: App, knowledge: string): void {
  const { conversation } = app.store.state;
  if (knowledge !== conversation.knowledge) change(app, conversation.id, (one) => ({ ...one, knowledge }));
}

export function setInstruction(app: App, instruction: string): void {
  change(app, app.store.state.conversation.id, (one) => ({ ...one, instruction }));
}

export function setParameters(app: App, parameters: Parameters): void {
  app.store.set({ refused: null });
  change(app, app.store.state.conversation.id, (one) => ({ ...one, parameters }));
}

// Texts of files go behind what is there already.
export async function addFiles(app: App, files: readonly File[]): Promise<void> {
  const texts: string[] = [];
  for (const file of files) {
    if (file.size > kMostFileBytes) {
      app.notify({ words: `${file.name} is larger than 1 MB; the model reads a few hundred words.`, trouble: true });
      continue;
    }
    const text = decodeText(new Uint8Array(await file.arrayBuffer()));
    if (text === null) app.notify({ words: `${file.name} is not a text in UTF-8.`, trouble: true });
    else texts.push(text.trim());
  }
  if (texts.length === 0) return;
  const before = app.store.state.conversation;
  const changed: Conversation | null = change(app, before.id, (one) => ({
    ...one,
    knowledge: [one.knowledge.trim(), ...texts].filter(Boolean).join("\n\n"),
  }));
  if (changed) offerUndo(app, `${plural(texts.length, "file")} added to the knowledge.`, before);
}
