// Small ways to make nodes. All text goes in as text nodes: what people write is never HTML.

export const $ = (id) => document.getElementById(id);

export function element(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== "" && child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function button(label, onClick, className = "") {
  const node = element("button", className, label);
  node.type = "button";
  if (onClick) node.addEventListener("click", onClick);
  return node;
}

export function iconButton(name, label, onClick, className = "") {
  const node = button("", onClick, `quiet icon-button ${className}`.trim());
  node.append(icon(name));
  node.setAttribute("aria-label", label);
  node.title = label;
  return node;
}

// A round face with the first letter of a name, in a colour that goes with the id.
export function face(id, name) {
  const node = element("span", "face");
  paint(node, id, name);
  return node;
}

export function paint(node, id, name) {
  node.textContent = [...name][0]?.toUpperCase() ?? "?";
  node.dataset.hue = Math.abs(id) % 6;
  node.setAttribute("aria-hidden", "true");
}
