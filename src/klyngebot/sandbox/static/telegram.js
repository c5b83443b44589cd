// What the page knows of the stand-in, and how it asks for more.

export const telegram = { bot: { id: 0, first_name: "bot", username: "" }, users: [], chats: [] };

export async function ask(path, options) {
  const response = await fetch(`/sandbox/${path}`, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? response.statusText);
  return body;
}

export const post = (path, body = {}) => ask(path, { method: "POST", body: JSON.stringify(body) });
export const forget = (path) => ask(path, { method: "DELETE" });

export function startPayload(url) {
  let parts;
  try { parts = new URL(url); } catch { return null; }
  const name = telegram.bot.username.toLowerCase();
  const web = ["t.me", "telegram.me"].includes(parts.hostname)
    && parts.pathname.replaceAll("/", "").toLowerCase() === name;
  const app = parts.protocol === "tg:" && parts.searchParams.get("domain")?.toLowerCase() === name;
  return web || app ? parts.searchParams.get("start") ?? "" : null;
}
