// Messages as chat bubbles. All text goes in as text nodes: what people write is never HTML.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
};
const clock = new Intl.DateTimeFormat("nb", { hour: "2-digit", minute: "2-digit" });

export function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.append(text);
  return node;
}

// Offsets of the Bot API are UTF-16 units, and so are those of JavaScript.
function formatted(text, entities, act, from = 0, to = text.length) {
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
    afterBlock = ["PRE", "BLOCKQUOTE"].includes(node.tagName);
    at = end;
  }
  nodes.push(plain(to));
  return nodes.filter((node) => node !== "");
}

function wrapped(entity, words, act) {
  switch (entity.type) {
    case "text_link": return link(entity.url, act);
    case "url": return link(words, act);
    case "email": return link(`mailto:${words}`, act);
    case "bot_command": {
      const node = element("button", "command");
      node.type = "button";
      node.addEventListener("click", () => act.say(words));
      return node;
    }
  }
  const node = element(TAGS[entity.type] ?? "span", entity.type);
  if (entity.type === "spoiler") {
    node.tabIndex = 0;
    node.title = "Skjult tekst";
  }
  return node;
}

function link(url, act) {
  const node = element("a");
  const payload = act.startPayload(url);
  if (payload !== null) {
    node.href = url;
    node.addEventListener("click", (event) => {
      event.preventDefault();
      act.say(`/start ${payload}`.trim());
    });
  } else if (/^(https?|mailto|tel|tg):/i.test(url)) {
    Object.assign(node, { href: url, target: "_blank", rel: "noopener noreferrer" });
  }
  return node;
}

function attachment(message) {
  const file = message.document ?? message.photo?.at(-1);
  if (file) {
    const node = element("a", "file");
    node.href = `/sandbox/files/${encodeURIComponent(file.file_id)}`;
    const name = file.file_name ?? "bilde";
    node.download = name;
    if (message.photo) {
      const image = element("img");
      Object.assign(image, { src: node.href, alt: message.caption || "Bilde" });
      node.append(image);
    } else {
      const kind = name.includes(".") ? name.split(".").pop().slice(0, 4) : "fil";
      const badge = element("span", "badge", kind);
      badge.setAttribute("aria-hidden", "true");
      const about = element("span", "about", name);
      about.append(element("small", "", size(file.file_size)));
      node.append(badge, about);
    }
    return [node];
  }
  if (message.contact) {
    const { first_name, last_name = "", phone_number } = message.contact;
    return [element("p", "contact", `${`${first_name} ${last_name}`.trim()}, ${phone_number}`)];
  }
  return [];
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} B`
    : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB`
    : `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`;
}

function keyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return [];
  const node = element("div", "keyboard");
  for (const row of rows) {
    const line = element("div", "row");
    for (const button of row) line.append(act.button(button, message));
    node.append(line);
  }
  return [node];
}

export function bubble(message, mine, act) {
  const node = element("article", mine ? "message mine" : "message");
  if (message.group_chat_created) {
    node.className = "service";
    node.append("Gruppen ble opprettet");
    return node;
  }
  const body = element("div", "bubble");
  if (act.sender) body.append(element("p", "sender", act.sender(message)));
  const answered = message.reply_to_message;
  if (answered) body.append(element("p", "reply", answered.text ?? answered.caption ?? "vedlegg"));
  body.append(...attachment(message));
  const text = message.text ?? message.caption ?? "";
  if (text) {
    const words = element("div", "text");
    words.append(...formatted(text, message.entities ?? message.caption_entities ?? [], act));
    body.append(words);
  }
  const when = element("time", "", clock.format(message.date * 1000));
  when.dateTime = new Date(message.date * 1000).toISOString();
  if (message.edit_date) when.prepend("redigert ");
  body.append(when);
  node.append(body, ...keyboard(message, act));
  return node;
}
