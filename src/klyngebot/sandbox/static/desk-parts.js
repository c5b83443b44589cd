// What the parts of the desk are built of.

import { language } from "./words.js";

const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export const clock = (date = new Date()) => time.format(date);

export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null));
  return node;
}

let ids = 0;
export const newId = () => `desk-${(ids += 1)}`;

export function button(label, act, className = "quiet") {
  return make("button", { type: "button", className, textContent: label, onclick: act });
}

// A select whose options may change while it is in use.
export function choice(label, options, onchange = () => {}) {
  const select = make("select", { onchange });
  fill(select, options);
  return { select, root: make("label", { className: "desk-field" }, make("span", {}, label), select) };
}

export function fill(select, options) {
  const wanted = JSON.stringify(options);
  if (select.dataset.options === wanted) return;
  const chosen = select.options.length ? select.value : null;
  select.dataset.options = wanted;
  select.replaceChildren(...options.map(([value, text]) => make("option", { value, textContent: text })));
  select.value = options.some(([value]) => String(value) === chosen) ? chosen : options[0]?.[0] ?? "";
}

export function check(label, checked, onchange) {
  const box = make("input", { type: "checkbox", checked, onchange });
  return { box, root: make("label", { className: "desk-check" }, box, label) };
}

// Runs one at a time, and once more when asked meanwhile.
export function gathered(deed, pause = 0) {
  let running = false;
  let again = false;
  return async function run() {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      try { await deed(); } catch (error) { console.warn(error); }
      if (pause) await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
    running = false;
  };
}

export function chatName(people, id) {
  const chat = people.chats.find((one) => one.id === id);
  if (chat?.title) return chat.title;
  const person = chat ?? people.users.find((one) => one.id === id);
  return person ? [person.first_name, person.last_name].filter(Boolean).join(" ") : String(id ?? "");
}

export const chatOptions = (people) => people.chats.map((chat) => [chat.id, chatName(people, chat.id)]);

export function kept(name, fallback) {
  try { return localStorage.getItem(name) ?? fallback; } catch { return fallback; }
}

export function keep(name, value) {
  try { localStorage.setItem(name, value); } catch { /* a private window: for this visit only */ }
}
