// SPDX-License-Identifier: MIT
// Which words of a reply stand in the knowledge, too. Words are compared without case, and what lies between them
// (spaces, commas, line breaks) does not matter.
import { isRare, isStopWord } from "./words";

export interface Quote {
  start: number; // in the reply, UTF-16 units
  end: number;
  source_start: number; // in the knowledge
  source_end: number;
}

interface Word {
  text: string;
  start: number;
  end: number;
}

export interface KnowledgeIndex {
  words: Word[];
  places: Map<string, number[]>; // a word's positions in `words`
}

// A number keeps its points and colons ("9.30", "1,200"); a word keeps its apostrophes ("library's").
const kWord = /\p{N}+(?:[.,:]\p{N}+)*|\p{L}[\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)*/gu;

// More places of one word than this are not tried: they are in texts that repeat themselves.
const kMaxPlaces = 500;

export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(kWord)) {
    const start = match.index ?? 0;
    const [word = ""] = match;
    words.push({ text: word.toLowerCase().replace(/’/g, "'"), start, end: start + word.length });
  }
  return words;
}

export function indexKnowledge(knowledge: string): KnowledgeIndex {
  const words = splitWords(knowledge);
  const places = new Map<string, number[]>();
  words.forEach((word, position) => {
    const known = places.get(word.text);
    if (!known) places.set(word.text, [position]);
    else if (known.length < kMaxPlaces) known.push(position);
  });
  return { words, places };
}

function runLength(reply: Word[], from: number, source: Word[], at: number): number {
  let length = 0;
  while (reply[from + length] && reply[from + length]?.text === source[at + length]?.text) ++length;
  return length;
}

function isTelling(run: Word[]): boolean {
  const first = run[0];
  if (!first) return false;
  return run.length === 1 ? isRare(first.text) : run.some((word) => !isStopWord(word.text));
}

// From left to right the longest runs that the knowledge holds; those that any text would hold are left out.
export function findQuotes(reply: string, index: KnowledgeIndex): Quote[] {
  const words = splitWords(reply);
  const quotes: Quote[] = [];
  for (let from = 0; from < words.length; ) {
    let best = 0;
    let best_at = 0;
    for (const at of index.places.get(words[from]?.text ?? "") ?? []) {
      const length = runLength(words, from, index.words, at);
      if (length > best) [best, best_at] = [length, at];
    }
    const run = words.slice(from, from + best);
    if (!isTelling(run)) {
      ++from;
      continue;
    }
    quotes.push({
      start: run[0]?.start ?? 0,
      end: run[best - 1]?.end ?? 0,
      source_start: index.words[best_at]?.start ?? 0,
      source_end: index.words[best_at + best - 1]?.end ?? 0,
    });
    from += best;
  }
  return quotes;
}

// The sentence, or as much of it as `limit` allows, around a place of the knowledge: [before, the place, behind].
export function surroundings(text: string, start: number, end: number, limit = 90): [string, string, string] {
  const before = text.slice(Math.max(0, start - limit), start);
  const behind = text.slice(end, end + limit);
  const sentence_start = Math.max(...[". ", "! ", "? ", "\n"].map((mark) => before.lastIndexOf(mark) + mark.length));
  const opening = before.search(/[.!?]\s|\n/) < 0 ? 0 : sentence_start;
  const sentence_end = behind.search(/[.!?](\s|$)|\n/);
  const head = opening === 0 && start > limit ? "…" + before.replace(/^\S*\s/, "") : before.slice(opening);
  const tail = sentence_end < 0 ? (end + limit < text.length ? behind + "…" : behind) : behind.slice(0, sentence_end + 1);
  return [head.trimStart(), text.slice(start, end), tail.trimEnd()];
}
