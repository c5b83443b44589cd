import { CHATS } from "./words-chats.js";

// The page in two languages. The Norwegian text is the key, as in the bot's own catalogues.

const ENGLISH = {
};

const NORWEGIAN = ["nb", "nn", "no"];
const kept = () => { try { return localStorage.getItem("language"); } catch { return null; } };
const first = (navigator.languages?.[0] ?? navigator.language ?? "nb").slice(0, 2);

export const language = kept() ?? (NORWEGIAN.includes(first) ? "nb" : "en");

export function t(text, values = {}) {
  const words = language === "nb" ? text : ENGLISH[text] ?? CHATS[text] ?? text;
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// Texts that come in both languages: { nb: "…", en: "…" }.
export const either = (texts) => texts[language] ?? texts.nb;

// What stands in the HTML is Norwegian: data-t for the text, data-t-of="title aria-label" for attributes.
export function translate(root) {
  const all = (selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  for (const node of all("[data-t]")) node.textContent = t(node.textContent.trim());
  for (const node of all("[data-t-of]")) {
    for (const name of node.dataset.tOf.split(" ")) node.setAttribute(name, t(node.getAttribute(name)));
  }
}

export function speak(chosen) {
  try { localStorage.setItem("language", chosen); } catch { /* a private window: for this visit only */ }
  location.reload();
}
