import { element } from "./bubbles.js";
import { Pane } from "./pane.js";
import { ask, forget, post, telegram } from "./telegram.js";

const CALLS = 60; // calls the drawer lists
const $ = (id) => document.getElementById(id);
const panes = new Map(); // chat id -> Pane
let faults = [];

async function refreshChats() {
  let chats;
  [telegram.users, chats] = await Promise.all([ask("users"), ask("chats")]);
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

const KINDS = {
  error: "feil fra Telegram", html: "HTML-side i stedet for svar", html_after: "gjort, men svaret er en HTML-side",
  garbage: "gjort, men svaret er søppel", cut: "gjort, men svaret er halvt", reset_before: "forbindelsen brytes før noe er gjort",
  reset_after: "gjort, men svaret går tapt", hang: "gjort, men uten svar", slow: "sent svar", kill: "prosessen drepes",
};

async function refreshFaults() {
  let state;
  [faults, state] = await Promise.all([ask("faults"), ask("limits")]);
  $("faults").replaceChildren(...faults.map((fault) => {
    const times = fault.times === null ? "alltid" : `${fault.times - fault.used} igjen`;
    const status = ["error", "html"].includes(fault.kind) ? ` (${fault.status})` : "";
    return element("li", "", `${fault.method ?? "alle metoder"}: ${KINDS[fault.kind]}${status}, ${times}`);
  }));
  if (!faults.length) $("faults").append(element("li", "none", "Ingen feil venter."));
  const { limits, breaches } = state;
  $("limits").textContent = limits
    ? `Fartsgrenser: ${limits.per_second ?? "–"} i sekundet, ${limits.per_group_per_minute ?? "–"} i minuttet til en gruppe. Brutt ${breaches.length} ganger.`
    : "Fartsgrenser er av.";
  $("limits-switch").textContent = limits ? "Slå av fartsgrenser" : "Slå på fartsgrenser";
  $("limits-switch").dataset.on = limits ? "1" : "";
  await countUp();
}

const calls = [];
let next = 0;

async function refreshCalls() {
  const news = await ask(`calls?since=${next}`);
  if (news.next < next) calls.length = 0;
  next = news.next;
  calls.push(...news.calls);
  calls.splice(0, calls.length - 2000);
  if ($("drawer").open) listCalls();
  await countUp();
}

async function countUp() {
  $("counts").textContent = [`${next} kall`, faults.length ? `${faults.length} feil venter` : ""].filter(Boolean).join(" · ");
}

function listCalls() {
  const chosen = calls.filter((call) => $("polls").checked || call.method !== "getUpdates").slice(-CALLS).reverse();
  $("calls").replaceChildren(...chosen.map((call) => {
    const row = element("tr", call.status === 200 ? "" : "bad");
    const status = call.status === 0 ? "uten svar" : `${call.status}`;
    const why = call.answer?.description ?? "";
    row.append(element("td", "", `${call.number}`), element("td", "", call.method),
      element("td", "", `${call.params.chat_id ?? ""}`), element("td", "", why ? `${status} ${why}` : status));
    return row;
  }));
}

// One refresh of a kind at a time; what changes meanwhile is fetched once more afterwards.
const running = new Map();
function once(name, deed) {
  if (running.has(name)) { running.set(name, true); return; }
  running.set(name, false);
  deed().catch((error) => console.warn(name, error)).finally(() => {
    const again = running.get(name);
    running.delete(name);
    if (again) once(name, deed);
  });
}

function changed(topics) {
  if (topics.includes("everything")) next = calls.length = 0;
  const all = topics.includes("everything");
  if (all || topics.some((topic) => topic === "users" || topic.startsWith("chat:"))) once("chats", refreshChats);
  if (all || topics.includes("calls")) once("calls", refreshCalls);
  if (all || topics.includes("faults") || topics.includes("limits")) once("faults", refreshFaults);
  for (const [id, pane] of panes) {
    if (all || topics.includes(`chat:${id}`)) once(`chat:${id}`, () => pane.refresh());
    for (const callback of [...pane.busy.keys()]) {
      if (all || topics.includes(`answer:${callback}`)) pane.attempt(() => pane.answered(callback));
    }
  }
}

function connect() {
  const events = new EventSource("/sandbox/events");
  events.addEventListener("open", () => { $("line").textContent = "Tilkoblet"; document.body.classList.remove("away"); });
  events.addEventListener("error", () => { $("line").textContent = "Frakoblet, prøver igjen …"; document.body.classList.add("away"); });
  events.addEventListener("message", (event) => changed(JSON.parse(event.data)));
}

$("picker").addEventListener("change", showPicked);
$("drawer").addEventListener("toggle", listCalls);
$("polls").addEventListener("change", listCalls);
$("clear-faults").addEventListener("click", () => forget("faults"));
$("limits-switch").addEventListener("click", () => $("limits-switch").dataset.on ? forget("limits") : post("limits"));
for (const button of document.querySelectorAll("[data-fault]")) {
  button.addEventListener("click", () => post("faults", JSON.parse(button.dataset.fault)));
}
$("open-add").addEventListener("click", () => $("add").showModal());
$("close-add").addEventListener("click", () => $("add").close());
$("add-form").addEventListener("submit", async () => {
  const user = await post("users", Object.fromEntries(new FormData($("add-form"))));
  $("add-form").reset();
  await refreshChats();
  $("picker").value = user.id;
  showPicked();
});

telegram.bot = (await ask("ready")).bot;
$("bot").textContent = `@${telegram.bot.username}`;
connect();
