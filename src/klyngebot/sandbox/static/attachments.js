// What hangs on a message besides its text: pictures, files, contacts, places.

import { element, face, icon } from "./dom.js";
import { fullName } from "./telegram.js";
import { language, t } from "./words.js";

export const address = (file) => `/sandbox/files/${encodeURIComponent(file.file_id)}`;

export function attachments(messages) {
  const pictures = messages.filter((message) => message.photo);
  const nodes = [];
  if (pictures.length) {
    const album = element("div", pictures.length > 1 ? "album" : "single", ...pictures.map(picture));
    nodes.push(album);
  }
  for (const message of messages) {
    if (message.photo) continue;
    const file = message.document ?? message.video ?? message.audio ?? message.voice ?? message.animation;
    if (file) nodes.push(download(file));
    if (message.contact) nodes.push(contact(message.contact));
    if (message.location) nodes.push(place(message.location, message.venue));
  }
  return nodes;
}

function picture(message) {
  const size = message.photo.at(-1);
  const link = element("a", "picture");
  Object.assign(link, { href: address(size), target: "_blank" });
  const image = element("img");
  const alt = message.caption || t("Bilde");
  Object.assign(image, { src: link.href, alt, width: size.width, height: size.height, loading: "lazy" });
  link.append(image);
  return link;
}

function download(file) {
  const name = file.file_name ?? t("fil");
  const link = element("a", "file");
  Object.assign(link, { href: address(file), download: name });
  const kind = name.includes(".") ? name.split(".").pop().slice(0, 4) : t("fil");
  const badge = element("span", "badge", kind);
  badge.setAttribute("aria-hidden", "true");
  const about = element("span", "about", name, element("small", "", `${size(file.file_size ?? 0)} · ${t("last ned")}`));
  link.append(badge, about);
  return link;
}

function contact(card) {
  const node = element("div", "contact");
  const number = element("a", "", card.phone_number);
  number.href = `tel:${card.phone_number.replace(/[^+\d]/g, "")}`;
  node.append(face(card.user_id ?? card.phone_number.length, fullName(card)),
    element("span", "about", fullName(card), element("small", "", number)));
  return node;
}

function place(location, venue) {
  const words = new Intl.NumberFormat(language, { maximumFractionDigits: 5 });
  const at = `${words.format(location.latitude)}°, ${words.format(location.longitude)}°`;
  const node = element("div", "contact");
  const pin = element("span", "face", icon("place"));
  pin.dataset.hue = 3;
  pin.setAttribute("aria-hidden", "true");
  node.append(pin, element("span", "about", venue?.title ?? t("Posisjon"), element("small", "", venue?.address ?? at)));
  return node;
}

function size(bytes) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return bytes < 1024 ? `${bytes} B`
    : bytes < 1024 * 1024 ? `${number.format(Math.round(bytes / 1024))} kB`
    : `${number.format(bytes / 1024 / 1024)} MB`;
}
