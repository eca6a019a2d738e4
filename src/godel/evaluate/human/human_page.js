// The page of `godel evaluate human sample`: one item at a time, answers kept in localStorage, downloaded as JSON.
// Texts reach the page through textContent alone.
"use strict";
(() => {
  const study = JSON.parse(document.getElementById("study-data").textContent);
  const root = document.getElementById("study");
  const pairwise = study.mode === "pairwise";
  const choices = pairwise
    ? [["a", "A is better", "a"], ["tie", "neither", "t"], ["b", "B is better", "b"]]
    : Array.from({ length: study.steps }, (_, i) => [i + 1, String(i + 1), String(i + 1)]);

  let annotator = "";
  let answers = {};  // by item: {utility: 4, ..., comment: ""}
  let at = 0;
  let current = 0;  // the dimension that the next key answers
  let keepsAnswers = true;

  const storageKey = () => `godel-human-${study.study}-${annotator}`;

  function load() {
    try {
      answers = JSON.parse(localStorage.getItem(storageKey())) ?? {};
    } catch {
      answers = {};
    }
  }

  function save() {
    try {
      localStorage.setItem(storageKey(), JSON.stringify(answers));
      keepsAnswers = true;
    } catch {
      keepsAnswers = false;  // private windows and full disks: the reader is told to download
    }
  }

  function element(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in made && name !== "list") made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  function fill(...children) {
    root.replaceChildren(...children.filter((child) => child !== null));
  }

  const isWhole = (item) => study.dimensions.every(({ key }) => answers[item.id]?.[key] !== undefined);
  const answered = () => study.items.filter(isWhole).length;

  function firstOpen(from) {
    for (let step = 0; step < study.items.length; ++step) {
      const place = (from + step) % study.items.length;
      if (!isWhole(study.items[place])) return place;
    }
    return -1;
  }

  function firstOpenDimension() {
    const item = study.items[at];
    const open = study.dimensions.findIndex(({ key }) => answers[item.id]?.[key] === undefined);
    return open < 0 ? study.dimensions.length : open;
  }

  function choose(dimension, value) {
    const item = study.items[at];
    answers[item.id] = { ...answers[item.id], [study.dimensions[dimension].key]: value };
    save();
    current = firstOpenDimension();
    show();
  }

  // Drawing anew takes the focus from a button that was pressed by keyboard or a screen reader.
  function refocus(key, value) {
    root.querySelector(`button[data-key="${key}"][data-value="${value}"]`)?.focus();
  }

  function go(place) {
    at = Math.max(0, Math.min(study.items.length - 1, place));
    current = firstOpenDimension();
    show();
    window.scrollTo(0, 0);
  }

  function next() {
    const open = firstOpen(at + 1);
    if (isWhole(study.items[at]) && open >= 0) go(open);
    else go(at + 1);
  }

  function file() {
    const list = study.items.filter(({ id }) => answers[id]).map(({ id }) => ({ item: id, ...answers[id] }));
    return { format: "godel-human-answers", version: 1, study: study.study, mode: study.mode, annotator,
             saved: new Date().toISOString(), answers: list };
  }

  function download() {
    const blob = new Blob([JSON.stringify(file(), null, 1) + "\n"], { type: "application/json" });
    const link = element("a", { href: URL.createObjectURL(blob),
                                download: `answers-${annotator.replace(/[^\w-]+/g, "_")}.json` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function showStart() {
    const name = element("input", { id: "annotator", autocomplete: "off", maxLength: 80, value: annotator });
    const begin = () => {
      annotator = name.value.trim();
      if (!annotator) return name.focus();
      load();
      go(Math.max(0, firstOpen(0)));
    };
    fill(
      element("p", {}, `${study.items.length} short conversations. For each, read what was said and what was known, and ` +
        (pairwise ? "say which of two replies is better." : `rate the reply from 1 (poor) to ${study.steps} (excellent).`)),
      ...study.dimensions.map(({ label, question }) => element("p", {}, element("b", {}, `${label}. `), question)),
      element("p", {}, "Your answers stay in this browser until you download them. Please send the file to whoever asked you."),
      element("form", { onsubmit: (event) => { event.preventDefault(); begin(); } },
        element("label", { htmlFor: "annotator" }, "A name or number for you: "), name,
        element("div", { className: "row" }, element("button", { type: "submit", id: "begin" }, "Begin"))));
    name.focus();
  }

  function questions(item) {
    return study.dimensions.map(({ key, label, question }, d) =>
      element("fieldset", { className: d === current ? "current" : "" },
        element("legend", {}, label),
        element("div", { className: "quiet" }, question),
        element("div", { className: "choices" },
          ...choices.map(([value, text]) => element("button", {
            type: "button", "aria-pressed": String(answers[item.id]?.[key] === value), "data-key": key, "data-value": value,
            onclick: () => { choose(d, value); refocus(key, value); } }, text)),
          pairwise ? null : element("small", {}, `1 poor, ${study.steps} excellent`))));
  }

  function show() {
    const item = study.items[at];
    const done = answered();
    // The last turn is the user's; who spoke before alternates.
    const turns = item.context.map((turn, i) =>
      element("li", { className: (item.context.length - 1 - i) % 2 === 0 ? "user" : "" }, turn));
    const comment = element("textarea", { rows: 1, placeholder: "A remark (may stay empty)", id: "comment",
                                          value: answers[item.id]?.comment ?? "" });
    comment.addEventListener("input", () => {
      answers[item.id] = { ...answers[item.id], comment: comment.value };
      save();
    });
    const keys = pairwise ? ["a", "t", "b"] : ["1", "…", String(study.steps)];
    fill(
      element("progress", { max: study.items.length, value: done }),
      element("p", { className: "quiet", id: "status", role: "status" },
        `Item ${at + 1} of ${study.items.length} · ${done} answered` +
        (keepsAnswers ? "" : " · this browser does not keep your answers, please download them")),
      element("ul", { className: "turns", tabIndex: 0 }, ...turns),
      item.knowledge ? element("p", { className: "quiet" }, "What was known:") : null,
      item.knowledge ? element("div", { className: "knowledge", tabIndex: 0 }, item.knowledge) : null,
      element("h3", {}, pairwise ? "Two replies" : "The reply"),
      element("div", { className: "replies" },
        ...item.replies.map((reply, i) => element("div", { className: "reply" },
          pairwise ? element("b", {}, i === 0 ? "A" : "B") : null, reply || "(no answer)"))),
      ...questions(item),
      comment,
      element("div", { className: "row" },
        element("button", { type: "button", id: "back", disabled: at === 0, onclick: () => go(at - 1) }, "Back"),
        element("button", { type: "button", id: "next", disabled: at === study.items.length - 1 && firstOpen(0) < 0,
                            onclick: next }, "Next"),
        element("button", { type: "button", id: "download", onclick: download }, "Download answers")),
      done === study.items.length
        ? element("p", { className: "good", id: "finished" }, "All answered. Thank you! Please download your answers now.") : null,
      element("p", { className: "quiet" }, "Keys: ",
        ...keys.flatMap((key) => [element("kbd", {}, key), " "]), "answer, ", element("kbd", {}, "Enter"), " or ",
        element("kbd", {}, "→"), " next, ", element("kbd", {}, "←"), " back, ",
        element("kbd", {}, "↑"), " ", element("kbd", {}, "↓"), " choose the question."));
    // A long conversation shows its end, which is what the reply answers.
    const list = root.querySelector(".turns");
    list.scrollTop = list.scrollHeight;
  }

  document.addEventListener("keydown", (event) => {
    if (!annotator || event.ctrlKey || event.metaKey || event.altKey) return;
    if (["TEXTAREA", "INPUT"].includes(event.target.tagName)) return;
    const choice = choices.find(([, , key]) => key === event.key.toLowerCase());
    if (choice && current < study.dimensions.length) choose(current, choice[0]);
    else if (event.key === "ArrowRight" || (event.key === "Enter" && event.target.tagName !== "BUTTON")) next();
    else if (event.key === "ArrowLeft") go(at - 1);
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      current = Math.max(0, Math.min(study.dimensions.length - 1, current + (event.key === "ArrowUp" ? -1 : 1)));
      show();
    } else return;
    event.preventDefault();
  });

  window.addEventListener("beforeunload", (event) => {
    if (!keepsAnswers && Object.keys(answers).length > 0) event.preventDefault();
  });

  showStart();
})();
