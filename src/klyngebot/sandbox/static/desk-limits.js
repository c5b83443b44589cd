// Telegram's flood limits: on or off, how strict, and who broke them.

import { button, chatName, choice, clock, make } from "./desk-parts.js";
import { group, toggle } from "./desk-rows.js";
import { forget, post } from "./telegram.js";
import { t } from "./words.js";

const FIELDS = {
  per_second: t("i sekundet til alle"),
  per_chat_per_second: t("i sekundet til én samtale"),
  per_chat_burst: t("til én samtale på én gang"),
  per_group_per_minute: t("i minuttet til én gruppe"),
  penalty: t("sekunder å vente"),
};
const PRESETS = {
  telegram: { per_second: 30, per_chat_per_second: 1, per_chat_burst: 20, per_group_per_minute: 20, penalty: 5 },
  strict: { per_second: 5, per_chat_per_second: 1, per_chat_burst: 1, per_group_per_minute: 5, penalty: 10 },
};
const ALWAYS = { penalty: 5, per_chat_burst: 1 }; // never without a number
const NEWEST = 8; // breaches and windows listed

export function limitsGroup(standing, record) {
  const inputs = Object.fromEntries(Object.entries(FIELDS).map(([name]) => [name,
    make("input", { type: "number", min: 1, max: 100000, placeholder: t("ingen") })]));
  const put = (limits) => { for (const [name, input] of Object.entries(inputs)) input.value = limits[name] ?? ""; };
  const preset = choice(t("Hvor strengt"), [["telegram", t("som Telegram")], ["strict", t("streng")], ["own", t("egne tall")]], async () => {
    const numbers = PRESETS[preset.select.value];
    own.hidden = numbers !== undefined;
    if (!numbers) return;
    put(numbers);
    if (standing.limits) await post("limits", wanted());
  });
  const wanted = () => Object.fromEntries(Object.entries(inputs)
    .map(([name, { value }]) => [name, value === "" ? (ALWAYS[name] ?? null) : Number(value)]));
  put(PRESETS.telegram);
  function agree(limits) { // somebody else may have set them
    const same = (preset) => Object.keys(FIELDS).every((name) => preset[name] === limits[name]);
    put(limits);
    preset.select.value = Object.keys(PRESETS).find((name) => same(PRESETS[name])) ?? "own";
    own.hidden = preset.select.value !== "own";
  }
  const own = make("div", { className: "desk-numbers", hidden: true },
    Object.entries(inputs).map(([name, input]) => make("label", { className: "desk-field" }, make("span", {}, FIELDS[name]), input)),
    button(t("Bruk tallene"), () => post("limits", wanted())));
  const onOff = toggle(t("Fartsgrenser"), t("Telegram svarer 429 når boten sender for mye, og straffer den som ikke venter."),
    (on) => (on ? post("limits", wanted()) : forget("limits")));
  const now = make("p", { className: "desk-note" });
  const broken = make("ul", { className: "desk-list", "aria-label": t("Brudd på fartsgrensene") });
  standing.listeners.push((topic) => {
    if (topic !== "limits" && topic !== "people") return;
    onOff.set(standing.limits !== null);
    if (topic === "limits" && standing.limits) agree(standing.limits);
    now.textContent = standing.limits ? said(standing.limits) : t("Boten kan sende så fort den vil.");
    broken.replaceChildren(...breaches(standing, record), ...windows(standing, record));
  });
  return group(t("Fartsgrenser"), "", onOff.root, preset.root, own, now, broken);
}

function said(limits) {
  const parts = Object.entries(FIELDS).filter(([name]) => limits[name] !== null)
    .filter(([name]) => name !== "per_chat_burst" || limits.per_chat_per_second !== null).map(([name, text]) => `${limits[name]} ${text}`);
  return t("Nå gjelder: {limits}.", { limits: parts.join(", ") });
}

function breaches(standing, record) {
  const { breaches: all, limits } = standing;
  if (!limits) return [];
  if (!all.length) return [make("li", { className: "desk-note" }, t("Ingen har brutt dem."))];
  const head = make("li", {}, make("b", {}, all.length === 1 ? t("Brutt 1 gang") : t("Brutt {n} ganger", { n: all.length })));
  return [head, ...all.slice(-NEWEST).reverse().map((one) => make("li", {}, t("{time}: {method} til {name}, {early} s for tidlig", {
    time: clock(record.date(one.at)), method: one.method, name: chatName(standing, one.chat_id), early: one.early.toFixed(1).replace(".", ","),
  })))];
}

// The times in which a 429 asked for rest, and what came nevertheless.
function windows(standing, record) {
  return standing.windows.slice(-NEWEST).reverse().map((one) => {
    const [kind, id] = one.scope.split(" ");
    return make("li", {}, t("Ventetid {from}–{until} for {scope}: {n} kall likevel", {
      from: clock(record.date(one.begun_at)), until: clock(record.date(one.until)),
      scope: kind === "all" ? t("alle") : chatName(standing, Number(id)), n: one.calls,
    }));
  });
}
