// Tabs, and the edge by which the desk is made higher or lower.

import { keep, kept, make } from "./desk-parts.js";
import { t } from "./words.js";

export function tabs(entries, first, onchange) {
  let current = entries.some(([name]) => name === first) ? first : entries[0][0];
  const buttons = new Map();
  const panels = new Map();
  const list = make("div", { role: "tablist", className: "desk-tabs", "aria-label": t("Bak kulissene") });
  for (const [name, label, content] of entries) {
    const tab = make("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => choose(name) }, label);
    buttons.set(name, tab);
    panels.set(name, make("div", { role: "tabpanel", id: `panel-${name}`, className: "desk-view", tabIndex: 0, "aria-labelledby": tab.id }, content));
    list.append(tab);
  }
  function choose(name, focus = false) {
    current = name;
    mark();
    if (focus) buttons.get(name).focus();
    onchange(name);
  }
  function mark() {
    for (const [name, tab] of buttons) {
      tab.setAttribute("aria-selected", name === current);
      tab.tabIndex = name === current ? 0 : -1;
      panels.get(name).hidden = name !== current;
    }
  }
  list.addEventListener("keydown", (event) => {
    const names = [...buttons.keys()];
    const at = names.indexOf(current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(names.at(to % names.length), true);
  });
  mark();
  return { list, panels: [...panels.values()], choose, chosen: () => current, focus: () => buttons.get(current).focus() };
}

const [LEAST, USUAL, MOST, STEP] = [15, 35, 80, 5]; // share of the window's height (%)

export function resizer(root) {
  const edge = make("div", { className: "desk-edge", role: "separator", tabIndex: 0, "aria-orientation": "horizontal",
    "aria-label": t("Høyden på panelet"), "aria-valuemin": LEAST, "aria-valuemax": MOST });
  let height = USUAL;
  function set(wanted) {
    height = Math.round(Math.min(MOST, Math.max(LEAST, wanted || USUAL)));
    root.style.setProperty("--desk-height", `${height}dvh`);
    edge.setAttribute("aria-valuenow", height);
    keep("desk-height", height);
  }
  edge.addEventListener("keydown", (event) => {
    const to = { ArrowUp: height + STEP, ArrowDown: height - STEP, Home: LEAST, End: MOST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    set(to);
  });
  edge.addEventListener("pointerdown", (event) => { event.preventDefault(); edge.setPointerCapture(event.pointerId); });
  edge.addEventListener("pointermove", (event) => {
    if (edge.hasPointerCapture(event.pointerId)) set(100 * (1 - event.clientY / innerHeight));
  });
  edge.addEventListener("dblclick", () => set(USUAL));
  set(Number(kept("desk-height", USUAL)));
  return edge;
}
