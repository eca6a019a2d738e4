// SPDX-License-Identifier: MIT
// What is sent to the server for one reply.
import { chosenReply, type Conversation } from "./conversation";
import { type ParameterValue, type Parameters } from "./protocol";
import { wellFormed } from "./utf8";

export interface RespondBody {
  instruction: string;
  context: string[];
  knowledge?: string;
  parameters: Parameters;
  stream: boolean;
}

// The turns up to the user's of this exchange, oldest first. Turns alternate, so an exchange that got no reply is left out.
export function contextOf(conversation: Conversation, exchange_id: string, max_turns: number): string[] {
  const turns: string[] = [];
  for (const exchange of conversation.exchanges) {
    if (exchange.id === exchange_id) {
      turns.push(exchange.text);
      break;
    }
    const reply = chosenReply(exchange)?.text ?? "";
    if (reply.trim()) turns.push(...(exchange.text.trim() ? [exchange.text] : []), reply);
  }
  const odd = Math.max(1, max_turns - ((max_turns + 1) % 2)); // begins with a turn of the user
  return turns.slice(-odd).map(wellFormed);
}

// With a seed each reply moves on by one, so that a retry can differ and the whole conversation can be repeated.
export function seedOf(conversation: Conversation, exchange_id: string): number | undefined {
  const seed = conversation.parameters["seed"];
  if (typeof seed !== "number") return undefined;
  const at = conversation.exchanges.findIndex((one) => one.id === exchange_id);
  return seed + Math.max(0, at) + (conversation.exchanges[at]?.replies.length ?? 0);
}

export function respondBody(conversation: Conversation, exchange_id: string, max_turns: number): RespondBody {
  const seed = seedOf(conversation, exchange_id);
  const parameters: Record<string, ParameterValue> = { ...conversation.parameters };
  if (seed !== undefined) parameters["seed"] = seed;
  return {
    instruction: wellFormed(conversation.instruction),
    context: contextOf(conversation, exchange_id, max_turns),
    ...(conversation.knowledge.trim() ? { knowledge: wellFormed(conversation.knowledge) } : {}),
    parameters,
    stream: true,
  };
}
