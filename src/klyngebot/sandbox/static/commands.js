// The bot's commands: behind the menu button, and suggested while somebody types "/".

import { openMenu } from "./menu.js";
import { t } from "./words.js";

export const commandsOf = (chat, person) => chat.menu?.[person?.id] ?? [];

export function suggested(pane, text) {
  const typed = text.match(/^\/(\w*)$/);
  if (!typed) return [];
  return commandsOf(pane.chat, pane.person)
    .filter(({ command }) => command.startsWith(typed[1].toLowerCase()))
    .map(({ command, description }) => ({
      title: `/${command}`,
      text: description,
      choose: () => { pane.composer.fill(""); pane.say(`/${command}`); },
      complete: () => pane.composer.fill(`/${command} `),
    }));
}

export function openCommands(pane, anchor) {
  openMenu(anchor, t("Menyen til boten"), commandsOf(pane.chat, pane.person).map(({ command, description }) => ({
    label: description, note: `/${command}`, act: () => pane.say(`/${command}`),
  })));
}
