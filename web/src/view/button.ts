// SPDX-License-Identifier: MIT
// Buttons: with a word, or an icon whose name is read aloud and shown as a tip.
import { h, type Child } from "./dom";
import { icon, type IconName } from "./icons";

export interface IconButton {
  icon: IconName;
  label: string;
  run: (event: MouseEvent) => void;
  key?: string; // data-key: keeps the focus over a redraw
  class?: string;
  shortcut?: string; // aria-keyshortcuts
}

export function iconButton(button: IconButton): HTMLButtonElement {
  return h(
    "button",
    {
      type: "button",
      class: `icon-button ${button.class ?? ""}`.trim(),
      "aria-label": button.label,
      "aria-keyshortcuts": button.shortcut,
      "data-tip": button.label + (button.shortcut ? ` (${button.shortcut})` : ""),
      "data-key": button.key,
      click: button.run,
    },
    icon(button.icon),
  );
}

export function setIcon(button: HTMLButtonElement, name: IconName, label: string): void {
  button.replaceChildren(icon(name));
  button.setAttribute("aria-label", label);
  button.setAttribute("data-tip", label);
}

export function textButton(label: string, run: () => void, kind = "", ...before: Child[]): HTMLButtonElement {
  return h("button", { type: "button", class: `button ${kind}`.trim(), click: run }, ...before, label);
}
