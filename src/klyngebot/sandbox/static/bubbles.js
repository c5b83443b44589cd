// Messages as chat bubbles.

import { attachments } from "./attachments.js";
import { element, icon, iconButton } from "./dom.js";
import { serviceLine, summary } from "./service.js";
import { formatted } from "./text.js";
import { fullName, telegram } from "./telegram.js";
import { language, t } from "./words.js";

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

// One bubble for a message, or for an album of them. act: what can be done from it, see Pane.act.
export function bubble(messages, mine, act) {
  const [message] = messages;
  const line = serviceLine(message);
  if (line) return element("p", "service", element("span", "", line));
  const node = element("article", mine ? "message mine" : "message");
  const body = element("div", "bubble");
  const sender = act.sender(message);
  if (sender) body.append(element("p", "sender", sender));
  body.append(...origin(message), ...answered(message, act), ...attachments(messages));
  const said = messages.find(({ text, caption }) => text ?? caption);
  if (said) {
    const words = element("div", "text");
    words.append(...formatted(said.text ?? said.caption, said.entities ?? said.caption_entities ?? [], act));
    body.append(words);
  }
  body.append(when(messages), more(messages, act));
  node.append(body, ...keyboard(message, act));
  return node;
}

function origin(message) {
  const lines = [];
  const from = message.forward_origin;
  if (from) {
    const name = from.sender_user ? fullName(from.sender_user)
      : from.sender_user_name ?? (from.chat ?? from.sender_chat)?.title ?? "";
    lines.push(element("p", "origin", t("Videresendt fra {name}", { name })));
  }
  if (message.via_bot) lines.push(element("p", "origin", t("via @{name}", { name: message.via_bot.username })));
  return lines;
}

function answered(message, act) {
  const original = message.reply_to_message;
  if (!original) return [];
  const node = element("button", "reply", element("b", "", author(original)), element("span", "", summary(original)));
  node.type = "button";
  node.dataset.place = "reply";
  node.title = t("Gå til meldingen");
  node.addEventListener("click", () => act.jump(original.message_id));
  return [node];
}

function when(messages) {
  const at = new Date(messages.at(-1).date * 1000);
  const isEdited = messages.some((message) => message.edit_date);
  const node = element("time", "", isEdited ? `${t("redigert")} ` : "", clock.format(at));
  node.dateTime = at.toISOString();
  if (messages[0].silent) node.prepend(muted());
  return node;
}

function muted() {
  const node = element("span", "muted", icon("muted"));
  node.title = t("Kom uten lyd");
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", node.title);
  return node;
}

// Reachable by Tab only on one message at a time; the arrow keys go from one to the next.
function more(messages, act) {
  const node = iconButton("more", t("Valg for meldingen"), null, "more-of");
  node.tabIndex = -1;
  node.dataset.place = "more";
  node.setAttribute("aria-haspopup", "menu");
  node.addEventListener("click", () => act.menu(messages, node));
  return node;
}

function keyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return [];
  const node = element("div", "keyboard");
  let place = 0;
  for (const row of rows) {
    node.append(element("div", "row", ...row.map((button) => act.button(button, message, place++))));
  }
  return [node];
}

export function author(message) {
  if (message.from?.id === telegram.bot.id) return telegram.bot.first_name;
  return message.from ? fullName(message.from) : message.sender_chat?.title ?? "";
}
