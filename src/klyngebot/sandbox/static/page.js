import { element } from "./bubbles.js";
import { mountDesk } from "./desk.js";
import { hub } from "./hub.js";
import { Pane } from "./pane.js";
import { ask, post, telegram } from "./telegram.js";

const $ = (id) => document.getElementById(id);
const panes = new Map(); // chat id -> Pane

async function refreshChats() {
  [telegram.users, telegram.chats] = await Promise.all([ask("users"), ask("chats")]);
  const { chats } = telegram;
  for (const [id, pane] of panes) {
    if (!chats.some((chat) => chat.id === id)) { pane.root.remove(); panes.delete(id); }
  }
  for (const chat of chats) {
    if (!panes.has(chat.id)) {
      panes.set(chat.id, new Pane(chat));
      $("panes").append(panes.get(chat.id).root);
      panes.get(chat.id).head(chat);
      await panes.get(chat.id).refresh();
    } else {
      panes.get(chat.id).head(chat);
    }
  }
  $("nobody").hidden = chats.length > 0;
  pick(chats);
}

function pick(chats) {
  const picker = $("picker");
  const chosen = Number(picker.value) || chats[0]?.id;
  picker.replaceChildren(...chats.map((chat) => {
    const option = element("option", "", chat.title ?? chat.first_name);
    option.value = chat.id;
    option.selected = chat.id === chosen;
    return option;
  }));
  showPicked();
}

function showPicked() {
  for (const [id, pane] of panes) pane.root.classList.toggle("picked", id === Number($("picker").value));
}

hub.on("", async (topics) => {
  const all = topics.includes("everything");
  if (all || topics.some((topic) => topic === "users" || topic.startsWith("chat:"))) await refreshChats();
  for (const [id, pane] of panes) {
    if (all || topics.includes(`chat:${id}`)) await pane.refresh();
    for (const callback of [...pane.busy.keys()]) pane.attempt(() => pane.answered(callback));
  }
});
hub.onLine((connected) => {
  $("line").textContent = connected ? "Tilkoblet" : "Frakoblet, prøver igjen …";
  document.body.classList.toggle("away", !connected);
});
hub.opensChatsWith((id) => {
  $("picker").value = id;
  showPicked();
  panes.get(id)?.root.scrollIntoView();
});

$("picker").addEventListener("change", showPicked);
$("open-add").addEventListener("click", () => $("add").showModal());
$("close-add").addEventListener("click", () => $("add").close());
$("add-form").addEventListener("submit", async () => {
  const user = await post("users", Object.fromEntries(new FormData($("add-form"))));
  $("add-form").reset();
  await refreshChats();
  $("picker").value = user.id;
  showPicked();
});

mountDesk($("desk"), hub);
await hub.start();
$("bot").textContent = `@${hub.bot.username}`;
