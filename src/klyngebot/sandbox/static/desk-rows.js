// A switch and a button that say what they do, how it stands, and what happened last.

import { clock, make, newId } from "./desk-parts.js";
import { t } from "./words.js";

export function group(title, about, ...children) {
  const id = newId();
  return make("section", { className: "desk-group", "aria-labelledby": id },
    make("h3", { id }, title), about ? make("p", { className: "desk-note" }, about) : null, children);
}

// A button with its effect in one sentence; `inputs` belong to it.
export function deed(label, effect, act, inputs = []) {
  const row = line(label, effect, inputs);
  row.button.addEventListener("click", () => attempt(row, act, () => t("Gjort kl. {time}.", { time: clock() })));
  return row;
}

// A button that is on or off; `turn` gets what it shall become.
export function toggle(label, effect, turn) {
  const row = line(label, effect);
  row.button.setAttribute("role", "switch");
  row.button.append(make("span", { className: "state", "aria-hidden": "true" }));
  row.set = (on) => {
    row.button.setAttribute("aria-checked", on);
    row.button.lastChild.textContent = on ? t("på") : t("av");
  };
  row.set(false);
  row.button.addEventListener("click", () => {
    const on = row.button.getAttribute("aria-checked") !== "true";
    attempt(row, () => turn(on), () => (on ? t("Slått på kl. {time}.", { time: clock() }) : t("Slått av kl. {time}.", { time: clock() })));
  });
  return row;
}

// A number to choose; `unit`, if it has one, stands behind it.
export function number(label, value, { min = 1, max, unit = "" }) {
  const input = make("input", { type: "number", value, min, max, required: true, "aria-label": label });
  input.dataset.unit = unit;
  return input;
}

function line(label, effect, inputs = []) {
  const id = newId();
  const button = make("button", { type: "button", className: "quiet", "aria-describedby": id }, make("span", {}, label));
  const last = make("span", { className: "last", "aria-live": "polite" });
  const root = make("div", { className: "desk-row" },
    make("div", { className: "does" }, button, inputs.map((input) => (
      input.dataset.unit ? [input, make("span", { className: "unit", "aria-hidden": "true" }, input.dataset.unit)] : input))),
    make("p", { id }, effect), last);
  return { root, button, last };
}

async function attempt(row, act, said) {
  try {
    const own = await act();
    row.last.textContent = typeof own === "string" ? own : said();
    row.last.classList.remove("bad");
  } catch (error) {
    row.last.textContent = t("Det gikk ikke: {why}", { why: error.message });
    row.last.classList.add("bad");
  }
}
