// The page: what stands on top, and how it all begins.

import { mountDesk } from "./desk.js";
import { $ } from "./dom.js";
import { hub } from "./hub.js";
import { addPerson, newChannel, newGroup } from "./making.js";
import { Panes } from "./panes.js";
import { ask } from "./telegram.js";
import { isDark, paintPage, switchTheme } from "./theme.js";
import { language, speak, t, translate } from "./words.js";

paintPage();
document.documentElement.lang = language;
translate(document.documentElement);
document.title = t("Sandkasse");

const make = (deed) => () => {
  if ($("make").matches(":popover-open")) $("make").hidePopover();
  deed();
};
$("add-person").addEventListener("click", make(addPerson));
$("new-group").addEventListener("click", make(() => newGroup()));
$("new-channel").addEventListener("click", make(newChannel));
$("first").addEventListener("click", addPerson);

$("language").textContent = language === "nb" ? "English" : "Norsk";
$("language").lang = language === "nb" ? "en" : "nb";
$("language").addEventListener("click", () => speak(language === "nb" ? "en" : "nb"));

function nameTheme() {
  const label = isDark() ? t("Lyst utseende") : t("Mørkt utseende");
  $("theme").setAttribute("aria-label", label);
  $("theme").title = label;
}
$("theme").addEventListener("click", () => { switchTheme(); nameTheme(); });
nameTheme();

let state = {};
function tellLine() {
  const trouble = !hub.connected ? t("Frakoblet, prøver igjen …")
    : state.outage ? t("Telegram er nede")
      : state.process && !state.process.running ? t("Boten er stoppet") : "";
  $("line").textContent = trouble || t("Tilkoblet");
  document.body.classList.toggle("away", trouble !== "");
}
hub.onLine(tellLine);
hub.on("state", async () => { state = await ask("state"); tellLine(); });

new Panes();
mountDesk($("desk"), hub);
await hub.start();
$("bot").textContent = `@${hub.bot.username}`;
document.title = `${hub.bot.first_name} · ${t("Sandkasse")}`;
