// The dialogs that make something new: a person, a group, a channel.

import { element } from "./dom.js";
import { filledIn, tickList } from "./dialogs.js";
import { hub } from "./hub.js";
import { post } from "./telegram.js";
import { either, t } from "./words.js";

export const LANGUAGES = {
  nb: { nb: "norsk bokmål", en: "Norwegian bokmål" }, nn: { nb: "nynorsk", en: "Norwegian nynorsk" },
  en: { nb: "engelsk", en: "English" }, se: { nb: "nordsamisk", en: "Northern Sámi" },
  sv: { nb: "svensk", en: "Swedish" }, da: { nb: "dansk", en: "Danish" },
  fi: { nb: "finsk", en: "Finnish" }, de: { nb: "tysk", en: "German" }, uk: { nb: "ukrainsk", en: "Ukrainian" },
};
export const languageName = (code) => (LANGUAGES[code] ? either(LANGUAGES[code]) : code ?? "");

function field(label, name, options = {}) {
  const input = element("input");
  Object.assign(input, { name, autocomplete: "off", maxLength: 64, ...options });
  return element("label", "", label, input);
}

function languages() {
  const select = element("select");
  select.name = "language_code";
  for (const code of Object.keys(LANGUAGES)) {
    const option = element("option", "", languageName(code));
    option.value = code;
    select.append(option);
  }
  return element("label", "", t("Språk i Telegram"), select);
}

const values = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
const ids = (form, name) => new FormData(form).getAll(name).map(Number);

// Asks; gives the form to `make`; brings what came of it into view. A refusal is told and asked again.
async function asked(title, content, label, make) {
  const problem = element("p", "problem");
  problem.setAttribute("role", "alert");
  const body = element("div", "fields", problem, ...content);
  for (;;) {
    const form = await filledIn(title, [body], label, () => body.closest("form"));
    if (!form) return null;
    try {
      const id = await make(form);
      await hub.openChat(id);
      return id;
    } catch (error) {
      problem.textContent = error.message;
    }
  }
}

export const addPerson = () => asked(t("Legg til person"), [
  field(t("Fornavn"), "first_name", { required: true }),
  field(t("Etternavn"), "last_name"),
  field(t("Brukernavn"), "username", { pattern: "@?[A-Za-z0-9_]{4,32}", placeholder: "ola_nordmann", maxLength: 33 }),
  languages(),
  field(t("Hvem er det?"), "hint", { placeholder: t("for eksempel: styreleder i Fjellgruve"), maxLength: 80 }),
], t("Legg til"), async (form) => {
  const body = values(form);
  if (body.username) body.username = body.username.replace(/^@/, "");
  return (await post("users", body)).id;
});

// payload: what a ?startgroup= link carries; the first of the group says it to the bot.
export const newGroup = (payload = null, creator = null) => asked(t("Ny gruppe med boten"), [
  field(t("Navn på gruppen"), "title", { required: true, maxLength: 128 }),
  ticks(t("Hvem er med? Den første lager gruppen."), "members", creator ? [creator] : people().map((user) => user.id)),
], t("Lag gruppen"), async (form) => {
  const members = ids(form, "members").sort((a, b) => (b === creator) - (a === creator));
  if (!members.length) throw new Error(t("En gruppe må ha noen i seg."));
  const { chat_id: id } = await post("groups", { title: values(form).title, members });
  if (payload) await post("messages", { user_id: members[0], chat_id: id, text: `/start@${hub.bot.username} ${payload}` });
  return id;
});

export const newChannel = () => asked(t("Ny kanal med boten"), [
  field(t("Navn på kanalen"), "title", { required: true, maxLength: 128 }),
  ticks(t("Hvem styrer kanalen?"), "admins", people().slice(0, 1).map((user) => user.id)),
  ticks(t("Hvem følger den?"), "members", people().slice(1).map((user) => user.id)),
], t("Lag kanalen"), async (form) => {
  const admins = ids(form, "admins");
  if (!admins.length) throw new Error(t("En kanal må ha noen som styrer den."));
  return (await post("channels", { title: values(form).title, admins, members: ids(form, "members") })).chat_id;
});

const people = () => hub.users.filter((user) => !user.deactivated);

function ticks(legend, name, ticked) {
  return element("fieldset", "", element("legend", "", legend), ...tickList(people(), name, ticked));
}
