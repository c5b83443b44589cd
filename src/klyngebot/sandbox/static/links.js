// Deep links to the bot. They are often meant for somebody else than who reads them, so the page asks.

import { choosePerson } from "./dialogs.js";
import { hub } from "./hub.js";
import { newGroup } from "./making.js";
import { deepLink, post } from "./telegram.js";
import { t } from "./words.js";

// Opens `url`; false when it is no deep link. personId: whose pane it was tapped in.
export async function follow(url, personId) {
  const link = deepLink(url);
  if (!link) return false;
  if (link.startgroup !== undefined) {
    await newGroup(link.startgroup, personId);
    return true;
  }
  const people = hub.users.filter((user) => !user.deactivated);
  const id = people.length > 1
    ? await choosePerson(t("Åpne som …"), t("Hvem er det som trykker på lenken?"), people, personId)
    : personId;
  if (!id) return true;
  if (hub.chat(id)?.blocked) await post("unblock", { user_id: id }); // as Telegram does on "Start"
  await post("messages", { user_id: id, text: `/start ${link.start}`.trim() });
  await hub.openChat(id);
  return true;
}
