// Text with the Bot API's entities as nodes. Its offsets are UTF-16 units, and so are JavaScript's.

import { element } from "./dom.js";
import { deepLink } from "./telegram.js";
import { t } from "./words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const BLOCKS = ["PRE", "BLOCKQUOTE"];

// act: { follow(url), say(text), quiet? } – what a tap in the text does.
export function formatted(text, entities, act, from = 0, to = text.length) {
  const nodes = [];
  let at = from;
  let afterBlock = false; // the line break after a block is the block's own
  const plain = (end) => {
    if (afterBlock && text[at] === "\n" && at < end) at += 1;
    return text.slice(at, end);
  };
  for (let n = 0; n < entities.length; n++) {
    const entity = entities[n];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) continue;
    const inner = entities.slice(n + 1).filter(
      (other) => other.offset >= entity.offset && other.offset + other.length <= end);
    nodes.push(plain(entity.offset));
    const node = wrapped(entity, text.slice(entity.offset, end), act);
    node.append(...formatted(text, inner, act, entity.offset, end));
    nodes.push(node);
    afterBlock = BLOCKS.includes(node.tagName);
    at = end;
  }
  nodes.push(plain(to));
  return nodes.filter((node) => node !== "");
}

function wrapped(entity, words, act) {
  switch (entity.type) {
    case "text_link": return link(entity.url, act);
    case "url": return link(/^[a-z][\w+.-]*:/i.test(words) ? words : `https://${words}`, act);
    case "email": return link(`mailto:${words}`, act);
    case "phone_number": return link(`tel:${words.replace(/[^+\d]/g, "")}`, act);
    case "bot_command": return tapped("command", () => act.say(words));
    case "spoiler": return spoiler();
    case "expandable_blockquote": return expandable();
  }
  const node = element(TAGS[entity.type] ?? "span", entity.type);
  if (entity.language) node.dataset.language = entity.language;
  return node;
}

function tapped(className, deed) {
  const node = element("button", className);
  node.type = "button";
  node.addEventListener("click", deed);
  return node;
}

// A button would break across no lines; so it is a span that behaves like one.
function spoiler() {
  const node = element("span", "spoiler");
  Object.assign(node, { tabIndex: 0, title: t("Skjult tekst") });
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", t("Vis skjult tekst"));
  const reveal = () => {
    node.classList.add("shown");
    for (const name of ["role", "aria-label", "tabindex", "title"]) node.removeAttribute(name);
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => {
    if (["Enter", " "].includes(event.key) && !node.classList.contains("shown")) {
      event.preventDefault();
      reveal();
    }
  });
  return node;
}

function expandable() {
  const node = element("blockquote", "expandable");
  const more = tapped("more", () => {
    const open = node.classList.toggle("open");
    more.setAttribute("aria-expanded", String(open));
    more.textContent = open ? t("Vis mindre") : t("Vis mer");
  });
  more.textContent = t("Vis mer");
  more.setAttribute("aria-expanded", "false");
  const inner = element("div", "quoted");
  node.append(inner, more);
  const append = inner.append.bind(inner);
  node.append = append; // what is quoted goes inside, above the button
  return node;
}

function link(url, act) {
  const node = element("a");
  if (deepLink(url)) {
    node.href = url;
    node.addEventListener("click", (event) => {
      event.preventDefault();
      act.follow(url);
    });
  } else if (/^(https?|mailto|tel|tg):/i.test(url)) {
    Object.assign(node, { href: url, target: "_blank", rel: "noopener noreferrer" });
  }
  return node;
}
