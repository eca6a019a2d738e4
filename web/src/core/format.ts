// SPDX-License-Identifier: MIT
// Numbers as people read them.

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

export function count(value: number): string {
  return whole.format(value);
}

export function plural(value: number, one: string, many = one + "s"): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  return value < 1e6 ? `${tenth.format(value / 1e3)} kB` : `${tenth.format(value / 1e6)} MB`;
}

export function duration(ms: number): string {
  if (ms < 1) return "under 1 ms";
  if (ms < 1000) return `${whole.format(ms)} ms`;
  return ms < 60_000 ? `${tenth.format(ms / 1000)} s` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export function millions(value: number): string {
  return value < 1e9 ? `${tenth.format(value / 1e6)}M` : `${tenth.format(value / 1e9)}B`;
}

// The heading under which a conversation is listed.
export function dayOf(time_ms: number, now_ms: number): string {
  const midnight = new Date(now_ms);
  midnight.setHours(0, 0, 0, 0);
  const days = Math.ceil((midnight.getTime() - time_ms) / 86_400_000);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  return days <= 7 ? "This week" : "Earlier";
}
