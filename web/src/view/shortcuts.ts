// SPDX-License-Identifier: MIT
// The keys of shortcut_list.ts. Letters go by their place on the keyboard: Alt makes other characters of them on a Mac.
import type { App } from "../app/app";
import { openNeighbour, startNew } from "../app/library";
import { retryLast, stopShown } from "../app/turns";
import { openHelp } from "./dialogs";
import { isTyping } from "./dom";
import { closeDrawers, togglePanel, toggleSidebar } from "./layout";

export function mountShortcuts(app: App, focusMessage: () => void): void {
  const with_alt: Record<string, () => void> = {
    KeyR: () => retryLast(app),
    KeyN: () => {
      startNew(app);
      closeDrawers(app);
      focusMessage();
    },
    KeyC: () => toggleSidebar(app),
    KeyK: () => togglePanel(app, "knowledge"),
    KeyS: () => togglePanel(app, "settings"),
    ArrowUp: () => openNeighbour(app, -1),
    ArrowDown: () => openNeighbour(app, 1),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const typing = isTyping(event.target);
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const alt = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey ? with_alt[event.code] : undefined;
    if (alt) alt();
    else if (event.key === "Escape" && plain) {
      if (!stopShown(app)) closeDrawers(app);
    } else if (event.key === "/" && plain && !typing) focusMessage();
    else if (event.key === "?" && plain && !typing) openHelp();
    else if (event.code === "KeyZ" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !typing && app.undo) app.undo.run();
    else return;
    event.preventDefault();
  });
}
