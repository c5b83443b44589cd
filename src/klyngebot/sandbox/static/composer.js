// The field in which a person writes.

import { attachTo } from "./attaching.js";
import { openCommands, commandsOf, suggested } from "./commands.js";
import { askLink } from "./dialogs.js";
import { Inline } from "./inline.js";
import { Marks } from "./marks.js";
import { author } from "./bubbles.js";
import { summary } from "./service.js";
import { Suggestions } from "./suggestions.js";
import { post } from "./telegram.js";
import { t } from "./words.js";

const SHORTCUTS = { b: "bold", i: "italic", k: "text_link" };

export class Composer {
  constructor(pane) {
    this.pane = pane;
    const { root } = pane;
    this.form = root.querySelector(".write");
    this.field = root.querySelector("textarea");
    this.bar = root.querySelector(".about-what");
    this.menuButton = root.querySelector(".commands");
    this.marks = new Marks();
    this.about = null; // { kind: "reply" | "edit", message }
    this.suggestions = new Suggestions(this.field, root.querySelector(".suggestions"));
    this.inline = new Inline(pane, this.suggestions);
    this.before = { start: 0, end: 0, length: 0 };
    this.listen();
    attachTo(pane);
  }

  listen() {
    const { field, form } = this;
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("beforeinput", () => { this.before = this.now(); });
    field.addEventListener("input", () => {
      this.marks.move(this.before, this.now());
      this.changed();
    });
    field.addEventListener("blur", () => this.suggestions.hide());
    field.addEventListener("focus", () => this.suggest());
    for (const tool of form.querySelectorAll("[data-entity]")) {
      tool.addEventListener("mousedown", (event) => event.preventDefault()); // what is marked stays marked
      tool.addEventListener("click", () => this.mark(tool.dataset.entity));
    }
    this.bar.querySelector("button").addEventListener("click", () => this.drop());
    this.menuButton.addEventListener("click", () => openCommands(this.pane, this.menuButton));
  }

  now() {
    return { start: this.field.selectionStart, end: this.field.selectionEnd, length: this.field.value.length };
  }

  key(event) {
    if (event.isComposing || this.suggestions.key(event)) return;
    const tool = (event.ctrlKey || event.metaKey) && SHORTCUTS[event.key.toLowerCase()];
    if (tool) this.mark(tool);
    else if (event.key === "Enter" && !event.shiftKey) this.send();
    else if (event.key === "Escape" && this.about) this.drop();
    else if (event.key === "ArrowUp" && !this.field.value && this.pane.lastOwn()) this.edit(this.pane.lastOwn());
    else return;
    event.preventDefault();
  }

  head(chat, person) {
    this.menuButton.hidden = !commandsOf(chat, person).length;
  }

  placeholder(text) { this.field.placeholder = text || t("Skriv en melding"); }

  // Puts `text` in the field, as if it had been typed.
  fill(text, entities = []) {
    this.field.value = text;
    this.marks.take(entities);
    this.changed();
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  // Returns what stands there, and empties the field.
  take() {
    const raw = this.field.value;
    const taken = { text: raw.trim(), entities: this.marks.entities(raw) };
    this.field.value = "";
    this.marks.clear();
    this.changed();
    return taken;
  }

  // The same, with the message that is answered; an edit that was begun is given up.
  takeAll() {
    const reply = this.about?.kind === "reply" ? this.about.message.message_id : null;
    this.drop();
    return { ...this.take(), reply_to: reply };
  }

  changed() {
    this.field.rows = Math.min(this.field.value.split("\n").length, 6);
    const names = { bold: t("fet"), italic: t("kursiv"), text_link: t("lenke") };
    this.form.querySelector(".marked").textContent = this.marks.list
      .filter(({ type }) => names[type])
      .map(({ type, offset, length }) => `${names[type]}: ${this.field.value.slice(offset, offset + length)}`)
      .join(" · ");
    this.suggest();
  }

  suggest() {
    const { value } = this.field;
    if (this.inline.read(value)) return;
    this.suggestions.show(suggested(this.pane, value), t("Kommandoer"));
  }

  async send() {
    const { about } = this;
    const mayBeEmpty = about?.kind === "edit" && about.message.text === undefined; // no caption is one, too
    if (!this.field.value.trim() && !mayBeEmpty) return;
    const { text, entities } = this.take();
    this.drop();
    this.pane.log.toEnd();
    if (about?.kind === "edit") {
      await this.pane.attempt(() => post("edits", {
        user_id: this.pane.person.id, chat_id: this.pane.chat.id, message_id: about.message.message_id, text, entities,
      }));
    } else {
      await this.pane.say(text, { entities, reply_to: about?.message.message_id });
    }
  }

  async mark(type) {
    const { start, end } = this.now();
    if (start === end) return this.pane.toast(t("Merk noe av teksten først."));
    let more = {};
    if (type === "text_link") {
      const url = await askLink(this.marks.at(type, start, end)?.url);
      if (!url) return null;
      more = { url };
    }
    this.marks.toggle(type, start, end, more);
    this.changed();
    this.field.focus();
    return this.field.setSelectionRange(start, end);
  }

  reply(message) { this.begin("reply", message); }

  edit(message) {
    this.begin("edit", message);
    this.fill(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities);
  }

  // The bot asks for an answer to this message.
  answerTo(id) {
    const message = this.pane.messages.find((one) => one.message_id === id);
    if (message) this.begin("reply", message, false);
    else this.owed = id; // it has not come yet
  }

  begin(kind, message, focus = true) {
    this.about = { kind, message };
    this.bar.hidden = false;
    this.bar.querySelector("b").textContent = kind === "edit" ? t("Rediger melding") : t("Svar til {name}", { name: author(message) });
    this.bar.querySelector("span").textContent = summary(message);
    if (focus) this.field.focus();
  }

  drop() {
    if (this.about?.kind === "edit" && this.field.value) this.take();
    this.about = null;
    this.bar.hidden = true;
  }
}
