// What lies under the chats: one quiet line, and behind it calls, receipts and switches.

import { Calls } from "./calls.js";
import { button, gathered, keep, kept, make } from "./desk-parts.js";
import { Record } from "./desk-record.js";
import { Standing } from "./desk-standing.js";
import { resizer, tabs } from "./desk-tabs.js";
import { Receipts } from "./receipts.js";
import { Switches } from "./switches.js";
import { mountTour } from "./tour.js";
import { t } from "./words.js";

const PHONE = matchMedia("(max-width: 720px)");

export function mountDesk(root, hub) {
  const record = new Record();
  const standing = new Standing(hub);
  const desk = new Desk(root, record, standing);
  const refresh = gathered(() => record.refresh());
  desk.refresh = refresh;
  hub.on("calls", (topics) => {
    if (topics.includes("everything")) record.forget();
    return refresh();
  });
  record.listeners.push((calls) => {
    desk.tell();
    if (standing.limits && calls.some(({ status }) => status === 429)) standing.readLimits();
  });
  standing.listeners.push(() => desk.tell());
  const tour = mountTour(hub, standing, () => desk.open("switches"));
  root.querySelector(".desk-bar").append(tour.opener);
  return desk;
}

class Desk {
  constructor(root, record, standing) {
    Object.assign(this, { root, record, standing });
    const views = { calls: new Calls(record, standing), received: new Receipts(record, standing), switches: new Switches(record, standing) };
    this.views = views;
    this.line = make("span", { className: "desk-line" });
    this.opener = make("button", { type: "button", className: "desk-open", "aria-expanded": "false", "aria-controls": "desk-panel", onclick: () => this.flip() },
      make("b", {}, t("Bak kulissene")), this.line);
    this.tabs = tabs([
      ["calls", t("Kall"), views.calls.root], ["received", t("Mottatt"), views.received.root],
      ["switches", t("Feil og grenser"), views.switches.root],
    ], kept("desk-tab", "calls"), (name) => { keep("desk-tab", name); this.show(); });
    const close = button("×", () => this.close(), "quiet desk-close");
    close.setAttribute("aria-label", t("Lukk"));
    this.panel = make("div", { id: "desk-panel", className: "desk-panel", hidden: true },
      resizer(root), make("div", { className: "desk-head" }, this.tabs.list, close), this.tabs.panels);
    root.classList.add("desk");
    root.append(make("div", { className: "desk-bar" }, this.opener), this.panel);
    root.addEventListener("keydown", (event) => { if (event.key === "Escape" && !this.panel.hidden) this.close(); });
    PHONE.addEventListener("change", () => this.cover());
    this.tell();
  }

  get isOpen() { return !this.panel.hidden; }

  flip() {
    if (this.isOpen) this.close(); else this.open();
  }

  open(name) {
    this.panel.hidden = false;
    this.root.classList.add("open");
    this.opener.setAttribute("aria-expanded", "true");
    this.record.wanted = true;
    if (name) this.tabs.choose(name, true); else this.show();
    this.cover();
    if (!name && PHONE.matches) this.tabs.focus();
    this.refresh();
  }

  close() {
    this.panel.hidden = true;
    this.root.classList.remove("open");
    this.opener.setAttribute("aria-expanded", "false");
    this.record.wanted = false;
    this.show();
    this.cover();
    this.opener.focus();
  }

  // On a phone the desk is a sheet over everything: what lies under it is out of reach.
  cover() {
    for (const other of document.body.children) {
      if (other !== this.root && other.tagName !== "DIALOG") other.inert = this.isOpen && PHONE.matches;
    }
  }

  show() {
    for (const [name, view] of Object.entries(this.views)) view.show(this.isOpen && this.tabs.chosen() === name);
  }

  tell() {
    this.line.textContent = this.standing.line(this.record.count);
  }
}
