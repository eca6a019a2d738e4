// SPDX-License-Identifier: MIT
// The page of `godel serve`, put together.
import { createApp } from "./app/app";
import { connect } from "./app/connection";
import { followOtherTabs } from "./app/library";
import { createBanner } from "./view/banner";
import { createComposer } from "./view/composer";
import { askKey } from "./view/dialogs";
import { h } from "./view/dom";
import { mountLayout } from "./view/layout";
import { keepNoticesOver, mountNotices } from "./view/notices";
import { createPanel } from "./view/panel";
import { mountShortcuts } from "./view/shortcuts";
import { createSidebar } from "./view/sidebar";
import { createThread } from "./view/thread";
import { mountTips } from "./view/tip";
import { createTopbar } from "./view/topbar";

const app = createApp();
app.askKey = (wrong) => askKey(app, wrong);
mountNotices(app);

const editLast = () => {
  const turns = document.querySelectorAll<HTMLButtonElement>('[data-key="edit"]');
  turns[turns.length - 1]?.click();
};
const composer = createComposer(app, editLast);
const skip = h("a", { class: "skip", href: "#message" }, "Skip to the message");
const dock = h("div", { class: "dock" }, createBanner(app), composer.element);
const main = h("main", { class: "main" }, createTopbar(app), createThread(app, composer.suggest), dock);
mountLayout(app, createSidebar(app, composer.focus), main, createPanel(app));
document.body.prepend(skip);
keepNoticesOver(main, dock);
mountTips();
mountShortcuts(app, composer.focus);
followOtherTabs(app);
void connect(app);
if (!window.matchMedia("(max-width: 819px)").matches) composer.focus();
