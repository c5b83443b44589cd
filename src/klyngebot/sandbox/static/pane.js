// One chat: its head, its transcript, its field.

import { Composer } from "./composer.js";
import { confirmed } from "./dialogs.js";
import { $, button, element, paint } from "./dom.js";
import { fullName, nameOf, ask, post, telegram } from "./telegram.js";
import { membersLine, openMembers } from "./group.js";
import { hub } from "./hub.js";
import { follow } from "./links.js";
import { Log } from "./log.js";
import { languageName } from "./making.js";
import { openMenu } from "./menu.js";
import { Pinned } from "./pinned.js";
import { ReplyKeyboard } from "./replykeyboard.js";
import { Taps } from "./taps.js";
import { either, t, translate } from "./words.js";

const SHOWN = 300; // messages a pane keeps on the page
const TYPING = 5_500; // a chat action is over after so long (ms)

export class Pane {
  constructor(chat, panes) {
    this.chat = chat;
    this.panes = panes;
    this.messages = [];
    this.root = $("pane").content.firstElementChild.cloneNode(true);
    translate(this.root);
    this.toastLine = this.root.querySelector(".toast");
    this.taps = new Taps(this);
    this.act = {
      say: (text) => this.say(text),
      follow: (url) => this.attempt(() => follow(url, this.person?.id)),
      jump: (id) => this.log.jump(id),
      menu: (messages, anchor) => this.openFor(messages, anchor),
      button: (what, message, place) => this.taps.node(what, message, place),
      sender: (message) => this.sender(message),
    };
    this.log = new Log(this.root, this.act);
    this.pinned = new Pinned(this);
    this.composer = new Composer(this);
    this.keyboard = new ReplyKeyboard(this);
    this.listen();
    this.stop = hub.on(`chat:${chat.id}`, () => this.refresh());
  }

  get isShared() { return this.chat.type !== "private"; }
  get writers() { return this.chat.type === "channel" ? this.chat.admins ?? [] : this.chat.members; }
  get person() {
    const id = this.writers.includes(this.speaker) ? this.speaker : this.writers[0];
    return telegram.users.find((user) => user.id === id);
  }

  listen() {
    const { root } = this;
    root.querySelector(".speaker select").addEventListener("change", (event) => {
      this.speaker = Number(event.target.value);
      this.log.clear(); // what is one's own stands on the other side now
      this.head(this.chat);
      this.redraw();
    });
    root.querySelector(".start").addEventListener("click", () => this.say("/start"));
    root.querySelector(".close").addEventListener("click", () => this.panes.close(this.chat.id));
    const more = root.querySelector(".more");
    more.addEventListener("click", () => openMenu(more, t("Valg for samtalen"), this.choices()));
  }

  choices() {
    const { chat, person } = this;
    if (this.isShared) {
      return [
        { label: t("Hvem er med?"), icon: "people", act: () => openMembers(chat.id, (deed) => this.attempt(deed)) },
        chat.bot_status !== "administrator" && {
          label: t("Gjør boten til administrator"), icon: "star",
          act: () => this.attempt(() => post("bot-membership", { chat_id: chat.id, user_id: person?.id, status: "administrator" })),
        },
        chat.type === "group" && { label: t("Gjør om til supergruppe"), icon: "people", act: () => this.migrate() },
      ];
    }
    return [
      chat.blocked
        ? { label: t("Opphev blokkering"), icon: "unblock", act: () => this.block(false) }
        : { label: t("Blokker boten"), icon: "block", act: () => this.block(true) },
      { label: t("Fjern {name}", { name: nameOf(chat) }), icon: "bin", bad: true, act: () => this.remove() },
    ];
  }

  block(on) {
    return this.attempt(() => post(on ? "block" : "unblock", { user_id: this.chat.members[0] }));
  }

  async remove() {
    const name = nameOf(this.chat);
    const sure = await confirmed(t("Fjerne {name}?", { name }), t("Samtalen blir borte fra siden."), t("Fjern"), true);
    if (sure) await this.attempt(() => post("remove", { user_id: this.chat.members[0] }));
  }

  migrate() {
    return this.attempt(async () => {
      const { chat_id: id } = await post("migrate", { chat_id: this.chat.id });
      this.panes.close(this.chat.id);
      await hub.openChat(id);
    });
  }

  head(chat) {
    this.chat = chat;
    const { root } = this;
    const name = nameOf(chat);
    root.querySelector("h2").textContent = name;
    paint(root.querySelector("header .face"), chat.id, name);
    root.setAttribute("aria-label", t("Samtalen til {name}", { name }));
    clearTimeout(this.quiet);
    this.tellAbout(chat.typing);
    if (chat.typing) this.quiet = setTimeout(() => this.tellAbout(false), TYPING);
    this.speakers();
    this.gate();
    this.composer.head(chat, this.person);
    this.keyboard.show(chat.reply_keyboard);
    this.pinned.show();
    this.empty();
  }

  tellAbout(typing) {
    const line = this.root.querySelector(".who p");
    line.classList.toggle("typing", Boolean(typing));
    const person = telegram.users.find((user) => user.id === this.chat.id);
    line.textContent = typing ? t("{bot} skriver …", { bot: telegram.bot.first_name })
      : this.isShared ? membersLine(this.chat)
      : [person?.hint, languageName(person?.language_code)].filter(Boolean).join(" · ");
    line.title = line.textContent;
  }

