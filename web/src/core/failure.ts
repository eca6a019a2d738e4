// SPDX-License-Identifier: MIT
// Everything that can go wrong with a request, in words.
import type { ServerError } from "./protocol";
import { duration } from "./format";

export type FailureKind = "network" | "broken" | "unauthorized" | "busy" | "unavailable" | "refused" | "server";

export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly more: { param?: string; retry_after_s?: number } = {},
  ) {
    super(message);
  }
}

export const kNetworkWords = "The server cannot be reached. Is it running, and are you online?";
export const kBrokenWords = "The connection broke while the reply was being written. What had arrived is kept.";
export const kSilentWords = "The connection broke before the reply began.";

// Retry-After is a number of seconds or a date.
export function retryAfterSeconds(header: string | null, now_ms: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now_ms) / 1000));
}

function sentence(message: string, fallback: string): string {
  if (!message) return fallback;
  const capital = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(capital) ? capital : capital + ".";
}

export function failureOf(status: number, error: ServerError, retry_after_s?: number): Failure {
  const more = {
    ...(error.param ? { param: error.param } : {}),
    ...(retry_after_s === undefined ? {} : { retry_after_s }),
  };
  if (status === 401 || status === 403) {
    return new Failure("unauthorized", "This server asks for an API key.", more);
  }
  if (status === 429) {
    const wait = retry_after_s === undefined ? "in a moment" : `in ${duration(Math.max(1, retry_after_s) * 1000)}`;
    return new Failure("busy", `The server has too much to do just now. Try again ${wait}.`, more);
  }
  if (status === 503) return new Failure("unavailable", "The server is not ready yet.", more);
  if (status === 413) {
    return new Failure("refused", sentence(error.message, "This is more text than the server accepts."), more);
  }
  if (status === 408 || status === 504) {
    return new Failure("server", "The server took too long and gave up on this reply.", more);
  }
  if (status >= 500) {
    const said = error.message ? ` It says: ${sentence(error.message, "")}` : "";
    return new Failure("server", `Something went wrong inside the server.${said}`, more);
  }
  return new Failure("refused", sentence(error.message, `The server refused the request (${status}).`), more);
}

// An error that came as an event, in the middle of a stream that began well.
export function failureOfEvent(error: ServerError): Failure {
  const statuses: Record<string, number> = { unauthorized: 401, overloaded: 429, unavailable: 503, timeout: 504, internal: 500 };
  return failureOf(statuses[error.code] ?? 400, error);
}
