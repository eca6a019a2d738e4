// SPDX-License-Identifier: MIT
// What the server says, read with suspicion: a member that is missing or of another type gets a default.

export type ParameterValue = number | boolean;
export type Parameters = Readonly<Record<string, ParameterValue>>;

export interface ServerInfo {
  model: string;
  version: string;
  weights: string;
  isa: string;
  num_threads: number;
  parameters: number;
  max_input_tokens: number;
  max_new_tokens: number;
  max_turns: number;
  needs_key: boolean;
  default_parameters: Parameters;
  instructions: Readonly<Record<string, string>>;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
}

export interface Timing {
  queue_ms: number;
  first_token_ms: number;
  total_ms: number;
  tokens_per_second: number;
}

export interface Response {
  response: string;
  finish_reason: string;
  usage: Usage;
  timing: Timing;
  dropped_turns: number;
  dropped_knowledge_bytes: number;
  dropped_turn_bytes: number; // from the beginning of the last turn
  encoder_cache_hit: boolean;
}

export interface ServerError {
  code: string;
  message: string;
  param?: string;
}

export type Members = Record<string, unknown>;

export function members(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

export function text(value: unknown, fallback = ""): string {
  return typeof value === "string" ? value : fallback;
}

export function number(value: unknown, fallback = 0): number {
  return typeof value === "number" && Number.isFinite(value) ? value : fallback;
}

export function parameterMembers(value: unknown): Parameters {
  const known = Object.entries(members(value)).filter(
    ([, one]) => typeof one === "boolean" || (typeof one === "number" && Number.isFinite(one)),
  );
  return Object.fromEntries(known) as Parameters;
}

export function readInfo(value: unknown): ServerInfo {
  const info = members(value);
  const instructions = Object.entries(members(info["instructions"])).filter(([, one]) => typeof one === "string");
  return {
    model: text(info["model"], "GODEL"),
    version: text(info["version"]),
    weights: text(info["weights"]),
    isa: text(info["isa"]),
    num_threads: number(info["num_threads"]),
    parameters: number(info["parameters"]),
    max_input_tokens: number(info["max_input_tokens"], 512),
    max_new_tokens: number(info["max_new_tokens"], 256),
    max_turns: number(info["max_turns"], 200),
    needs_key: info["needs_key"] === true,
    default_parameters: parameterMembers(info["default_parameters"]),
    instructions: Object.fromEntries(instructions) as Record<string, string>,
  };
}

export function readResponse(value: unknown): Response {
  const done = members(value);
  const usage = members(done["usage"]);
  const timing = members(done["timing"]);
  const prompt = members(done["prompt"]);
  return {
    response: text(done["response"]),
    finish_reason: text(done["finish_reason"], "eos"),
    usage: { prompt_tokens: number(usage["prompt_tokens"]), completion_tokens: number(usage["completion_tokens"]) },
    timing: {
      queue_ms: number(timing["queue_ms"]),
      first_token_ms: number(timing["first_token_ms"]),
      total_ms: number(timing["total_ms"]),
      tokens_per_second: number(timing["tokens_per_second"]),
    },
    dropped_turns: number(prompt["dropped_turns"]),
    dropped_knowledge_bytes: number(prompt["dropped_knowledge_bytes"]),
    dropped_turn_bytes: number(prompt["dropped_turn_bytes"]),
    encoder_cache_hit: done["encoder_cache_hit"] === true,
  };
}

export function readError(value: unknown): ServerError {
  const error = members(members(value)["error"]);
  const param = text(error["param"]);
  return { code: text(error["code"]), message: text(error["message"]), ...(param ? { param } : {}) };
}
