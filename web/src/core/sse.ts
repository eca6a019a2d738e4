// SPDX-License-Identifier: MIT
// Server-sent events out of a byte stream that arrives in pieces of any size, even halves of a character or of CR LF.

export interface ServerEvent {
  name: string;
  data: string;
}

export class SseParser {
  private readonly decoder = new TextDecoder("utf-8");
  private pending = "";
  private name = "";
  private data: string[] = [];

  // The events that these bytes complete.
  push(bytes: Uint8Array): ServerEvent[] {
    this.pending += this.decoder.decode(bytes, { stream: true });
    return this.takeLines();
  }

  private takeLines(): ServerEvent[] {
    const events: ServerEvent[] = [];
    for (;;) {
      const end = this.pending.search(/[\r\n]/);
      if (end < 0) return events;
      // A CR at the very end may be the first half of CR LF: wait for what follows it.
      const cr = this.pending[end] === "\r";
      if (cr && end + 1 === this.pending.length) return events;
      const width = cr && this.pending[end + 1] === "\n" ? 2 : 1;
      const line = this.pending.slice(0, end);
      this.pending = this.pending.slice(end + width);
      const event = this.takeLine(line);
      if (event) events.push(event);
    }
  }

  private takeLine(line: string): ServerEvent | null {
    if (line === "") {
      const event = this.data.length > 0 ? { name: this.name || "message", data: this.data.join("\n") } : null;
      this.name = "";
      this.data = [];
      return event;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return null; // a comment, which keeps the connection alive
    const field = colon < 0 ? line : line.slice(0, colon);
    const rest = colon < 0 ? "" : line.slice(colon + 1);
    const value = rest.startsWith(" ") ? rest.slice(1) : rest;
    if (field === "event") this.name = value;
    if (field === "data") this.data.push(value);
    return null;
  }
}
