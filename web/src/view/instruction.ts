// SPDX-License-Identifier: MIT
// The instruction that the model was trained to follow: one of the server's, or the user's own words.
import type { App } from "../app/app";
import { setInstruction } from "../app/turns";
import type { ServerInfo } from "../core/protocol";
import { fitHeight, h, setHidden } from "./dom";

const kNames: Record<string, [string, string]> = {
  chitchat: ["Small talk", "Answers with empathy, from the conversation alone."],
  grounded: ["Grounded", "Goes on with the conversation, on the ground of the knowledge."],
  qa: ["Question and answer", "Answers the question from the knowledge."],
};

// What the chip under the message says.
export function instructionName(instruction: string, has_knowledge: boolean, info: ServerInfo | null): string {
  const chosen = instruction || (has_knowledge ? "grounded" : "chitchat");
  return kNames[chosen]?.[0] ?? (info && chosen in info.instructions ? chosen : "Own instruction");
}

export function createInstruction(app: App): HTMLElement {
  const own = h("textarea", { class: "field", rows: 2, id: "own-instruction", "aria-label": "Your instruction",
    placeholder: "Instruction: given a dialog context, you need to …" });
  const choices = h("div", { class: "choices", role: "radiogroup", "aria-label": "Instruction" });
  let own_is_open = false;

  const choice = (value: string, title: string, words: string, checked: boolean, text?: string) => {
    const input = h("input", { type: "radio", name: "instruction", value: value || "automatic", "data-key": `instruction-${value}`, change: () => {
      own_is_open = value === "own";
      setInstruction(app, value === "own" ? own.value.trim() : value);
      draw();
      if (own_is_open) own.focus();
    } });
    input.checked = checked;
    return h("label", { class: "choice" }, input, h("span", {}, h("strong", {}, title), h("small", {}, words), text && h("q", {}, text)));
  };
  const draw = () => {
    const { info, conversation } = app.store.state;
    const { instruction } = conversation;
    const known = info?.instructions ?? {};
    const is_own = own_is_open || (instruction !== "" && !(instruction in known));
    const focused = choices.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
    choices.replaceChildren(
      choice("", "Automatic", "Grounded when there is knowledge, small talk when there is none.", !is_own && instruction === ""),
      ...Object.entries(known).map(([name, text]) =>
        choice(name, kNames[name]?.[0] ?? name, kNames[name]?.[1] ?? "", !is_own && instruction === name, text.replace(/^Instruction: /, ""))),
      choice("own", "Your own words", "Freely written; the model has seen only the others in training.", is_own),
    );
    setHidden(own, !is_own);
    if (is_own && document.activeElement !== own) own.value = instruction;
    fitHeight(own, 200);
    if (focused) choices.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
  };
  own.addEventListener("input", () => fitHeight(own, 200));
  own.addEventListener("change", () => setInstruction(app, own.value.trim()));
  app.store.watch((state) => [state.conversation.id], () => (own_is_open = false));
  app.store.watch((state) => [state.conversation.instruction, state.info, state.conversation.id, state.panel], draw);
  return h("section", { "aria-label": "Instruction" }, h("h3", {}, "Instruction"), choices, own);
}
