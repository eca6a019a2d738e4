// SPDX-License-Identifier: MIT
// Line icons on a grid of 20.

const kPaths = {
  add: "M10 4v12M4 10h12",
  back: "M12 5l-5 5 5 5",
  book: "M10 5.5C8.5 4.3 6.3 3.8 3 4v11c3.3-.2 5.5.3 7 1.5 1.5-1.2 3.7-1.7 7-1.5V4c-3.3-.2-5.5.3-7 1.5zM10 5.5v11",
  chat: "M3.5 4.5h13v9h-7l-3.5 3v-3h-2.5z",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  close: "M5 5l10 10M15 5L5 15",
  copy: "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
  down: "M10 4v12M5 11l5 5 5-5",
  export: "M10 3v9M6.5 8.5L10 12l3.5-3.5M4 16h12",
  forward: "M8 5l5 5-5 5",
  import: "M10 12V3M6.5 6.5L10 3l3.5 3.5M4 16h12",
  keyboard: "M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.5h7",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  menu: "M3 5.5h14M3 10h14M3 14.5h9",
  moon: "M16 12.2A6.5 6.5 0 0 1 7.8 4 6.5 6.5 0 1 0 16 12.2z",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  pen: "M4 16l.8-3.2L13 4.6l2.4 2.4-8.2 8.2L4 16z",
  question: "M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM8 8.3a2 2 0 1 1 3.1 1.7c-.8.5-1.1.9-1.1 1.6M10 13.6h.01",
  retry: "M15.5 8A6 6 0 1 0 16 11.5M16 4v4h-4",
  send: "M10 16V4.5M5 9.5l5-5 5 5",
  settings: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
  stop: "M6 6h8v8H6z",
  sun: "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  system: "M3 4h14v9.5H3zM7 17h6M10 13.5V17",
  trash: "M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5",
  undo: "M4 8h8a4 4 0 0 1 0 8H8M7 4.5L3.5 8 7 11.5",
  warning: "M10 3.5L17.5 16.5h-15zM10 8.5v3.5M10 14.3h.01",
} as const;

export type IconName = keyof typeof kPaths;

const kSvg = "http://www.w3.org/2000/svg";

function drawing(viewBox: string, name: string): SVGSVGElement {
  const svg = document.createElementNS(kSvg, "svg");
  svg.setAttribute("viewBox", viewBox);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", name);
  return svg;
}

export function icon(name: IconName): SVGSVGElement {
  const svg = drawing("0 0 20 20", "icon");
  const path = document.createElementNS(kSvg, "path");
  path.setAttribute("d", kPaths[name]);
  if (name === "more") svg.classList.add("is-dots");
  svg.append(path);
  return svg;
}

// The mark of the page: the o of Gödel, two dots over a ring.
export function mark(): SVGSVGElement {
  const svg = drawing("0 0 32 32", "mark");
  const shapes: [string, Record<string, string>][] = [
    ["circle", { cx: "11.5", cy: "5.5", r: "2.6", class: "mark-dot" }],
    ["circle", { cx: "20.5", cy: "5.5", r: "2.6", class: "mark-dot" }],
    ["circle", { cx: "16", cy: "20", r: "9", class: "mark-ring" }],
  ];
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(kSvg, tag);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    svg.append(shape);
  }
  return svg;
}
