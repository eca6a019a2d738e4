// SPDX-License-Identifier: MIT
// One tip for the whole page: the name of an icon button, or the sentence that a marked passage was taken from.
import { h } from "./dom";

type Content = (target: HTMLElement) => (Node | string)[] | null;

const sources = new WeakMap<HTMLElement, Content>();

// What is shown over `element`, made when it is needed.
export function tipFor(element: HTMLElement, content: Content): void {
  sources.set(element, content);
  element.setAttribute("data-tip", "");
}

export function mountTips(): void {
  const tip = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
  document.body.append(tip);
  let timer = 0;
  const hide = () => {
    window.clearTimeout(timer);
    tip.toggleAttribute("hidden", true);
  };
  const show = (target: HTMLElement) => {
    const content = sources.get(target)?.(target) ?? [target.getAttribute("data-tip") ?? ""];
    if (!target.isConnected || content.every((part) => part === "")) return;
    tip.replaceChildren(...content);
    tip.classList.toggle("is-wide", sources.has(target));
    const host = target.closest("dialog") ?? document.body; // a modal dialog lies over everything outside it
    if (tip.parentElement !== host) host.append(tip);
    tip.toggleAttribute("hidden", false);
    const at = target.getClientRects()[0] ?? target.getBoundingClientRect();
    const left = at.left + at.width / 2 - tip.offsetWidth / 2;
    const above = at.top - tip.offsetHeight - 8;
    tip.style.left = `${Math.max(8, Math.min(left, window.innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${above < 8 ? at.bottom + 8 : above}px`;
  };
  const over = (event: Event, wait: number) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tip]") : null;
    hide();
    if (target) timer = window.setTimeout(() => show(target), wait);
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") over(event, 350);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target instanceof Element && event.target.matches(":focus-visible")) over(event, 500);
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("pointerdown", hide);
  document.addEventListener("keydown", hide);
  document.addEventListener("scroll", hide, true);
}
