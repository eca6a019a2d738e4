// SPDX-License-Identifier: MIT
// A line over the message field while the server is not to be had.
import type { App } from "../app/app";
import { textButton } from "./button";
import { h, setHidden } from "./dom";
import { icon } from "./icons";

export function createBanner(app: App): HTMLElement {
  const words = h("span");
  const unlock = textButton("Enter the key", () => void app.askKey(false), "is-small");
  const banner = h("div", { class: "banner", role: "status" }, icon("warning"), words, unlock);
  app.store.watch((state) => [state.connection], ([connection]) => {
    const said: Partial<Record<typeof connection, string>> = {
      offline: "The server cannot be reached. Looking for it…",
      loading: "The model is loading. You can write already.",
      locked: "This server asks for an API key.",
    };
    words.textContent = said[connection] ?? "";
    banner.dataset["connection"] = connection;
    setHidden(banner, said[connection] === undefined);
    setHidden(unlock, connection !== "locked");
  });
  return banner;
}
