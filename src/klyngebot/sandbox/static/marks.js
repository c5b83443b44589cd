// Formatting of what is being written: ranges that move along with the text.

const FOUND = ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"];

export class Marks {
  list = [];

  clear() { this.list = []; }

  // The formatting of what was written before; what Telegram finds by itself it finds again.
  take(entities) { this.list = entities.filter(({ type }) => !FOUND.includes(type)).map((entity) => ({ ...entity })); }

  // What was selected, bold or not, becomes the other.
  toggle(type, start, end, more = {}) {
    const same = this.list.findIndex((mark) => mark.type === type && mark.offset === start && mark.length === end - start);
    if (same >= 0 && type !== "text_link") this.list.splice(same, 1);
    else if (same >= 0) Object.assign(this.list[same], more);
    else this.list.push({ type, offset: start, length: end - start, ...more });
  }

  at(type, start, end) {
    return this.list.find((mark) => mark.type === type && mark.offset === start && mark.length === end - start);
  }

  // before: { start, end, length } of selection and text; now: the same afterwards.
  move(before, now) {
    let { start: from, end: to } = before;
    let added = now.length - before.length + (to - from);
    if (added < 0) { // a key took away what was not selected
      if (now.start < from) from = now.start;
      else to = from - added;
      added = 0;
    }
    const gone = to - from;
    const begins = (at) => (at < from ? at : at >= to ? at - gone + added : from + added);
    const ends = (at) => (at <= from ? at : at >= to ? at - gone + added : from);
    this.list = this.list
      .map((mark) => {
        const offset = begins(mark.offset);
        return { ...mark, offset, length: ends(mark.offset + mark.length) - offset };
      })
      .filter((mark) => mark.length > 0);
  }

  // As entities of `raw`, which is sent without the space around it.
  entities(raw) {
    const lead = raw.length - raw.trimStart().length;
    const { length } = raw.trim();
    return this.list
      .map(({ offset, length: size, ...mark }) => {
        const start = Math.max(offset - lead, 0);
        return { ...mark, offset: start, length: Math.min(offset - lead + size, length) - start };
      })
      .filter((mark) => mark.length > 0)
      .sort((a, b) => a.offset - b.offset || b.length - a.length);
  }
}
