// What each chat really received, whether or not the bot heard of it.

import { button, chatName, chatOptions, check, choice, clock, fill, gathered, make } from "./desk-parts.js";
import { ask } from "./telegram.js";
import { t } from "./words.js";

const PAGE = 100; // rows of one chat shown before one asks for more
const PAUSE = 400; // between two readings: all of it is read each time (ms)

export class Receipts {
  constructor(record, standing) {
    Object.assign(this, { record, standing, visible: false, rows: new Map(), found: [] });
    this.refresh = gathered(() => this.read(), PAUSE);
    this.chat = choice(t("Samtale"), [["", t("alle samtaler")]], this.refresh);
    this.odd = check(t("Bare det boten ikke vet om, og kopier"), false, () => this.draw());
    this.sum = make("p", { className: "desk-note" });
    this.list = make("div", { className: "desk-receipts" });
    this.root = make("div", {},
      make("div", { className: "desk-tools" }, this.chat.root, this.odd.root),
      this.sum, this.list);
    record.listeners.push(() => { if (this.visible) this.refresh(); });
    standing.listeners.push((topic) => { if (topic === "people" && this.visible) this.draw(); });
  }

  show(visible) {
    this.visible = visible;
    if (visible) this.refresh();
  }

  async read() {
    const chosen = this.chat.select.value;
    this.found = await ask(chosen ? `received?chat_id=${chosen}` : "received");
    this.draw();
  }

  draw() {
    fill(this.chat.select, [["", t("alle samtaler")], ...chatOptions(this.standing)]);
    const chats = grouped(this.found);
    const unheard = this.found.filter((one) => this.fate(one)).length;
    this.sum.textContent = [
      t("Her står det som virkelig kom fram, også det boten aldri fikk svar på."),
      unheard ? t("{n} av {total} vet ikke boten om.", { n: unheard, total: this.found.length })
        : this.found.length ? t("Boten har fått svar på alt.") : t("Ingen har fått noe ennå."),
    ].join(" ");
    this.list.replaceChildren(...[...chats].map(([id, all]) => this.card(id, all)).filter(Boolean));
  }

  card(id, all) {
    const copies = this.copies(all);
    const rows = all
      .map((one) => ({ one, fate: this.fate(one), copies: sends(one) ? copies.get(one.text) ?? 1 : 1 }))
      .filter(({ fate, copies: n }) => !this.odd.box.checked || fate || n > 1)
      .reverse();
    if (!rows.length) return null;
    const limit = this.rows.get(id) ?? PAGE;
    const more = button(t("Vis flere"), () => { this.rows.set(id, limit + PAGE * 5); this.draw(); });
    more.hidden = rows.length <= limit;
    const name = chatName(this.standing, id);
    return make("section", { "aria-label": t("Mottatt av {name}", { name }) },
      make("h3", {}, name, make("small", {}, all.length === 1 ? t("1 melding eller endring") : t("{n} meldinger og endringer", { n: all.length }))),
      make("ol", {}, rows.slice(0, limit).map((row) => this.row(row))), more);
  }

  row({ one, fate, copies }) {
    return make("li", { className: fate || copies > 1 ? "odd" : "" },
      make("span", { className: "source" },
        make("time", {}, clock(this.record.date(one.at))), ` ${one.method} · ${t("kall {n}", { n: one.request_id })}`),
      make("span", { className: "words" }, one.text || t("(uten tekst)")),
      fate ? make("strong", { className: "mark" }, fate) : null,
      copies > 1 ? make("strong", { className: "mark" }, t("fikk denne {n} ganger", { n: copies })) : null);
  }

  // How often a chat got the same text, where the bot has not heard of one of them: what it says
  // twice knowingly, as a preview and then for good, is no copy.
  copies(all) {
    const counts = new Map();
    const doubtful = new Set(all.filter((one) => sends(one) && this.fate(one)).map((one) => one.text));
    for (const { text } of all.filter(sends)) if (doubtful.has(text)) counts.set(text, (counts.get(text) ?? 0) + 1);
    return counts;
  }

  // Why the bot does not know of it: null when it does, or when its call is still under way.
  fate(one) {
    const call = this.record.numbers.get(one.request_id);
    if (!call) return null;
    if (call.status === 0) return t("boten fikk aldri svar");
    if (call.status !== 200) return t("boten fikk feil {status}", { status: call.status });
    return call.answer ? null : t("boten fikk et ødelagt svar");
  }
}

const sends = (one) => /^(send|copy|forward)/.test(one.method) && one.text !== "";

function grouped(all) {
  const groups = new Map();
  for (const one of all) {
    if (!groups.has(one.chat_id)) groups.set(one.chat_id, []);
    groups.get(one.chat_id).push(one);
  }
  return groups;
}