  speakers() {
    const label = this.root.querySelector(".speaker");
    const { writers } = this;
    label.hidden = !this.isShared || !writers.length;
    const json = JSON.stringify(writers);
    if (this.writersShown === json) return;
    this.writersShown = json;
    label.querySelector("select").replaceChildren(...writers.map((id) => {
      const user = telegram.users.find((one) => one.id === id);
      const option = element("option", "", user ? fullName(user) : String(id));
      option.value = id;
      option.selected = id === this.person?.id;
      return option;
    }));
  }

  // Who cannot write is told why, in the place of the field.
  gate() {
    const { chat, person, root } = this;
    const gate = root.querySelector(".gate");
    const name = nameOf(chat);
    const moved = this.messages.at(-1)?.migrate_to_chat_id;
    const reason = moved ? t("Gruppen ble en supergruppe") : person?.deactivated ? t("{name} har slettet kontoen sin.", { name })
      : chat.blocked && !this.isShared ? t("{name} har blokkert boten.", { name })
      : person ? "" : chat.type === "channel" ? t("Ingen styrer kanalen.") : t("Ingen er igjen her.");
    root.classList.toggle("blocked", Boolean(reason));
    gate.hidden = !reason;
    this.composer.form.hidden = Boolean(reason);
    gate.replaceChildren(element("p", "", reason));
    if (moved) gate.append(button(t("Gå dit"), () => hub.openChat(moved)));
    if (chat.blocked && !this.isShared && !person?.deactivated) {
      gate.append(button(t("Opphev blokkering"), () => this.block(false)));
    }
  }

  empty() {
    const { chat, root } = this;
    const node = root.querySelector(".empty");
    node.hidden = this.messages.length > 0 || !this.log.filled || !root.querySelector(".gate").hidden;
    if (node.hidden) return;
    const texts = telegram.profile.description ?? {};
    const code = this.person?.language_code;
    node.querySelector("p").textContent = texts[code] ?? texts[""] ?? t("Ingen meldinger ennå.");
    node.querySelector("h3").textContent = telegram.bot.first_name;
    node.querySelector(".start").hidden = this.isShared || chat.started;
  }

  async refresh() {
    const known = this.messages.at(-1)?.message_id ?? 0;
    const wasFilled = this.log.filled;
    this.messages = await ask(`chats/${this.chat.id}?last=${SHOWN}`);
    this.redraw();
    if (wasFilled) this.panes.came(this, this.messages.filter((message) => message.message_id > known && !this.isMine(message)).length);
    if (this.composer.owed) {
      const id = this.composer.owed;
      this.composer.owed = null;
      this.composer.answerTo(id);
    }
  }

  redraw() {
    this.log.show(this.messages, (message) => this.isMine(message));
    this.log.node.setAttribute("aria-live", "polite"); // what was there before is not read aloud
    this.pinned.show();
    this.gate();
    this.empty();
  }

  isMine(message) { return message.from?.id === this.person?.id; }
  lastOwn() { return this.messages.findLast((message) => this.isMine(message) && (message.text ?? message.caption)); }

  sender(message) {
    if (!this.isShared || this.chat.type === "channel" || this.isMine(message)) return "";
    return message.from ? fullName(message.from) : message.sender_chat?.title ?? "";
  }

  // messages: one, or all of an album.
  openFor(messages, anchor) {
    const [message] = messages;
    const said = messages.find((one) => one.text ?? one.caption) ?? message;
    const text = said.text ?? said.caption ?? said.contact?.phone_number;
    const writes = !this.composer.form.hidden;
    const changes = writes && this.isMine(message) && (said.text ?? said.photo ?? said.document);
    openMenu(anchor, t("Valg for meldingen"), [
      writes && { label: t("Svar"), icon: "reply", act: () => this.composer.reply(message) },
      text && { label: t("Kopier teksten"), icon: "copy", act: () => this.copy(text) },
      changes && { label: t("Rediger"), icon: "edit", act: () => this.composer.edit(said) },
      writes && this.mayDelete(message) && { label: t("Slett"), icon: "bin", bad: true, act: () => this.delete(messages) },
    ]);
  }

  // In one's own chat all, in a group and channel one's own or as an administrator.
  mayDelete(message) {
    return !this.isShared || this.isMine(message) || this.chat.admins.includes(this.person?.id);
  }

  delete(messages) {
    return this.attempt(() => Promise.all(messages.map(({ message_id }) =>
      post("deletions", { user_id: this.person.id, chat_id: this.chat.id, message_id }))));
  }

  async copy(text) {
    await this.attempt(() => navigator.clipboard.writeText(text));
    this.toast(t("Kopiert"));
  }

  say(text, more = {}) {
    this.log.toEnd();
    return this.attempt(() => post("messages", { user_id: this.person.id, chat_id: this.chat.id, text, ...more }));
  }

  toast(text) {
    clearTimeout(this.fading);
    this.toastLine.textContent = text;
    this.toastLine.hidden = false;
    this.fading = setTimeout(() => { this.toastLine.hidden = true; }, 3500);
  }

  async attempt(deed) {
    try { return await deed(); } catch (error) { this.toast(error.message); return null; }
  }

  gone() {
    this.stop();
    this.root.remove();
  }
}
