// A group or channel from the inside: who is in it, what the bot may there.

import { button, element, face, iconButton } from "./dom.js";
import { shown } from "./dialogs.js";
import { hub } from "./hub.js";
import { fullName, post } from "./telegram.js";
import { t } from "./words.js";

const STATUS = () => ({
  member: t("medlem"), administrator: t("administrator"), left: t("ikke med"), kicked: t("kastet ut"),
});

export function membersLine(chat) {
  const count = chat.members.length;
  const people = chat.type === "channel" ? t("{count} følger kanalen", { count })
    : count === 1 ? t("1 person") : t("{count} personer", { count });
  return `${people} · ${t("boten: {status}", { status: STATUS()[chat.bot_status ?? (chat.blocked ? "kicked" : "member")] })}`;
}

// Opens the list; it stays in step with the chat while it is open.
export async function openMembers(id, attempt) {
  const content = element("div", "members");
  const draw = () => {
    const chat = hub.chat(id);
    if (chat) content.replaceChildren(...rows(chat, attempt));
  };
  draw();
  const stop = hub.onChats(draw);
  await shown(t("Hvem er med i {title}?", { title: hub.chat(id).title }), [content], t("Ferdig"));
  stop();
}

function running(user, runs, act) {
  const deed = act(runs ? "demotions" : "promotions", { user_id: user.id });
  const node = iconButton("star", `${t("Administrator")}: ${fullName(user)}`, deed);
  node.setAttribute("aria-pressed", String(runs));
  return node;
}

function rows(chat, attempt) {
  const act = (path, body) => () => attempt(() => post(path, { chat_id: chat.id, ...body }));
  const lines = hub.users.map((user) => {
    const inside = chat.members.includes(user.id);
    const runs = chat.admins.includes(user.id);
    const role = user.id === chat.creator ? t("eier") : runs ? t("administrator") : inside ? t("medlem") : "";
    const deed = button(inside ? t("Forlat") : t("Bli med"), act(inside ? "leaves" : "joins", { user_id: user.id }), "quiet");
    deed.setAttribute("aria-label", `${deed.textContent}: ${fullName(user)}`);
    const about = element("span", "about", fullName(user), element("small", "", role));
    return element("p", "member", face(user.id, fullName(user)), about,
      inside && user.id !== chat.creator ? running(user, runs, act) : "", deed);
  });
  const status = element("select");
  const now = chat.bot_status ?? "member";
  for (const [value, name] of Object.entries(STATUS())) {
    const option = element("option", "", name);
    Object.assign(option, { value, selected: value === now });
    status.append(option);
  }
  const actor = chat.admins?.[0] ?? chat.members[0];
  status.addEventListener("change", () => act("bot-membership", { user_id: actor, status: status.value })());
  return [...lines, element("label", "", t("Boten er"), status)];
}
