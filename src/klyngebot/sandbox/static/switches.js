// What one can break, in groups.

import { make } from "./desk-parts.js";
import { faultsGroup } from "./desk-faults.js";
import { limitsGroup } from "./desk-limits.js";
import { botGroup, peopleGroup } from "./desk-people.js";
import { telegramGroup } from "./desk-telegram.js";

export class Switches {
  constructor(record, standing) {
    this.standing = standing;
    this.root = make("div", { className: "desk-groups" },
      faultsGroup(standing), telegramGroup(standing),
      make("div", { className: "desk-stack" }, limitsGroup(standing, record), peopleGroup(standing), botGroup(standing)));
  }

  show(visible) {
    if (visible) this.standing.readState();
  }
}
