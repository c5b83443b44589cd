// What people do to the bot, and the bot's own process.

import { chatName, choice, fill, make } from "./desk-parts.js";
import { deed, group, toggle } from "./desk-rows.js";
import { post } from "./telegram.js";
import { t } from "./words.js";

export function peopleGroup(standing) {
  const person = choice(t("Person"), [], () => { blocked.last.textContent = gone.last.textContent = ""; show(); });
  const chosen = () => Number(person.select.value);
  const blocked = toggle(t("Har blokkert boten"), t("Boten får 403 når den skriver, til du slår av igjen."),
    (on) => post(on ? "block" : "unblock", { user_id: chosen() }));
  let asked = null; // whose account is about to go
  const gone = deed(t("Slett kontoen"), t("Kontoen blir borte for godt. Boten får 403 når den skriver."), async () => {
    if (asked !== chosen()) {
      asked = chosen();
      return t("Trykk en gang til for å slette kontoen til {name}.", { name: chatName(standing, asked) });
    }
    await post("deactivate", { user_id: asked });
    asked = null;
    return undefined;
  });
  const shown = make("p", { className: "desk-note" });

  function show() {
    const user = standing.users.find(({ id }) => id === chosen());
    const chat = standing.chats.find(({ id }) => id === chosen());
    const deleted = user?.deactivated ?? false;
    blocked.set(chat?.blocked ?? false);
    blocked.button.disabled = !user || deleted;
    gone.button.disabled = !user || deleted;
    if (asked !== chosen()) asked = null;
    shown.textContent = !user ? t("Her er det ingen ennå.")
      : deleted ? t("{name} har slettet kontoen.", { name: chatName(standing, user.id) })
        : chat?.blocked ? t("{name} har blokkert boten.", { name: chatName(standing, user.id) })
          : t("{name} tar imot meldinger.", { name: chatName(standing, user.id) });
  }

  standing.listeners.push((topic) => {
    if (topic !== "people") return;
    fill(person.select, standing.users.map(({ id }) => [id, chatName(standing, id)]));
    show();
  });
  show();
  return group(t("Personer"), "", person.root, shown, blocked.root, gone.root);
}

export function botGroup(standing) {
  const run = (what) => () => post("process", { do: what });
  const kill = deed(t("Drep boten"), t("Prosessen stanses midt i det den gjør."), run("kill"));
  const start = deed(t("Start boten"), t("Boten starter og tar fatt der den slapp."), run("start"));
  const restart = deed(t("Start boten på nytt"), t("Prosessen drepes og startes igjen med det samme."), run("restart"));
  const shown = make("p", { className: "desk-note", "aria-live": "polite" });
  const root = group(t("Boten"), "", shown, [kill, start, restart].map((row) => row.root));
  root.hidden = true;
  standing.listeners.push((topic) => {
    if (topic !== "state") return;
    const { process } = standing.state;
    root.hidden = process === null;
    kill.button.disabled = !process?.running;
    start.button.disabled = process?.running ?? true;
    const said = process?.running ? t("Boten kjører.") : t("Boten er stoppet.");
    if (shown.textContent !== said) shown.textContent = said;
  });
  return root;
}
