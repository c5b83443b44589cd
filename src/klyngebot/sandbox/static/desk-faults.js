// What goes wrong with the bot's next calls.

import { button, chatName, chatOptions, choice, clock, fill, make } from "./desk-parts.js";
import { deed, group, number } from "./desk-rows.js";
import { forget, post } from "./telegram.js";
import { t } from "./words.js";

const METHODS = [
  "sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup", "editMessageText", "editMessageCaption", "editMessageMedia",
  "deleteMessage", "answerCallbackQuery", "getUpdates",
];

const seconds = (value) => number(t("sekunder"), value, { max: 600, unit: t("sekunder") });
const status = (value) => number(t("statuskode"), value, { min: 100, max: 599 });
const words = () => make("input", { placeholder: t("beskrivelse"), "aria-label": t("beskrivelse"), autocomplete: "off" });

// kind: what it is called, what it does, its inputs and what they mean for the fault.
const FAULTS = [
  { key: "lost", label: t("Mist svaret"), effect: t("Meldingen kommer fram, men forbindelsen brytes før boten får svar."), fault: () => ({ kind: "reset_after" }) },
  { key: "wait", label: t("Be om å vente"), effect: t("Telegram avviser kallet med 429 og sier hvor mange sekunder boten skal vente."),
    inputs: () => [seconds(5)], fault: (wait) => ({ kind: "error", status: 429, retry_after: Number(wait) }) },
  { key: "html", label: t("Nettside i stedet for svar"), effect: t("En mellomtjener svarer med en HTML-side. Ingenting blir gjort."),
    inputs: () => [status(502)], fault: (code) => ({ kind: "html", status: Number(code) }) },
  { key: "html_after", label: t("502-side etterpå"), effect: t("Meldingen kommer fram, men svaret er en 502-side."), fault: () => ({ kind: "html_after" }) },
  { key: "garbage", label: t("Søppel"), effect: t("Meldingen kommer fram, men svaret er uleselig."), fault: () => ({ kind: "garbage" }) },
  { key: "cut", label: t("Avkuttet svar"), effect: t("Meldingen kommer fram, men bare halve svaret når boten."), fault: () => ({ kind: "cut" }) },
  { key: "slow", label: t("Tregt"), effect: t("Telegram bruker så mange sekunder på kallet."),
    inputs: () => [seconds(3)], fault: (wait) => ({ kind: "slow", seconds: Number(wait) }) },
  { key: "hang", label: t("Heng"), effect: t("Meldingen kommer fram, men svaret kommer aldri. Linja står åpen."), fault: () => ({ kind: "hang" }) },
  { key: "reset_before", label: t("Brutt før"), effect: t("Forbindelsen brytes før noe er gjort."), fault: () => ({ kind: "reset_before" }) },
  { key: "error", label: t("Feilkode"), effect: t("Telegram avviser kallet med denne koden og beskrivelsen."),
    inputs: () => [status(500), words()], fault: (code, description) => ({ kind: "error", status: Number(code), description }) },
];

export function faultsGroup(standing) {
  const method = choice(t("Metode"), [...METHODS.map((name) => [name, name]), ["", t("alle metoder")]]);
  const chat = choice(t("Samtale"), [["", t("alle samtaler")]]);
  const times = choice(t("Hvor ofte"), [["1", t("1 gang")], ["3", t("3 ganger")], ["", t("for alltid")]]);
  const contains = make("input", { autocomplete: "off", placeholder: t("hva som helst") });
  const scope = () => ({
    ...(method.select.value && { method: method.select.value }),
    ...(chat.select.value && { chat_id: Number(chat.select.value) }),
    ...(contains.value && { contains: contains.value }),
    times: times.select.value ? Number(times.select.value) : null,
  });
  const rows = FAULTS.map((one) => faultRow(one, scope));
  const waiting = make("ul", { className: "desk-waiting", "aria-label": t("Feil som venter") });
  const clear = button(t("Fjern alle feil"), () => { standing.cleared = true; return forget("faults"); });
  standing.listeners.push((topic) => {
    if (topic === "people") fill(chat.select, [["", t("alle samtaler")], ...chatOptions(standing)]);
    if (topic !== "faults") return;
    waiting.replaceChildren(...(standing.faults.length ? standing.faults.map((fault) => make("li", {}, told(fault, standing)))
      : [make("li", { className: "desk-note" }, t("Ingen feil venter."))]));
    clear.hidden = standing.faults.length === 0;
    for (const row of rows) row.stand(standing);
  });
  return group(t("Neste kall"), t("Velg hvilke kall det gjelder, og hva som skal gå galt med dem."),
    make("div", { className: "desk-scope" }, method.root, chat.root,
      make("label", { className: "desk-field" }, make("span", {}, t("Teksten inneholder")), contains), times.root),
    make("div", { className: "desk-armed" }, waiting, clear),
    make("div", { className: "desk-columns" }, rows.map((row) => row.root)));
}

function faultRow({ key, label, effect, inputs = () => [], fault }, scope) {
  const fields = inputs();
  const row = deed(label, effect, async () => {
    const bad = fields.find((field) => !field.reportValidity());
    if (bad) throw new Error(bad.validationMessage);
    await post("faults", { ...fault(...fields.map((field) => field.value)), ...scope() });
    row.waits = true;
    return t("Venter på sitt kall siden kl. {time}.", { time: clock() });
  }, fields);
  row.stand = ({ faults, struck }) => {
    const mine = faults.filter((one) => keyOf(one) === key).length;
    row.root.classList.toggle("armed", mine > 0);
    const last = struck.findLast((one) => keyOf(one) === key);
    if (last && last !== row.told) row.last.textContent = t("Slo til kl. {time}.", { time: clock(last.at) });
    else if (row.waits && !mine) row.last.textContent = t("Fjernet kl. {time}.", { time: clock() });
    row.told = last;
    row.waits = mine > 0;
  };
  return row;
}

function keyOf(fault) {
  if (fault.kind === "reset_after" || fault.kind === "lost") return "lost";
  return fault.kind === "error" && fault.retry_after !== null ? "wait" : fault.kind;
}

function told(fault, standing) {
  const { label } = FAULTS.find(({ key }) => key === keyOf(fault)) ?? { label: fault.kind };
  const code = ["error", "html"].includes(fault.kind) ? ` ${fault.status}` : "";
  const left = fault.times === null ? t("for alltid") : t("{n} igjen", { n: fault.times - fault.used });
  return [
    `${label}${code}`, fault.method ?? t("alle metoder"),
    fault.chat_id === null ? "" : chatName(standing, fault.chat_id),
    fault.contains ? t("med «{text}»", { text: fault.contains }) : "", left,
  ].filter(Boolean).join(" · ");
}
