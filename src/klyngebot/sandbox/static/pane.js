// One chat: its transcript, and the field in which a person writes.

import { bubble, element } from "./bubbles.js";
import { ask, post, startPayload, telegram } from "./telegram.js";

const SHOWN = 300; // messages a pane keeps on the page

export class Pane {
  constructor(chat) {
    this.chat = chat;
    this.isGroup = chat.type === "group";
    this.shown = new Map(); // message id -> { json, node }
    this.marks = []; // formatting of what is being written
    this.busy = new Map(); // callback id -> button
    this.root = document.getElementById("pane").content.firstElementChild.cloneNode(true);
    this.log = this.root.querySelector(".log");
    this.field = this.root.querySelector("textarea");
    this.toastLine = this.root.querySelector(".toast");
    this.act = {
      say: (text) => this.say(text),
      startPayload,
      button: (button, message) => this.button(button, message),
      sender: this.isGroup ? (message) => message.from.first_name : null,
    };
    this.listen();
  }

  get person() {
    return telegram.users.find((user) => user.id === (this.speaker ?? this.chat.members[0]));
  }

  listen() {
    const { root, field } = this;
    this.atEnd = true;
    this.top = 0;
    this.log.addEventListener("scroll", () => {
      const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
      if (near || this.log.scrollTop < this.top) this.atEnd = near; // only a person scrolls up
      this.top = this.log.scrollTop;
    });
    this.log.addEventListener("load", () => this.toEnd(), true); // pictures grow late
    new ResizeObserver(() => this.toEnd()).observe(this.log);
    root.querySelector(".speaker").addEventListener("change", (event) => {
      this.speaker = Number(event.target.value);
      this.shown.clear();
      this.log.replaceChildren();
      this.refresh();
    });
    root.querySelector(".start").addEventListener("click", () => this.say("/start"));
    root.querySelector(".block").addEventListener("click", () => this.attempt(() =>
      post(this.chat.blocked ? "unblock" : "block", { user_id: this.person.id })));
    root.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.send();
      }
    });
    field.addEventListener("beforeinput", () => { this.length = field.value.length; this.caret = field.selectionStart; });
    field.addEventListener("input", () => { this.moveMarks(); this.grow(); });
    for (const tool of root.querySelectorAll("[data-entity]")) {
      tool.addEventListener("click", () => this.mark(tool.dataset.entity));
    }
    root.querySelector("input[type=file]").addEventListener("change", (event) => {
      this.attach(event.target.files[0]);
      event.target.value = "";
    });
  }

  head(chat) {
    this.chat = chat;
    const { root, person } = this;
    const name = this.isGroup ? chat.title : [chat.first_name, chat.last_name].filter(Boolean).join(" ");
    const language = { nb: "norsk", en: "engelsk" }[person?.language_code] ?? person?.language_code;
    const [title, about] = [root.querySelector("h2"), root.querySelector(".who p")];
    title.textContent = name;
    about.textContent = chat.blocked ? "har blokkert boten"
      : this.isGroup ? `${chat.members.length} medlemmer` : language;
    const speaker = root.querySelector(".speaker");
    speaker.hidden = !this.isGroup;
    if (this.isGroup && speaker.options.length !== chat.members.length) {
      speaker.replaceChildren(...chat.members.map((id) => {
        const option = element("option", "", telegram.users.find((user) => user.id === id)?.first_name);
        option.value = id;
        return option;
      }));
    }
    const face = root.querySelector(".face");
    face.textContent = name.slice(0, 1);
    face.dataset.hue = Math.abs(chat.id) % 6;
    root.setAttribute("aria-label", `Samtalen til ${name}`);
    const block = root.querySelector(".block");
    block.hidden = this.isGroup;
    block.textContent = chat.blocked ? "Opphev blokkering" : "Blokker";
    root.classList.toggle("blocked", chat.blocked);
    for (const control of root.querySelectorAll(".write :is(button, textarea, input), .start")) {
      control.disabled = chat.blocked;
    }
  }

  async refresh() {
    const messages = await ask(`chats/${this.chat.id}?last=${SHOWN}`);
    const stays = new Set(messages.map((message) => message.message_id));
    for (const [id, { node }] of this.shown) {
      if (!stays.has(id)) { node.remove(); this.shown.delete(id); }
    }
    for (const message of messages) this.show(message);
    this.root.querySelector(".empty").hidden = messages.length > 0;
    this.toEnd();
    this.log.setAttribute("aria-live", "polite"); // what was there before is not read aloud
  }

  toEnd() {
    if (this.atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  show(message) {
    const json = JSON.stringify(message);
    const old = this.shown.get(message.message_id);
    if (old?.json === json) return;
    const mine = message.from.id === this.person?.id;
    const node = bubble(message, mine, this.act);
    node.dataset.message = message.message_id;
    if (old) {
      const held = old.node.contains(document.activeElement) ? document.activeElement.dataset.place : null;
      old.node.replaceWith(node);
      if (held) node.querySelector(`[data-place="${held}"]`)?.focus();
    } else {
      this.log.append(node);
    }
    this.shown.set(message.message_id, { json, node });
  }

  button(button, message) {
    const node = element("button", "inline", button.text);
    node.type = "button";
    const all = message.reply_markup.inline_keyboard.flat();
    node.dataset.place = all.indexOf(button);
    if (button.style) node.dataset.style = button.style;
    if (button.url && startPayload(button.url) === null) {
      node.append(" ↗");
      node.addEventListener("click", () => window.open(button.url, "_blank", "noopener"));
      return node;
    }
    node.addEventListener("click", () => this.attempt(async () => {
      if (button.url) return this.say(`/start ${startPayload(button.url)}`.trim());
      const { callback_query_id: id } = await post("taps", {
        user_id: this.person.id, chat_id: this.chat.id, message_id: message.message_id,
        data: button.callback_data ?? "",
      });
      node.setAttribute("aria-busy", "true");
      this.busy.set(id, node);
      await this.answered(id);
    }));
    return node;
  }

  async answered(id) {
    const node = this.busy.get(id);
    const answer = node && await ask(`answers/${id}`);
    if (!answer) return;
    node.removeAttribute("aria-busy");
    this.busy.delete(id);
    if (answer.text) this.toast(answer.text, answer.show_alert);
  }

  toast(text, stays = false) {
    clearTimeout(this.fading);
    this.toastLine.textContent = text;
    this.toastLine.hidden = false;
    this.toastLine.classList.toggle("alert", stays);
    this.fading = setTimeout(() => { this.toastLine.hidden = true; }, stays ? 8000 : 3500);
  }

  async attempt(deed) {
    try { return await deed(); } catch (error) { this.toast(error.message); }
  }

  say(text, entities = []) {
    return this.attempt(() => post("messages", {
      user_id: this.person.id, chat_id: this.chat.id, text, entities,
    }));
  }

  async send() {
    const raw = this.field.value;
    const text = raw.trim();
    if (!text) return;
    const lead = raw.length - raw.trimStart().length;
    const entities = this.marks
      .map((mark) => ({ type: mark.type, offset: Math.max(mark.offset - lead, 0), length: mark.length }))
      .filter((mark) => mark.offset < text.length)
      .map((mark) => ({ ...mark, length: Math.min(mark.length, text.length - mark.offset) }));
    this.field.value = "";
    this.marks = [];
    this.grow();
    this.atEnd = true;
    await this.say(text, entities);
  }

  mark(type) {
    const { selectionStart: start, selectionEnd: end } = this.field;
    if (start === end) return this.toast("Merk noe av teksten først.");
    this.marks.push({ type, offset: start, length: end - start });
    this.grow();
    this.field.focus();
  }

  // Whoever writes on before or within a mark moves it along.
  moveMarks() {
    const added = this.field.value.length - this.length;
    for (const mark of this.marks) {
      if (this.caret <= mark.offset) mark.offset += added;
      else if (this.caret < mark.offset + mark.length) mark.length += added;
    }
    this.marks = this.marks.filter((mark) => mark.length > 0 && mark.offset >= 0);
  }

  grow() {
    const names = { bold: "fet", italic: "kursiv" };
    this.root.querySelector(".marked").textContent = this.marks
      .map((mark) => `${names[mark.type]}: ${this.field.value.slice(mark.offset, mark.offset + mark.length)}`)
      .join(" · ");
    this.field.rows = Math.min(this.field.value.split("\n").length, 6);
  }

  attach(file) {
    if (!file) return;
    const form = new FormData();
    form.set("user_id", this.person.id);
    form.set("chat_id", this.chat.id);
    form.set("caption", this.field.value.trim());
    form.set(["image/png", "image/jpeg"].includes(file.type) ? "photo" : "document", file, file.name);
    this.field.value = "";
    this.marks = [];
    this.grow();
    return this.attempt(() => ask("documents", { method: "POST", body: form }));
  }
}
