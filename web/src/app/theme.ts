// SPDX-License-Identifier: MIT
// Light, dark, or what the system says. The style sheet looks at data-theme only.

export type Theme = "system" | "light" | "dark";

const kTheme = "godel.theme";
const dark_system = window.matchMedia("(prefers-color-scheme: dark)");

export function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(kTheme);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

function apply(theme: Theme): void {
  const dark = theme === "dark" || (theme === "system" && dark_system.matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

export function setTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(kTheme);
    else localStorage.setItem(kTheme, theme);
  } catch {
    // It holds for this page then.
  }
  apply(theme);
}

export function mountTheme(changed: (theme: Theme) => void = () => {}): void {
  apply(readTheme());
  dark_system.addEventListener("change", () => apply(readTheme()));
  window.addEventListener("storage", (event) => {
    if (event.key !== kTheme && event.key !== null) return;
    apply(readTheme());
    changed(readTheme());
  });
}
