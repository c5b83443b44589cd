// The calls the page has fetched, newest last, and what time it was then.

import { ask } from "./telegram.js";

export const KEPT = 20_000;
const FAR = Number.MAX_SAFE_INTEGER; // a place in the record nobody has come to: only the count is answered

export class Record {
  constructor() {
    this.calls = [];
    this.numbers = new Map();
    this.count = 0;
    this.read = null; // where the next reading begins
    this.wanted = false; // nobody looks: the count is enough
    this.listeners = [];
    this.tuned = false; // the time is known well enough
    this.ahead = Infinity; // wall clock minus the stand-in's monotonic one (s)
  }

  async refresh() {
    if (!this.wanted) {
      const { calls, next, now } = await ask(`calls?since=${this.tuned ? FAR : this.seen ?? FAR}`);
      this.tune(calls, now);
      this.seen = next;
      this.tell({ count: next });
      return;
    }
    const since = this.read ?? Math.max(0, (await ask(`calls?since=${FAR}`)).next - KEPT);
    const { calls, next, now } = await ask(`calls?since=${since}`);
    if (next < since) { // another stand-in now
      this.forget();
      return this.refresh();
    }
    const live = this.read !== null;
    const anew = this.tune(calls, now) || !live;
    this.read = next;
    this.add(calls);
    this.tell({ count: next, calls, anew });
  }

  forget() {
    this.calls = [];
    this.numbers.clear();
    this.read = null;
  }

  add(calls) {
    for (const call of calls) this.numbers.set(call.number, call);
    this.calls = this.calls.concat(calls);
    for (const call of this.calls.splice(0, this.calls.length - KEPT)) this.numbers.delete(call.number);
  }

  // A call cannot have come after its answer was read, so the least difference is the best guess
  // where the stand-in does not tell its clock. Returns whether times shown so far were wrong.
  tune(calls, now) {
    const quick = calls.findLast(({ method }) => method !== "getUpdates"); // a poll may have come a minute ago
    const at = now ?? (quick ?? calls.at(-1))?.at;
    if (at === undefined) return false;
    const before = this.ahead;
    this.tuned ||= Boolean(now ?? quick);
    this.ahead = Math.min(this.ahead, Date.now() / 1000 - at);
    return before - this.ahead > 1;
  }

  date(at) {
    return Number.isFinite(this.ahead) ? new Date((at + this.ahead) * 1000) : new Date();
  }

  tell({ count, calls = [], anew = false }) {
    this.count = count;
    for (const listener of this.listeners) listener(calls, anew);
  }
}

// What the bot made of its call: null when it was answered as it should.
export function refusal(call, t) {
  if (call.status === 0) return t("uten svar");
  if (call.status !== 200) return [call.status, call.answer?.description].filter(Boolean).join(" ");
  return call.answer ? null : t("ødelagt svar");
}
