// SPDX-License-Identifier: MIT
// The server's API over fetch. Every error comes out as a Failure with words for people, but for an AbortError.
import { Failure, failureOf, failureOfEvent, kBrokenWords, kNetworkWords, kSilentWords, retryAfterSeconds } from "../core/failure";
import { members, number, readError, readInfo, readResponse, type Response as Reply, type ServerInfo } from "../core/protocol";
import type { RespondBody } from "../core/request";
import { SseParser } from "../core/sse";

const kKey = "godel.key";

function keptKey(): string {
  try {
    return sessionStorage.getItem(kKey) ?? "";
  } catch {
    return "";
  }
}

export class Client {
  private current_key = keptKey();

  get key(): string {
    return this.current_key;
  }

  set key(key: string) {
    this.current_key = key;
    try {
      sessionStorage.setItem(kKey, key);
    } catch {
      // It holds until the page is left.
    }
  }

  async info(): Promise<ServerInfo> {
    const response = await this.request("info");
    return readInfo(await jsonOf(response));
  }

  // Gives "ok", what the server is busy with instead ("loading", "draining"), or "gone".
  async health(): Promise<string> {
    try {
      const response = await fetch("health", { cache: "no-store" });
      const status = members(await jsonOf(response))["status"];
      if (response.ok) return "ok";
      return typeof status === "string" ? status : "loading";
    } catch {
      return "gone";
    }
  }

  async countTokens(text: string, signal: AbortSignal): Promise<number> {
    const response = await this.request("tokenize", { method: "POST", body: JSON.stringify({ text }), signal });
    return number(members(await jsonOf(response))["count"], -1);
  }

  // Streams one reply: `onText` gets its parts, the result is the whole.
  async respond(body: RespondBody, signal: AbortSignal, onText: (part: string) => void): Promise<Reply> {
    const response = await this.request("v1/respond", { method: "POST", body: JSON.stringify(body), signal });
    if (!response.headers.get("content-type")?.includes("text/event-stream")) {
      return readResponse(await jsonOf(response));
    }
    const reader = response.body?.getReader();
    if (!reader) throw new Failure("broken", kSilentWords);
    const parser = new SseParser();
    let written = false;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        for (const event of parser.push(value)) {
          const data = parseData(event.data);
          if (event.name === "error") throw failureOfEvent(readError(data));
          if (event.name === "done") return readResponse(data);
          const part = event.name === "token" ? members(data)["text"] : "";
          if (typeof part !== "string" || !part) continue;
          written = true;
          onText(part);
        }
      }
    } catch (error) {
      if (error instanceof Failure || signal.aborted) throw error;
    } finally {
      reader.cancel().catch(() => {});
    }
    throw new Failure("broken", written ? kBrokenWords : kSilentWords);
  }

  private async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers: Record<string, string> = {};
    if (init.body) headers["Content-Type"] = "application/json";
    if (this.key) headers["Authorization"] = `Bearer ${this.key}`;
    let response: Response;
    try {
      response = await fetch(path, { ...init, headers, cache: "no-store" });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new Failure("network", kNetworkWords);
    }
    if (response.ok) return response;
    const retry_after = retryAfterSeconds(response.headers.get("retry-after"), Date.now());
    throw failureOf(response.status, readError(await jsonOf(response)), retry_after);
  }
}

function parseData(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
