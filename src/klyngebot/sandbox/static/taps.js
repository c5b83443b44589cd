// Inline buttons: what a tap does, and how it shows that it waits.

import { element } from "./dom.js";
import { tell } from "./dialogs.js";
import { hub } from "./hub.js";
import { ask, deepLink, post } from "./telegram.js";
import { t } from "./words.js";

const PATIENCE = 15_000; // an answer later than this (ms) is not waited for

export class Taps {
  constructor(pane) {
    this.pane = pane;
    this.waiting = new Map(); // callback id -> { place, timer }
    hub.on("answer:", () => this.look());
  }

  node(button, message, place) {
    const node = element("button", "inline", element("span", "", button.text));
    node.type = "button";
    node.dataset.place = place;
    node.dataset.tap = `${message.message_id}/${place}`;
    if (button.style) node.dataset.style = button.style;
    const away = button.url && !deepLink(button.url);
    if (away) {
      node.append(element("span", "away-mark", "↗"));
      node.setAttribute("aria-label", t("{label}, åpnes i ny fane", { label: button.text }));
    }
    if ([...this.waiting.values()].some((wait) => wait.place === node.dataset.tap)) node.setAttribute("aria-busy", "true");
    node.addEventListener("click", () => this.pane.attempt(() => this.tap(button, message, node)));
    return node;
  }

  async tap(button, message, node) {
    const { pane } = this;
    if (button.url) return this.open(button.url);
    if (button.copy_text) return pane.copy(button.copy_text.text);
    const query = button.switch_inline_query_current_chat ?? button.switch_inline_query
      ?? button.switch_inline_query_chosen_chat?.query;
    if (query !== undefined) return pane.composer.fill(`@${hub.bot.username} ${query}`);
    if (node.getAttribute("aria-busy") === "true") return null;
    node.setAttribute("aria-busy", "true");
    try {
      const { callback_query_id: id } = await post("taps", {
        user_id: pane.person.id, chat_id: pane.chat.id, message_id: message.message_id,
        data: button.callback_data ?? "",
      });
      const timer = setTimeout(() => this.settle(id), PATIENCE);
      this.waiting.set(id, { place: node.dataset.tap, timer });
    } catch (error) {
      node.removeAttribute("aria-busy");
      throw error;
    }
    return this.look();
  }

  async open(url) {
    if (!await this.pane.act.follow(url)) window.open(url, "_blank", "noopener");
  }

  async look() {
    for (const id of [...this.waiting.keys()]) {
      const answer = await ask(`answers/${id}`);
      if (!answer || !this.waiting.has(id)) continue;
      this.settle(id);
      if (answer.url) await this.open(answer.url);
      if (!answer.text) continue;
      if (answer.show_alert) tell(hub.bot.first_name, answer.text);
      else this.pane.toast(answer.text);
    }
  }

  settle(id) {
    const wait = this.waiting.get(id);
    if (!wait) return;
    clearTimeout(wait.timer);
    this.waiting.delete(id);
    this.pane.root.querySelector(`[data-tap="${wait.place}"]`)?.removeAttribute("aria-busy");
  }
}
