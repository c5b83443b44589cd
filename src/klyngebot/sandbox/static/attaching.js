// Files, contacts and places a person sends: by the clip, by dropping, by pasting.

import { element } from "./dom.js";
import { confirmed, filledIn } from "./dialogs.js";
import { openMenu } from "./menu.js";
import { ask, post } from "./telegram.js";
import { t } from "./words.js";

const PICTURES = ["image/png", "image/jpeg"];
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

// What stands in the field becomes the caption of the first.
function send(pane, files, asPictures) {
  return pane.attempt(async () => {
    for (const file of files) {
      const form = new FormData();
      form.set("user_id", pane.person.id);
      form.set("chat_id", pane.chat.id);
      form.set("caption", pane.composer.take().text);
      form.set(asPictures && PICTURES.includes(file.type) ? "photo" : "document", file, file.name);
      pane.log.atEnd = true;
      await ask("documents", { method: "POST", body: form });
    }
  });
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
