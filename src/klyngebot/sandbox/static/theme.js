// Light, dark, or as the machine has it.

const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
const dark = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (kept() ? kept() === "dark" : dark.matches);

export function paintPage() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}

export function switchTheme() {
  const chosen = isDark() ? "light" : "dark";
  const same = (chosen === "dark") === dark.matches;
  try { same ? localStorage.removeItem("theme") : localStorage.setItem("theme", chosen); } catch { /* a private window */ }
  document.documentElement.dataset.theme = chosen;
}

dark.addEventListener("change", paintPage);
