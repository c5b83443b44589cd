// The list above the field: a combobox, as https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ has it.

import { element } from "./dom.js";

let count = 0;

export class Suggestions {
  constructor(field, list) {
    this.field = field;
    this.list = list;
    this.list.id = `suggestions-${++count}`;
    this.options = [];
    this.at = -1;
  }

  get open() { return this.options.length > 0; }

  // options: { title, text?, choose(), complete?() }; Enter chooses, Tab completes.
  show(options, label) {
    this.options = options;
    this.at = options.length ? 0 : -1;
    this.list.hidden = !options.length;
    this.list.setAttribute("aria-label", label);
    this.list.replaceChildren(...options.map((option, number) => {
      const node = element("div", "option", element("b", "", option.title), element("span", "", option.text ?? ""));
      node.id = `${this.list.id}-${number}`;
      node.setAttribute("role", "option");
      node.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
      node.addEventListener("click", () => { this.hide(); option.choose(); });
      return node;
    }));
    this.tell();
  }

  hide() { if (this.open) this.show([], ""); }

  // Whether a key was for the list.
  key(event) {
    if (!this.open) return false;
    const { length } = this.options;
    if (event.key === "ArrowDown") this.at = (this.at + 1) % length;
    else if (event.key === "ArrowUp") this.at = (this.at - 1 + length) % length;
    else if (event.key === "Escape") this.hide();
    else if (["Enter", "Tab"].includes(event.key) && !event.shiftKey) {
      const option = this.options[this.at];
      this.hide();
      if (event.key === "Tab" && option.complete) option.complete();
      else option.choose();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    this.tell();
    return true;
  }

  tell() {
    const { field, list } = this;
    if (!this.open) {
      for (const name of ["role", "aria-expanded", "aria-controls", "aria-activedescendant", "aria-autocomplete"]) field.removeAttribute(name);
      return;
    }
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-expanded": "true", "aria-controls": list.id, "aria-autocomplete": "list",
      "aria-activedescendant": `${list.id}-${this.at}`,
    })) field.setAttribute(name, value);
    [...list.children].forEach((node, number) => node.setAttribute("aria-selected", String(number === this.at)));
    list.children[this.at].scrollIntoView({ block: "nearest" });
  }
}
