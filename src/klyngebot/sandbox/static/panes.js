// Which chats are on the page: side by side, on a phone one at a time; a chip for each.

import { $, button, element, face } from "./dom.js";
import { hub } from "./hub.js";
import { Pane } from "./pane.js";
import { nameOf } from "./telegram.js";
import { t } from "./words.js";

const phone = matchMedia("(max-width: 720px)");

export class Panes {
  constructor() {
    this.all = new Map(); // chat id -> Pane
    this.unread = new Map();
    this.closed = new Set(JSON.parse(sessionStorage.getItem("closed") ?? "[]"));
    this.picked = null;
    phone.addEventListener("change", () => this.draw());
    hub.onChats(() => this.refresh());
    hub.opensChatsWith((id) => this.open(id));
  }

  refresh() {
    for (const [id, pane] of this.all) {
      if (!hub.chat(id)) { pane.gone(); this.all.delete(id); }
    }
    for (const chat of hub.chats) {
      if (!this.all.has(chat.id)) {
        const pane = new Pane(chat, this);
        this.all.set(chat.id, pane);
        $("panes").append(pane.root);
      }
      this.all.get(chat.id).head(chat);
    }
    if (!this.all.has(this.picked)) this.picked = hub.chats[0]?.id ?? null;
    $("nobody").hidden = hub.chats.length > 0;
    this.draw();
  }

  isShown(id) { return phone.matches ? id === this.picked : !this.closed.has(id); }

  async open(id) {
    if (!this.all.has(id)) await hub.refresh();
    const pane = this.all.get(id);
    if (!pane) return;
    this.closed.delete(id);
    this.picked = id;
    this.draw();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    pane.root.scrollIntoView({ behavior: calm ? "auto" : "smooth", inline: "center", block: "nearest" });
    pane.log.follow();
    if (!phone.matches) pane.composer.field.focus({ preventScroll: true });
  }

  close(id) {
    this.closed.add(id);
    this.draw();
    $("people").querySelector(`[data-chat="${id}"]`)?.focus();
  }

  came(pane, count) {
    if (!count || this.isShown(pane.chat.id)) return;
    this.unread.set(pane.chat.id, (this.unread.get(pane.chat.id) ?? 0) + count);
    this.draw();
  }

  draw() {
    sessionStorage.setItem("closed", JSON.stringify([...this.closed]));
    for (const [id, pane] of this.all) {
      const shown = this.isShown(id);
      if (shown) this.unread.delete(id);
      if (pane.root.hidden === shown) {
        pane.root.hidden = !shown;
        if (shown) pane.log.follow();
      }
    }
    const held = $("people").contains(document.activeElement) ? document.activeElement.dataset.chat : null;
    const json = JSON.stringify([...this.all].map(([id, { chat }]) => [id, nameOf(chat), this.isShown(id), this.unread.get(id)]));
    if (json === this.drawn) return;
    this.drawn = json;
    $("people").replaceChildren(...[...this.all].map(([id, pane]) => this.chip(id, nameOf(pane.chat))));
    if (held) $("people").querySelector(`[data-chat="${held}"]`)?.focus();
  }

  chip(id, name) {
    const count = this.unread.get(id);
    const shown = this.isShown(id);
    const node = button("", () => this.open(id), `chip${shown ? " shown" : ""}`);
    node.dataset.chat = id;
    node.append(face(id, name), element("span", "", name));
    if (count) node.append(element("span", "unread", String(count)));
    const state = [count && (count === 1 ? t("1 ulest") : t("{count} uleste", { count })), !shown && !phone.matches && t("lukket")];
    node.setAttribute("aria-label", [name, ...state.filter(Boolean)].join(", "));
    if (phone.matches && shown) node.setAttribute("aria-current", "true");
    return node;
  }
}
