// Inline mode: "@bot words" in any field asks the bot, and what is chosen is posted in the chat.

import { hub } from "./hub.js";
import { ask, post } from "./telegram.js";
import { t } from "./words.js";

const PAUSE = 250; // a pause in typing so long (ms) makes a query

export class Inline {
  constructor(pane, suggestions) {
    this.pane = pane;
    this.suggestions = suggestions;
    this.query = null;
    hub.on("inline:", () => this.look());
  }

  // Takes what stands in the field; true when it is a query.
  read(text) {
    clearTimeout(this.timer);
    const found = text.match(/^@(\w+)\s([^]*)$/);
    const mine = found && found[1].toLowerCase() === hub.bot.username.toLowerCase();
    this.id = null;
    if (mine) this.timer = setTimeout(() => this.pane.attempt(() => this.put(found[2].trim())), PAUSE);
    return Boolean(mine);
  }

  async put(query) {
    const { chat, person } = this.pane;
    const { inline_query_id: id } = await post("inline", { user_id: person.id, chat_id: chat.id, query });
    this.id = id;
    await this.look();
  }

  async look() {
    const { id } = this;
    const answer = id && await ask(`inline/${id}`);
    if (!answer || id !== this.id) return;
    this.id = null;
    const above = answer.button ? [{ title: answer.button.text, choose: () => this.start(answer.button) }] : [];
    const results = answer.results.map((result) => ({ ...lines(result), choose: () => this.choose(id, result) }));
    const none = { title: t("Ingen treff"), choose: () => {} };
    this.suggestions.show(above.length + results.length ? [...above, ...results] : [none], t("Treff fra boten"));
  }

  choose(id, result) {
    const { chat, person, composer } = this.pane;
    composer.fill("");
    return this.pane.attempt(() => post("choices", {
      user_id: person.id, chat_id: chat.id, inline_query_id: id, result_id: result.id,
    }));
  }

  start(button) {
    this.pane.composer.fill("");
    const { username } = hub.bot;
    if (button.start_parameter) this.pane.act.follow(`https://t.me/${username}?start=${button.start_parameter}`);
  }
}

function lines(result) {
  const name = [result.first_name, result.last_name].filter(Boolean).join(" ");
  return {
    title: result.title ?? (name || result.caption) ?? result.type,
    text: result.description ?? result.phone_number ?? result.address ?? "",
  };
}
