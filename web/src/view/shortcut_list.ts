// SPDX-License-Identifier: MIT
// What the keys do, as the help shows it; shortcuts.ts acts on it.

export const kShortcuts: readonly { keys: string[]; does: string }[] = [
  { keys: ["Enter"], does: "Send the message" },
  { keys: ["Shift", "Enter"], does: "New line" },
  { keys: ["Esc"], does: "Stop the reply; close what is open" },
  { keys: ["/"], does: "Go to the message" },
  { keys: ["↑"], does: "In an empty message: edit the last turn" },
  { keys: ["Alt", "R"], does: "Another reply" },
  { keys: ["Alt", "N"], does: "New conversation" },
  { keys: ["Alt", "↑"], does: "Newer conversation in the list" },
  { keys: ["Alt", "↓"], does: "Older conversation in the list" },
  { keys: ["Alt", "C"], does: "Show or hide conversations" },
  { keys: ["Alt", "K"], does: "Knowledge" },
  { keys: ["Alt", "S"], does: "Settings" },
  { keys: ["Ctrl", "Z"], does: "Undo the last deletion or change of a turn" },
  { keys: ["?"], does: "This list" },
];
