// What one can break, in groups.

import { button, make } from "./desk-parts.js";
import { faultsGroup } from "./desk-faults.js";
import { limitsGroup } from "./desk-limits.js";
import { botGroup, peopleGroup } from "./desk-people.js";
import { telegramGroup } from "./desk-telegram.js";
import { t } from "./words.js";

export class Switches {
  constructor(record, standing) {
    this.standing = standing;
    const [calls, telegram, bot, limits, people] = [
      faultsGroup(standing), telegramGroup(standing), botGroup(standing), limitsGroup(standing, record), peopleGroup(standing),
    ];
    this.root = make("div", {}, jumps([calls, telegram, bot, limits, people], standing),
      make("div", { className: "desk-groups" }, calls, telegram, make("div", { className: "desk-stack" }, bot, limits, people)));
  }

  show(visible) {
    if (visible) this.standing.readState();
  }
}

// The panel never shows all groups at once: the way to each one.
function jumps(groups, standing) {
  const buttons = groups.map((group) => {
    const head = group.querySelector("h3");
    head.tabIndex = -1;
    return button(head.textContent, () => { head.focus(); head.scrollIntoView(); });
  });
  standing.listeners.push(() => groups.forEach((group, n) => { buttons[n].hidden = group.hidden; }));
  return make("nav", { className: "desk-jumps", "aria-label": t("Gå til") }, buttons);
}
