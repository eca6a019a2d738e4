// SPDX-License-Identifier: MIT
// Short lines at the foot of the page that go by themselves, with a way to undo; and a voice for screen readers.
import type { App } from "../app/app";
import { textButton, iconButton } from "./button";
import { h } from "./dom";

const kStay_ms = 9000;

export function mountNotices(app: App): void {
  const shelf = h("div", { class: "notices", role: "status", "aria-live": "polite" });
  const voice = h("div", { class: "offscreen", "aria-live": "polite", "data-role": "voice" });
  document.body.append(shelf, voice);

  app.announce = (words) => {
    voice.textContent = "";
    // An element that changes twice in one task is read once, and equal words are not read again.
    setTimeout(() => (voice.textContent = words), 60);
  };

  app.notify = ({ words, action, trouble }) => {
    let timer = 0;
    const close = () => {
      window.clearTimeout(timer);
      notice.remove();
    };
    const start = () => (timer = window.setTimeout(close, kStay_ms));
    const notice = h(
      "div",
      { class: `notice ${trouble ? "is-trouble" : ""}`, pointerenter: () => window.clearTimeout(timer), pointerleave: start,
        focusin: () => window.clearTimeout(timer), focusout: start },
      h("span", {}, words),
      action && textButton(action.label, () => {
        close();
        action.run();
      }, "is-plain"),
      iconButton({ icon: "close", label: "Dismiss", run: close }),
    );
    // An offer to undo replaces the one before it, which no longer holds.
    if (action) shelf.querySelectorAll(".notice.has-action").forEach((old) => old.remove());
    notice.classList.toggle("has-action", Boolean(action));
    shelf.append(notice);
    while (shelf.childElementCount > 3) shelf.firstElementChild?.remove();
    start();
  };
}

// Notices stand over the message field, in the middle of the thread.
export function keepNoticesOver(main: HTMLElement, dock: HTMLElement): void {
  const observer = new ResizeObserver(() => {
    const box = dock.getBoundingClientRect();
    const { style } = document.documentElement;
    style.setProperty("--notices-bottom", `${window.innerHeight - box.top}px`);
    style.setProperty("--notices-middle", `${box.left + box.width / 2}px`);
  });
  observer.observe(main);
  observer.observe(dock);
}
