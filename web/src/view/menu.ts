// SPDX-License-Identifier: MIT
// A menu under a button: arrow keys move, Escape closes, the focus returns.
import { h } from "./dom";
import { icon, type IconName } from "./icons";

export interface MenuItem {
  icon: IconName;
  label: string;
  run: () => void;
  danger?: boolean;
  disabled?: boolean;
}

export function openMenu(button: HTMLElement, label: string, items: MenuItem[]): void {
  const entries = items.map((item) =>
    h(
      "button",
      { type: "button", role: "menuitem", class: `menu-item ${item.danger ? "is-danger" : ""}`, tabindex: -1, disabled: item.disabled,
        click: () => {
          close(true);
          item.run();
        } },
      icon(item.icon),
      item.label,
    ),
  );
  const usable = entries.filter((entry) => !entry.disabled);
  const menu = h("div", { role: "menu", class: "menu", "aria-label": label, keydown: move }, ...entries);

  function close(refocus: boolean): void {
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", dismiss);
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  }
  function dismiss(): void {
    close(false);
  }
  function outside(event: Event): void {
    if (event.target instanceof Node && !menu.contains(event.target)) close(false);
  }
  function move(event: KeyboardEvent): void {
    const at = usable.findIndex((entry) => entry === document.activeElement);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const to = steps[event.key];
    if (event.key === "Escape") close(true);
    else if (event.key === "Tab") close(true);
    else if (to !== undefined) usable[(to + usable.length) % usable.length]?.focus();
    else return;
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  }

  document.body.append(menu);
  button.setAttribute("aria-expanded", "true");
  const at = button.getBoundingClientRect();
  const below = at.bottom + 6 + menu.offsetHeight < window.innerHeight;
  menu.style.left = `${Math.max(8, Math.min(at.right - menu.offsetWidth, window.innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - menu.offsetHeight - 6)}px`;
  usable[0]?.focus();
  setTimeout(() => document.addEventListener("pointerdown", outside, true), 0);
  window.addEventListener("resize", dismiss);
}
