// SPDX-License-Identifier: MIT
// The sampling parameters that the page offers: names, ranges, and what each does.
import type { ParameterValue, Parameters } from "./protocol";

export interface Control {
  name: string;
  label: string;
  hint: string;
  min: number;
  max: number;
  step: number; // 1: whole numbers
  fallback: number | null; // where the server names no default; null: may be empty
  sampling?: boolean; // has no effect without sampling
  slider?: [number, number];
}

export const kControls: readonly Control[] = [
  {
    name: "temperature", label: "Temperature", min: 0.01, max: 100, step: 0.01, fallback: 1, sampling: true, slider: [0.1, 2],
    hint: "Below 1 keeps to likely words, above 1 dares more.",
  },
  {
    name: "top_p", label: "Top p", min: 0.01, max: 1, step: 0.01, fallback: 1, sampling: true, slider: [0.05, 1],
    hint: "Chooses among the likeliest words that together have this share.",
  },
  { name: "top_k", label: "Top k", min: 0, max: 100000, step: 1, fallback: 50, sampling: true, hint: "Chooses among this many words; 0 is no limit." },
  { name: "num_beams", label: "Beams", min: 1, max: 32, step: 1, fallback: 1, hint: "Replies that are followed side by side; more is slower." },
  { name: "min_length", label: "Minimum length", min: 0, max: 4096, step: 1, fallback: 0, hint: "Tokens before the reply may end." },
  { name: "max_length", label: "Maximum length", min: 2, max: 4096, step: 1, fallback: 128, hint: "Tokens, the start token among them." },
  { name: "max_new_tokens", label: "Maximum new tokens", min: 1, max: 4096, step: 1, fallback: null, hint: "Tokens of the reply itself." },
  {
    name: "repetition_penalty", label: "Repetition penalty", min: 0.01, max: 10, step: 0.01, fallback: 1, slider: [1, 2],
    hint: "Above 1 makes words that were said less likely.",
  },
  { name: "no_repeat_ngram_size", label: "No repeated n-grams", min: 0, max: 64, step: 1, fallback: 0, hint: "Rows of this many tokens come once only; 0 is off." },
  {
    name: "seed", label: "Seed", min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, fallback: null,
    hint: "Makes replies repeatable; each further reply adds one. Empty: a new one each time.",
  },
];

export function controlOf(name: string): Control | undefined {
  return kControls.find((one) => one.name === name);
}

export function defaultOf(control: Control, defaults: Parameters): number | null {
  const value = defaults[control.name];
  return typeof value === "number" ? value : control.fallback;
}

export function samplingOn(parameters: Parameters, defaults: Parameters): boolean {
  return (parameters["do_sample"] ?? defaults["do_sample"] ?? false) === true;
}

// The value that was typed, null for an empty field that may be empty, or words on what is wrong with it.
export function parseControl(control: Control, typed: string): number | null | string {
  const trimmed = typed.trim();
  if (trimmed === "") return control.fallback === null ? null : "A number is needed here.";
  const value = Number(trimmed);
  if (!Number.isFinite(value)) return "This is not a number.";
  if (control.step === 1 && !Number.isInteger(value)) return "A whole number is needed here.";
  if (value < control.min) return `At least ${control.min}.`;
  if (value > control.max) return `At most ${control.max}.`;
  return value;
}

// A parameter set to a value, or to nothing (undefined); one that equals the default is not sent. The two ways to limit
// the length exclude each other.
export function withParameter(parameters: Parameters, defaults: Parameters, name: string, value: ParameterValue | undefined): Parameters {
  const result: Record<string, ParameterValue> = { ...parameters };
  if (name === "max_new_tokens" && value !== undefined) delete result["max_length"];
  if (name === "max_length") delete result["max_new_tokens"];
  if (value === undefined || defaults[name] === value) delete result[name];
  else result[name] = value;
  return result;
}

// Those of a file that the page knows and that are in range.
export function knownParameters(parameters: Parameters): Parameters {
  const known = Object.entries(parameters).filter(([name, value]) => {
    if (name === "do_sample") return typeof value === "boolean";
    const control = controlOf(name);
    return control !== undefined && typeof value === "number" && typeof parseControl(control, String(value)) === "number";
  });
  const result = Object.fromEntries(known) as Record<string, ParameterValue>;
  if ("max_new_tokens" in result) delete result["max_length"];
  return result;
}

export function withoutDefaults(parameters: Parameters, defaults: Parameters): Parameters {
  const differing = Object.entries(parameters).filter(([name, value]) => {
    const control = controlOf(name);
    return value !== (defaults[name] ?? control?.fallback ?? undefined);
  });
  return Object.fromEntries(differing) as Parameters;
}
