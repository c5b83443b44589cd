// What the page knows of the stand-in, and how it asks for more.

export const telegram = { bot: { id: 0, first_name: "bot", username: "" }, users: [], chats: [], profile: {} };

export async function ask(path, options) {
  const response = await fetch(`/sandbox/${path}`, options);
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.includes("json")) throw new Error(`${response.status} ${response.statusText}`);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? response.statusText);
  return body;
}

export const post = (path, body = {}) => ask(path, { method: "POST", body: JSON.stringify(body) });
export const forget = (path) => ask(path, { method: "DELETE" });

export const fullName = ({ first_name, last_name = "" }) => `${first_name} ${last_name}`.trim();
export const nameOf = (chat) => chat.title ?? fullName(chat);

// A deep link to the bot: { start: "…" } or { startgroup: "…" }; null for any other address.
export function deepLink(url) {
  let parts;
  try { parts = new URL(url); } catch { return null; }
  const name = telegram.bot.username.toLowerCase();
  const web = ["t.me", "telegram.me"].includes(parts.hostname)
    && parts.pathname.replaceAll("/", "").toLowerCase() === name;
  const app = parts.protocol === "tg:" && parts.searchParams.get("domain")?.toLowerCase() === name;
  if (!web && !app) return null;
  const group = parts.searchParams.get("startgroup");
  return group === null ? { start: parts.searchParams.get("start") ?? "" } : { startgroup: group };
}
