// SPDX-License-Identifier: MIT
// The right side: two tabs, knowledge and settings.
import type { App } from "../app/app";
import type { Panel } from "../app/state";
import { iconButton } from "./button";
import { h, setHidden } from "./dom";
import { createKnowledge } from "./knowledge";
import { createSettings } from "./settings";

export function createPanel(app: App): HTMLElement {
  const knowledge = createKnowledge(app);
  const settings = createSettings(app);
  const tab = (panel: Panel, label: string) =>
    h("button", { type: "button", role: "tab", id: `${panel}-tab`, "aria-controls": `${panel}-panel`, click: () => app.store.set({ panel }) }, label);
  const tabs: Record<Panel, HTMLButtonElement> = { knowledge: tab("knowledge", "Knowledge"), settings: tab("settings", "Settings") };
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": "Knowledge and settings" }, tabs.knowledge, tabs.settings);
  list.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other: Panel = app.store.state.panel === "knowledge" ? "settings" : "knowledge";
    app.store.set({ panel: other });
    tabs[other].focus();
  });
  app.store.watch((state) => [state.panel], ([panel]) => {
    if (panel === null) return; // it slides out with what it showed
    for (const name of ["knowledge", "settings"] as const) {
      tabs[name].setAttribute("aria-selected", String(name === panel));
      tabs[name].tabIndex = name === panel ? 0 : -1;
      tabs[name].toggleAttribute("data-first", name === panel);
    }
    setHidden(knowledge, panel !== "knowledge");
    setHidden(settings, panel !== "settings");
  });
  return h("aside", { class: "panel", "aria-label": "Knowledge and settings" },
    h("div", { class: "panel-head" }, list, iconButton({ icon: "close", label: "Close this panel", run: () => app.store.set({ panel: null }) })),
    knowledge, settings);
}
