// The transcript of one chat: kept in step with the messages without touching what stays the same.

import { element } from "./dom.js";
import { bubble } from "./bubbles.js";
import { language, t } from "./words.js";

const NEAR = 60; // so near to the end (px), the newest stays in view
const HELD = 500; // a press so long (ms) opens a message's menu
const full = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });

export class Log {
  constructor(root, act) {
    this.act = act;
    this.node = root.querySelector(".log");
    this.down = root.querySelector(".down");
    this.shown = new Map(); // key -> { json, node }
    this.atEnd = true;
    this.filled = false;
    this.top = 0;
    this.listen();
  }

  listen() {
    const { node } = this;
    node.addEventListener("scroll", () => {
      const near = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;
      if (near || node.scrollTop < this.top) this.atEnd = near; // only a person scrolls up
      this.top = node.scrollTop;
      if (near) this.down.hidden = true;
    });
    node.addEventListener("load", () => this.follow(), true); // pictures grow late
    new ResizeObserver(() => this.follow()).observe(node);
    this.down.addEventListener("click", () => this.toEnd());
    node.addEventListener("keydown", (event) => this.walk(event));
    node.addEventListener("focusin", (event) => {
      const button = event.target.closest("article")?.querySelector(".more-of");
      if (button) this.rove(button);
    });
    node.addEventListener("contextmenu", (event) => {
      const button = event.target.closest("article")?.querySelector(".more-of");
      if (!button || event.target.closest("a, img") || String(getSelection())) return;
      event.preventDefault();
      button.click();
    });
    let held;
    node.addEventListener("pointerdown", (event) => {
      clearTimeout(held);
      const button = event.target.closest(".bubble")?.querySelector(".more-of");
      if (event.pointerType === "touch" && button) held = setTimeout(() => button.click(), HELD);
    });
    for (const end of ["pointerup", "pointermove", "pointercancel"]) {
      node.addEventListener(end, () => clearTimeout(held));
    }
  }

  // The arrow keys go from message to message, when the focus is on one's menu button.
  walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
    if (!step || !document.activeElement.matches(".more-of")) return;
    const all = [...this.node.querySelectorAll(".more-of")];
    const at = all.indexOf(document.activeElement) + step;
    event.preventDefault();
    all[Math.max(0, Math.min(at, all.length - 1))].focus();
  }

  rove(button) {
    for (const other of this.node.querySelectorAll('.more-of[tabindex="0"]')) other.tabIndex = -1;
    if (button) button.tabIndex = 0;
  }

  clear() {
    this.shown.clear();
    this.node.replaceChildren();
    this.filled = false;
  }

  // Shows these messages, newest last.
  show(messages, isMine) {
    const keys = new Set();
    let before = null;
    let news = false;
    for (const { key, json, make } of items(messages, isMine, this.act)) {
      keys.add(key);
      const old = this.shown.get(key);
      let node = old?.node;
      if (old?.json !== json) {
        node = make();
        if (old) this.replace(old.node, node);
        else if (this.filled) { node.classList.add("fresh"); news = true; }
        this.shown.set(key, { json, node });
      }
      const place = before ? before.nextSibling : this.node.firstChild;
      if (node !== place) this.node.insertBefore(node, place);
      before = node;
    }
    for (const [key, { node }] of this.shown) {
      if (!keys.has(key)) { node.remove(); this.shown.delete(key); }
    }
    if (!this.node.contains(document.activeElement)) this.rove([...this.node.querySelectorAll(".more-of")].at(-1));
    if (news && !this.atEnd) this.down.hidden = false;
    this.filled = true;
    this.follow();
  }

  replace(old, node) {
    const held = old.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    old.replaceWith(node);
    if (held) node.querySelector(`[data-place="${held}"]`)?.focus();
  }

  follow() {
    if (this.atEnd) this.node.scrollTop = this.node.scrollHeight;
  }

  toEnd() {
    this.atEnd = true;
    this.down.hidden = true;
    this.follow();
  }

  jump(messageId) {
    const node = this.node.querySelector(`[data-ids~="${messageId}"]`);
    if (!node) return;
    this.atEnd = false;
    node.scrollIntoView({ block: "center" });
    node.querySelector(".more-of")?.focus({ preventScroll: true });
    node.classList.remove("found");
    void node.offsetWidth; // begins the animation anew
    node.classList.add("found");
  }
}

// Days, albums and single messages, each with a key that stays.
function* items(messages, isMine, act) {
  let day = "";
  for (let at = 0; at < messages.length; at++) {
    const message = messages[at];
    const date = new Date(message.date * 1000);
    if (date.toDateString() !== day) {
      day = date.toDateString();
      yield { key: day, json: dayName(date), make: () => element("p", "service day", element("span", "", dayName(date))) };
    }
    const album = [message];
    while (message.media_group_id && messages[at + 1]?.media_group_id === message.media_group_id) album.push(messages[++at]);
    yield {
      key: message.message_id,
      json: JSON.stringify(album),
      make: () => {
        const node = bubble(album, isMine(message), act);
        node.dataset.message = message.message_id;
        node.dataset.ids = album.map((one) => one.message_id).join(" ");
        return node;
      },
    };
  }
}

function dayName(date) {
  const today = new Date();
  const yesterday = new Date(today);
  yesterday.setDate(today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return t("I dag");
  if (date.toDateString() === yesterday.toDateString()) return t("I går");
  return full.format(date);
}
