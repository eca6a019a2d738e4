// SPDX-License-Identifier: MIT
// The frame: conversations on the left, the thread, the panel on the right. Where there is no room these two are drawers
// over the thread, one at a time, which take the focus and give it back.
import type { App } from "../app/app";
import type { Panel } from "../app/state";
import { h } from "./dom";

const sidebar_drawer = window.matchMedia("(max-width: 819px)");
const panel_drawer = window.matchMedia("(max-width: 1179px)");

export function toggleSidebar(app: App): void {
  const open = !app.store.state.sidebar;
  app.store.set({ sidebar: open, ...(open && sidebar_drawer.matches ? { panel: null } : {}) });
}

export function showPanel(app: App, panel: Panel): void {
  app.store.set({ panel, ...(sidebar_drawer.matches ? { sidebar: false } : {}) });
}

export function togglePanel(app: App, panel: Panel): void {
  if (app.store.state.panel === panel) app.store.set({ panel: null });
  else showPanel(app, panel);
}

export function closeDrawers(app: App): void {
  const { state } = app.store;
  const panel = panel_drawer.matches ? null : state.panel;
  const sidebar = sidebar_drawer.matches ? false : state.sidebar;
  if (panel !== state.panel || sidebar !== state.sidebar) app.store.set({ panel, sidebar });
}

export function mountLayout(app: App, sidebar: HTMLElement, main: HTMLElement, panel: HTMLElement): void {
  const scrim = h("div", { class: "scrim", click: () => closeDrawers(app) });
  const frame = h("div", { class: "frame" }, sidebar, main, scrim, panel);
  document.body.prepend(frame);
  let before_drawer: Element | null = null;

  const apply = () => {
    const { state } = app.store;
    const sidebar_over = sidebar_drawer.matches && state.sidebar;
    const panel_over = panel_drawer.matches && state.panel !== null;
    frame.dataset["sidebar"] = state.sidebar ? "open" : "closed";
    frame.dataset["panel"] = state.panel ? "open" : "closed";
    frame.dataset["scrim"] = sidebar_over || panel_over ? "on" : "off";
    const inert = (element: HTMLElement, off: boolean) => element.toggleAttribute("inert", off);
    const was_drawer = main.hasAttribute("inert");
    const drawer = sidebar_over ? sidebar : panel_over ? panel : null;
    if (drawer && !was_drawer) before_drawer = document.activeElement;
    inert(main, drawer !== null);
    inert(sidebar, !state.sidebar || drawer === panel);
    inert(panel, state.panel === null || drawer === sidebar);
    if (drawer && !drawer.contains(document.activeElement)) {
      drawer.querySelector<HTMLElement>("[data-first], button")?.focus({ preventScroll: true });
    }
    if (!drawer && was_drawer && before_drawer instanceof HTMLElement && before_drawer.isConnected) before_drawer.focus();
  };
  app.store.watch((state) => [state.sidebar, state.panel], apply);
  sidebar_drawer.addEventListener("change", () => {
    app.store.set({ sidebar: !sidebar_drawer.matches });
    apply();
  });
  panel_drawer.addEventListener("change", () => {
    if (panel_drawer.matches) app.store.set({ panel: null });
    apply();
  });
}
