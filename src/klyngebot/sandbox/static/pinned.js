// The bar on top with what is pinned; each tap goes to the one before.

import { element } from "./dom.js";
import { summary } from "./service.js";
import { t } from "./words.js";

export class Pinned {
  constructor(pane) {
    this.pane = pane;
    this.node = pane.root.querySelector(".pinned");
    this.at = 0;
    this.node.addEventListener("click", () => {
      const all = this.all();
      pane.log.jump(all[this.at % all.length].message_id);
      this.at += 1;
      this.show();
    });
  }

  // Newest first.
  all() {
    const { chat, messages } = this.pane;
    return messages.filter((message) => chat.pinned?.includes(message.message_id)).reverse();
  }

  show() {
    const all = this.all();
    this.node.hidden = !all.length;
    if (!all.length) return;
    const title = all.length === 1 ? t("Festet") : t("Festet ({count})", { count: all.length });
    this.node.replaceChildren(element("b", "", title), element("span", "", summary(all[this.at % all.length])));
  }
}
