// Questions in a dialog of the page. Each returns a promise: of the answer, or of null.

import { button, element, face } from "./dom.js";
import { fullName } from "./telegram.js";
import { t } from "./words.js";

let count = 0;

// content: nodes; buttons: { label, value, quiet?, bad? }, the main one with submit and value().
function show(title, content, buttons) {
  const node = element("dialog");
  const head = element("h2", "", title);
  head.id = `dialog-${++count}`;
  node.setAttribute("aria-labelledby", head.id);
  const form = element("form", "", head, ...content);
  form.method = "dialog";
  let answer = null;
  const row = element("p", "buttons");
  for (const { label, value, quiet, bad, submit } of buttons) {
    const choice = button(label, null, [quiet && "quiet", bad && "bad"].filter(Boolean).join(" "));
    if (submit) choice.type = "submit";
    else choice.addEventListener("click", () => { answer = value; node.close(); });
    row.append(choice);
  }
  const main = buttons.find(({ submit }) => submit);
  form.addEventListener("submit", () => { answer = main.value(); });
  form.append(row);
  node.append(form);
  document.body.append(node);
  return new Promise((resolve) => {
    node.addEventListener("close", () => { node.remove(); resolve(answer); });
    node.showModal();
  });
}

const cancel = () => ({ label: t("Avbryt"), value: null, quiet: true });

export const tell = (title, text) =>
  show(title, [element("p", "said", text)], [{ label: t("OK"), submit: true, value: () => true }]);

export const shown = (title, content, label) => show(title, content, [{ label, submit: true, value: () => true }]);

export const confirmed = (title, text, label, bad = false) =>
  show(title, [element("p", "said", text)], [{ label, submit: true, value: () => true, bad }, cancel()]);

export function askLink(old = "") {
  const field = element("input");
  Object.assign(field, { type: "url", required: true, value: old, placeholder: "https://", autocomplete: "off" });
  return show(t("Lenke på det som er merket"), [element("label", "", t("Adresse"), field)],
    [{ label: t("Legg på lenke"), submit: true, value: () => field.value }, cancel()]);
}

// One of the people; the suggested one has the focus and stands first.
export function choosePerson(title, text, people, suggested) {
  const ordered = [...people].sort((a, b) => (b.id === suggested) - (a.id === suggested));
  const list = element("div", "choices");
  let picked = null;
  for (const user of ordered) {
    const choice = button("", () => { picked = user.id; list.closest("dialog").close(); }, "quiet choice");
    choice.append(face(user.id, fullName(user)), element("span", "about", fullName(user), element("small", "", user.hint ?? "")));
    choice.autofocus = user === ordered[0];
    list.append(choice);
  }
  return show(title, [element("p", "said", text), list], [cancel()]).then(() => picked);
}

// People to tick; returns their ids.
export function tickList(people, name, ticked = []) {
  return people.map((user) => {
    const box = element("input");
    Object.assign(box, { type: "checkbox", name, value: user.id, checked: ticked.includes(user.id) });
    return element("label", "tick", box, fullName(user));
  });
}

// What `value` makes of the fields in `content`.
export function filledIn(title, content, label, value) {
  return show(title, content, [{ label, submit: true, value }, cancel()]);
}
