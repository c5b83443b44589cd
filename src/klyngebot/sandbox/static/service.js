// Lines that nobody wrote: the chat says what has happened in it.

import { fullName } from "./telegram.js";
import { t } from "./words.js";

// The line for a service message, "" for any other.
export function serviceLine(message) {
  const who = message.from ? fullName(message.from) : message.sender_chat?.title ?? "";
  const names = (people) => people.map(fullName).join(", ");
  if (message.group_chat_created) return t("{who} opprettet gruppen", { who });
  if (message.supergroup_chat_created) return t("Supergruppen ble opprettet");
  if (message.channel_chat_created) return t("Kanalen ble opprettet");
  if (message.new_chat_members) {
    const [first] = message.new_chat_members;
    return message.new_chat_members.length === 1 && first.id === message.from?.id
      ? t("{who} ble med i gruppen", { who })
      : t("{who} la til {names}", { who, names: names(message.new_chat_members) });
  }
  if (message.left_chat_member) {
    const gone = message.left_chat_member;
    return gone.id === message.from?.id
      ? t("{who} forlot gruppen", { who })
      : t("{who} fjernet {names}", { who, names: names([gone]) });
  }
  if (message.pinned_message) {
    return t("{who} festet «{what}»", { who, what: summary(message.pinned_message) });
  }
  if (message.new_chat_title) return t("{who} ga gruppen navnet «{what}»", { who, what: message.new_chat_title });
  if (message.migrate_to_chat_id) return t("Gruppen ble en supergruppe");
  if (message.migrate_from_chat_id) return t("Supergruppen fortsetter der gruppen sluttet");
  if (message.write_access_allowed) return t("{who} lot boten skrive", { who });
  return "";
}

// A message in a few words, for replies, pins and labels.
export function summary(message, length = 80) {
  const text = (message.text ?? message.caption ?? "").replace(/\s+/g, " ").trim();
  const words = text || kind(message);
  return words.length > length ? `${words.slice(0, length - 1)}…` : words;
}

function kind(message) {
  if (message.photo) return t("Bilde");
  if (message.document) return message.document.file_name ?? t("fil");
  if (message.contact) return `${t("Kontakt")}: ${fullName(message.contact)}`;
  if (message.location) return t("Posisjon");
  return serviceLine(message) || t("Melding");
}
