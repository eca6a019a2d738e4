// SPDX-License-Identifier: MIT
// How replies are chosen: the sampling parameters, each with the server's default to go back to.
import type { App } from "../app/app";
import type { State } from "../app/state";
import { setParameters } from "../app/turns";
import { count, millions, plural } from "../core/format";
import { defaultOf, kControls, parseControl, samplingOn, withParameter, type Control } from "../core/parameters";
import type { Parameters } from "../core/protocol";
import { iconButton, textButton } from "./button";
import { h, setHidden } from "./dom";
import { createInstruction } from "./instruction";

const kNone: Parameters = {};

const defaultsOf = (app: App): Parameters => app.store.state.info?.default_parameters ?? kNone;

function setOne(app: App, name: string, value: number | boolean | undefined): void {
  setParameters(app, withParameter(app.store.state.conversation.parameters, defaultsOf(app), name, value));
}

export function createSettings(app: App): HTMLElement {
  const reset = textButton("Reset", () => {
    setParameters(app, {});
    app.announce("All parameters have their defaults again.");
  }, "is-small");
  reset.setAttribute("aria-label", "Reset all parameters");
  app.store.watch((state) => [state.conversation.parameters], ([parameters]) => (reset.disabled = Object.keys(parameters).length === 0));
  return h("div", { class: "panel-body", id: "settings-panel", role: "tabpanel", "aria-labelledby": "settings-tab" },
    createInstruction(app),
    h("section", { "aria-label": "How replies are chosen" },
      h("div", { class: "section-head" }, h("h3", {}, "How replies are chosen"), reset),
      createSwitch(app),
      ...kControls.map((control) => createField(app, control))),
    createServer(app));
}

function createSwitch(app: App): HTMLElement {
  const input: HTMLInputElement = h("input", { type: "checkbox", role: "switch", class: "switch", id: "do_sample", "aria-describedby": "do_sample-hint",
    change: () => setOne(app, "do_sample", input.checked) });
  app.store.watch((state) => [state.conversation.parameters, state.info], ([parameters]) => {
    input.checked = samplingOn(parameters, defaultsOf(app));
  });
  return h("div", { class: "parameter is-switch" }, h("label", { for: "do_sample" }, "Sampling"), input,
    h("small", { id: "do_sample-hint" }, "On: words are drawn by chance. Off: always the likeliest."));
}

function createField(app: App, control: Control): HTMLElement {
  const { name, label, hint, step, slider } = control;
  const input = h("input", { class: "field", id: name, inputmode: step === 1 ? "numeric" : "decimal", autocomplete: "off",
    "aria-describedby": `${name}-hint ${name}-error`, placeholder: name === "seed" ? "random" : name === "max_new_tokens" ? "not set" : null });
  const range = slider && h("input", { type: "range", min: slider[0], max: slider[1], step: name === "temperature" || slider[1] === 2 ? 0.05 : 0.01,
    "aria-label": `${label}, coarse` });
  const back = iconButton({ icon: "undo", label: `Default for ${label.toLowerCase()}`, run: () => {
    setOne(app, name, undefined);
    input.focus();
  } });
  const error = h("small", { class: "field-error", id: `${name}-error`, role: "alert" });
  const row = h("div", { class: "parameter", "data-parameter": name }, h("label", { for: name }, label), back, input, range ?? null,
    h("small", { id: `${name}-hint` }, hint), error);

  const take = (typed: string) => {
    const value = parseControl(control, typed);
    error.textContent = typeof value === "string" ? value : "";
    input.setAttribute("aria-invalid", String(typeof value === "string"));
    if (typeof value !== "string") setOne(app, name, value ?? undefined);
  };
  const step_by = (sign: number) => {
    const value = parseControl(control, input.value);
    if (typeof value !== "number") return;
    const size = step === 1 ? 1 : 0.05;
    take(String(Math.min(control.max, Math.max(control.min, Number((value + sign * size).toFixed(2))))));
  };
  input.addEventListener("change", () => take(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    step_by(event.key === "ArrowUp" ? 1 : -1);
  });
  range?.addEventListener("input", () => take(range.value));

  // Only values are watched: what was typed wrong stays to be seen until this value changes or another conversation comes.
  const looks = ({ conversation: { id, parameters }, info, refused }: State) => {
    const replaced = name === "max_length" && "max_new_tokens" in parameters;
    return [id, parameters[name], replaced, samplingOn(parameters, defaultsOf(app)), info, refused] as const;
  };
  app.store.watch(looks, ([, set, replaced, sampling, , refused]) => {
    const defaults = defaultsOf(app);
    const value = replaced ? null : typeof set === "number" ? set : defaultOf(control, defaults);
    input.value = value === null ? "" : String(value);
    if (range) range.value = String(value);
    const off = (control.sampling === true && !sampling) || replaced;
    row.classList.toggle("is-off", off);
    row.classList.toggle("is-changed", set !== undefined);
    setHidden(back, set === undefined);
    input.placeholder = replaced ? "max. new tokens" : input.placeholder;
    const refused_here = refused?.param === name;
    error.textContent = refused_here ? refused.words : "";
    input.setAttribute("aria-invalid", String(refused_here));
  });
  return row;
}

function createServer(app: App): HTMLElement {
  const list = h("dl", { class: "facts" });
  app.store.watch((state) => [state.info], ([info]) => {
    if (!info) return;
    const rows: [string, string][] = [
      ["Model", info.model],
      ["Size", info.parameters > 0 ? `${millions(info.parameters)} parameters` : ""],
      ["Weights", info.weights],
      ["Engine", [info.version && `godel.cpp ${info.version}`, info.isa, info.num_threads > 0 && plural(info.num_threads, "thread")].filter(Boolean).join(" · ")],
      ["Reads at most", `${count(info.max_input_tokens)} tokens`],
      ["Writes at most", `${count(info.max_new_tokens)} tokens`],
    ];
    list.replaceChildren(...rows.filter(([, value]) => value).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
  });
  return h("section", { "aria-label": "Server" }, h("h3", {}, "Server"), list);
}
