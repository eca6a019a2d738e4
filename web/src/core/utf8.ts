// SPDX-License-Identifier: MIT
// Texts measured and cut in bytes of UTF-8, which is how the server counts.

const kReplacement = "\uFFFD";

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4; // half a surrogate pair is sent as U+FFFD, three bytes too
}

export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character.codePointAt(0) ?? 0);
  return bytes;
}

// The longest beginning of whole characters within `bytes`, and the rest.
export function cutUtf8(text: string, bytes: number): [string, string] {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += bytesOf(character.codePointAt(0) ?? 0);
    if (used > bytes) break;
    end += character.length;
  }
  return [text.slice(0, end), text.slice(end)];
}

// JSON of a lone surrogate is no UTF-8, and a server may refuse it.
export function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, kReplacement);
}

// The text of a dropped file, or null when it is no UTF-8 text.
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    return null;
  }
}
