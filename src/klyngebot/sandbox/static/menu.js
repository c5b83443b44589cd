// A small menu at a button or at a bubble: arrow keys, Enter, Escape; the focus goes back.

import { element, icon } from "./dom.js";

// items: { label, icon?, bad?, act } each; null leaves one out.
export function openMenu(anchor, label, items) {
  document.querySelector(".menu")?.remove();
  const node = element("div", "menu");
  node.popover = "auto";
  node.setAttribute("role", "menu");
  node.setAttribute("aria-label", label);
  const close = () => { if (node.isConnected) node.hidePopover(); };
  for (const item of items.filter(Boolean)) {
    const choice = element("button", item.bad ? "bad" : "", item.icon ? icon(item.icon) : "", element("span", "", item.label), item.note ? element("small", "", item.note) : "");
    choice.type = "button";
    choice.tabIndex = -1;
    choice.setAttribute("role", "menuitem");
    choice.addEventListener("click", () => { close(); item.act(); });
    node.append(choice);
  }
  node.addEventListener("keydown", (event) => {
    const all = [...node.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Tab") return close();
    if (to === undefined) return;
    event.preventDefault();
    all[to % all.length].focus();
  });
  node.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = node.contains(document.activeElement) || document.activeElement === document.body;
    anchor.removeAttribute("aria-expanded");
    node.remove();
    if (inside && anchor.isConnected) anchor.focus({ preventScroll: true });
  });
  document.body.append(node);
  node.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place(node, anchor);
  node.firstElementChild?.focus();
}

// Below the anchor, above it where there is no room; always within the window.
function place(node, anchor) {
  const at = anchor.getBoundingClientRect();
  const { width, height } = node.getBoundingClientRect();
  const below = at.bottom + 4 + height <= innerHeight;
  node.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
  node.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - 4 - height)}px`;
}
