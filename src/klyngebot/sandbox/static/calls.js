// Every call of the bot, newest first, with its parameters and its answer.

import { button, chatName, chatOptions, check, choice, clock, fill, make } from "./desk-parts.js";
import { refusal } from "./desk-record.js";
import { t } from "./words.js";

const PAGE = 200; // rows shown before one asks for more
const GIST = 90;

export class Calls {
  constructor(record, standing) {
    Object.assign(this, { record, standing, rows: PAGE, opened: new Set(), visible: false, stale: true });
    const rebuild = () => { this.rows = PAGE; this.rebuild(); };
    this.method = choice(t("Metode"), [["", t("alle metoder")]], rebuild);
    this.chat = choice(t("Samtale"), [["", t("alle samtaler")]], rebuild);
    this.refused = check(t("Bare avviste"), false, rebuild);
    this.quiet = check(t("Skjul getUpdates"), true, rebuild);
    this.count = make("p", { className: "desk-note" });
    this.list = make("ol", { className: "desk-calls", "aria-label": t("Kall, nyeste først") });
    this.more = button(t("Vis flere"), () => { this.rows += PAGE * 5; this.rebuild(); });
    this.root = make("div", {}, this.tools(), this.list, this.more);
    record.listeners.push((calls, anew) => this.news(calls, anew));
    standing.listeners.push((topic) => { if (topic === "people") this.rename(); });
  }

  tools() {
    const save = (path, name, label) => make("a", { className: "desk-link", href: `/sandbox/${path}`, download: name }, label);
    return make("div", { className: "desk-tools" }, this.method.root, this.chat.root, this.refused.root, this.quiet.root, this.count,
      make("span", { className: "desk-saves" },
        save("transcript", t("utskrift.txt"), t("Last ned utskrift")), save("calls", t("kall.json"), t("Last ned kall"))));
  }

  rename() {
    const names = JSON.stringify(chatOptions(this.standing));
    if (names === this.names) return;
    this.names = names;
    this.stale = true;
    this.show(this.visible);
  }

  show(visible) {
    this.visible = visible;
    if (visible && this.stale) this.rebuild();
  }

  news(calls, anew) {
    if (!this.visible) { this.stale = true; return; }
    const rows = calls.filter((call) => this.fits(call));
    if (anew || rows.length >= this.rows) { this.rebuild(); return; }
    this.offer();
    this.list.prepend(...rows.reverse().map((call) => this.row(call)));
    while (this.list.children.length > this.rows) this.list.lastElementChild.remove();
    this.total += rows.length;
    this.sum();
  }

  rebuild() {
    this.stale = false;
    this.offer();
    const fitting = this.record.calls.filter((call) => this.fits(call));
    this.total = fitting.length;
    this.list.replaceChildren(...fitting.slice(-this.rows).reverse().map((call) => this.row(call)));
    this.sum();
  }

  offer() {
    const of = (name) => [...new Set(this.record.calls.map(name))].filter((value) => value !== undefined);
    fill(this.method.select, [["", t("alle metoder")], ...of((call) => call.method).sort().map((name) => [name, name])]);
    const chats = of((call) => call.params.chat_id).map((id) => [id, chatName(this.standing, id)]);
    fill(this.chat.select, [["", t("alle samtaler")], ...chats.sort((a, b) => a[1].localeCompare(b[1], "nb"))]);
  }

  fits(call) {
    const [method, chat] = [this.method.select.value, this.chat.select.value];
    if (method ? call.method !== method : this.quiet.box.checked && call.method === "getUpdates") return false;
    if (chat && String(call.params.chat_id) !== chat) return false;
    return !this.refused.box.checked || refusal(call, t) !== null;
  }

  sum() {
    const shown = this.list.children.length;
    this.more.hidden = shown >= this.total;
    this.count.textContent = this.total === 0 ? t("Ingen kall her ennå.") : t("Viser {shown} av {total} kall.", { shown, total: this.total });
  }

  row(call) {
    const wrong = refusal(call, t);
    const gist = String(call.params.text ?? call.params.caption ?? "").slice(0, GIST);
    const row = make("details", { className: wrong ? "wrong" : "" },
      make("summary", {},
        make("span", { className: "number" }, `${call.number}`),
        make("time", {}, clock(this.record.date(call.at))),
        make("b", {}, call.method),
        make("span", { className: "chat" }, call.params.chat_id === undefined ? "" : chatName(this.standing, call.params.chat_id)),
        make("span", { className: "gist" }, gist),
        make("span", { className: "status" }, wrong ?? `${call.status}`)));
    row.addEventListener("toggle", () => {
      if (row.open) this.opened.add(call.number); else if (row.isConnected) this.opened.delete(call.number);
      if (row.open && row.children.length === 1) row.append(inside(call));
    });
    row.open = this.opened.has(call.number);
    return make("li", {}, row);
  }
}

function inside(call) {
  return make("div", { className: "desk-json" },
    shown(t("Parametere"), call.params), shown(call.status === 0 ? t("Svaret som ikke kom fram") : t("Svar"), call.answer));
}

function shown(title, value) {
  const text = JSON.stringify(value, null, 2);
  const copy = button(t("Kopier"), async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = t("Kopiert");
    } catch { // not allowed here: mark it, so that one key copies it
      getSelection().selectAllChildren(code);
      copy.textContent = t("Merket: trykk Ctrl+C");
    }
  });
  copy.setAttribute("aria-live", "polite");
  const code = make("pre", { tabIndex: 0, "aria-label": title }, text);
  return make("section", {}, make("header", {}, make("h3", {}, title), copy), code);
}
