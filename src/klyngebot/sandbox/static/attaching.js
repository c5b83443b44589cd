// Files, contacts and places a person sends: by the clip, by dropping, by pasting.

import { element } from "./dom.js";
import { confirmed, filledIn } from "./dialogs.js";
import { openMenu } from "./menu.js";
import { ask, post } from "./telegram.js";
import { t } from "./words.js";

const PICTURES = ["image/png", "image/jpeg"];
const LARGEST_ALBUM = 10;
const SOMEWHERE = { latitude: 66.3128, longitude: 14.1428 }; // Mo i Rana

export function attachTo(pane) {
  const { root } = pane;
  const clip = root.querySelector(".attach");
  const [pictures, files] = root.querySelectorAll("input[type=file]");
  for (const input of [pictures, files]) {
    input.addEventListener("change", () => {
      send(pane, [...input.files], input === pictures);
      input.value = "";
    });
  }
  clip.addEventListener("click", () => openMenu(clip, t("Legg ved"), [
    { label: t("Bilde"), icon: "picture", act: () => pictures.click() },
    { label: t("Fil"), icon: "file", act: () => files.click() },
    { label: t("Kontakten min"), icon: "contact", act: () => sendContact(pane) },
    { label: t("Posisjon"), icon: "place", act: () => sendPlace(pane) },
  ]));
  root.querySelector("textarea").addEventListener("paste", (event) => {
    const pasted = [...event.clipboardData.files];
    if (!pasted.length) return;
    event.preventDefault();
    send(pane, pasted, true);
  });
  const over = (event) => {
    if (pane.root.querySelector(".write").hidden || ![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    root.classList.toggle("dropping", event.type === "dragover");
  };
  root.addEventListener("dragover", over);
  root.addEventListener("dragleave", () => root.classList.remove("dropping"));
  root.addEventListener("drop", (event) => {
    over(event);
    if (event.dataTransfer.files.length) send(pane, [...event.dataTransfer.files], true);
  });
}

// What stands in the field becomes the caption of the first; what is answered, all of them answer.
function send(pane, files, asPictures) {
  return pane.attempt(async () => {
    const { text, entities, reply_to: reply } = pane.composer.takeAll();
    let words = { caption: text, entities: JSON.stringify(entities) };
    for (const batch of batches(files, asPictures)) {
      const form = new FormData();
      const fields = { user_id: pane.person.id, chat_id: pane.chat.id, ...words, ...(reply && { reply_to: reply }) };
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      for (const { kind, file } of batch) form.append(kind, file, file.name);
      words = {};
      pane.log.atEnd = true;
      await ask(batch.length > 1 ? "albums" : "documents", { method: "POST", body: form });
    }
  });
}

// Pictures and files do not go together, and an album is full at ten.
function batches(files, asPictures) {
  const isPicture = (file) => asPictures && PICTURES.includes(file.type);
  const all = [];
  for (const [kind, some] of [["photo", files.filter(isPicture)], ["document", files.filter((file) => !isPicture(file))]]) {
    for (let at = 0; at < some.length; at += LARGEST_ALBUM) {
      all.push(some.slice(at, at + LARGEST_ALBUM).map((file) => ({ kind, file })));
    }
  }
  return all;
}

function sendContact(pane) {
  return pane.attempt(async () => {
    const sure = await confirmed(t("Dele telefonnummeret ditt?"), t("Navn og nummer sendes i samtalen."), t("Del"));
    if (sure) await post("contacts", { user_id: pane.person.id, chat_id: pane.chat.id });
  });
}

function sendPlace(pane) {
  const input = (name) => Object.assign(element("input"), { name, type: "number", step: "any", required: true, value: SOMEWHERE[name] });
  const [latitude, longitude] = [input("latitude"), input("longitude")];
  return pane.attempt(async () => {
    const sure = await filledIn(t("Send en posisjon"),
      [element("label", "", t("Breddegrad"), latitude), element("label", "", t("Lengdegrad"), longitude)], t("Send"), () => true);
    if (!sure) return;
    await post("locations", {
      user_id: pane.person.id, chat_id: pane.chat.id, latitude: latitude.valueAsNumber, longitude: longitude.valueAsNumber,
    });
  });
}
