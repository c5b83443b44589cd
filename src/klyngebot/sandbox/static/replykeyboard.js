// The keyboard the bot puts below the field: buttons that write for whoever presses them.

import { button, element } from "./dom.js";
import { confirmed } from "./dialogs.js";
import { hub } from "./hub.js";
import { post } from "./telegram.js";
import { t } from "./words.js";

export class ReplyKeyboard {
  constructor(pane) {
    this.pane = pane;
    this.node = pane.root.querySelector(".reply-keyboard");
    this.toggle = pane.root.querySelector(".keyboard-toggle");
    this.sent = null; // the message the keyboard came with
    this.toggle.addEventListener("click", () => this.open(this.node.hidden));
  }

  // markup: what stands under `reply_keyboard` of the chat.
  show(markup) {
    const rows = markup?.keyboard ?? [];
    const json = JSON.stringify(markup ?? null);
    if (json === this.json) return;
    this.json = json;
    this.toggle.hidden = !rows.length;
    this.node.replaceChildren(...rows.map((row) => element("div", "row", ...row.map((key) => this.key(key)))));
    this.open(rows.length > 0);
    this.pane.composer.placeholder(markup?.input_field_placeholder);
    if (markup?.force_reply) this.pane.composer.answerTo(markup.message_id);
  }

  open(on) {
    this.node.hidden = !on;
    this.toggle.setAttribute("aria-expanded", String(on));
  }

  key(key) {
    const what = typeof key === "string" ? { text: key } : key;
    const node = button(what.text, () => this.pane.attempt(() => this.press(what)), "inline");
    if (what.style) node.dataset.style = what.style;
    return node;
  }

  async press(key) {
    const { chat, person } = this.pane;
    const { first_name: bot } = hub.bot;
    if (key.request_contact && !await confirmed(t("Dele telefonnummeret ditt?"),
      t("{bot} får navnet ditt og nummeret ditt.", { bot }), t("Del"))) return;
    if (key.request_location && !await confirmed(t("Dele hvor du er?"),
      t("{bot} får vite hvor du er nå.", { bot }), t("Del"))) return;
    this.pane.log.atEnd = true;
    await post("presses", { user_id: person.id, chat_id: chat.id, button: key.text });
    this.pane.composer.field.focus();
  }
}
