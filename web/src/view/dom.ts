// SPDX-License-Identifier: MIT
// Elements in one expression. Text is always set as text; nothing here parses HTML.

export type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | null | undefined | ((event: never) => void);

// Functions are listeners, true is an attribute without a value, false and null are none.
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Record<string, Value> = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value as unknown as EventListener);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

// Replaces `old`, and puts the focus on the part of the same data-key if it was inside.
export function replaceKeepingFocus(old: Element, fresh: Element): void {
  const focused = old.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
  old.replaceWith(fresh);
  if (focused) fresh.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
}

export function setHidden(element: HTMLElement, hidden: boolean): void {
  element.toggleAttribute("hidden", hidden);
}

export function fitHeight(area: HTMLTextAreaElement, most: number): void {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + area.offsetHeight - area.clientHeight, most)}px`;
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select") || target.isContentEditable);
}

export function narrow(): boolean {
  return window.matchMedia("(max-width: 819px)").matches;
}

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http has no clipboard interface; the old command still works there.
    const area = h("textarea", { class: "offscreen", readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
