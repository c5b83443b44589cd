// How things stand: people, faults, limits, and the state of Telegram and of the bot.

import { gathered } from "./desk-parts.js";
import { ask } from "./telegram.js";
import { t } from "./words.js";

const PAUSE = 150; // updates come and go with every message (ms)
const UNKNOWN = { pending_updates: 0, outage: false, paused: false, clock_shift: 0, process: null };

export class Standing {
  constructor(hub) {
    Object.assign(this, { hub, faults: [], limits: null, breaches: [], windows: [], state: UNKNOWN });
    this.listeners = [];
    this.struck = []; // faults that met their call, newest last
    const read = (topic, deed, pause) => gathered(async () => { await deed(); this.tell(topic); }, pause);
    this.readFaults = read("faults", () => this.readFaultList());
    this.readLimits = read("limits", async () => Object.assign(this, { windows: [] }, await ask("limits")));
    this.readState = read("state", async () => { this.state = { ...UNKNOWN, ...await ask("state") }; }, PAUSE);
    hub.onChats(() => this.tell("people"));
    for (const topic of ["state", "updates"]) hub.on(topic, this.readState);
    hub.on("faults", this.readFaults);
    hub.on("limits", this.readLimits);
  }

  get users() { return this.hub.users; }
  get chats() { return this.hub.chats; }

  async readFaultList() {
    const faults = await ask("faults");
    const left = faults.map(identity);
    for (const old of this.faults) { // the list keeps its order: what is gone has struck for the last time
      const at = left.indexOf(identity(old));
      if (at < 0 ? !this.cleared : faults[at].used > old.used) this.struck.push({ ...old, at: new Date() });
      if (at >= 0) left[at] = null;
    }
    this.cleared = false;
    this.struck.splice(0, this.struck.length - 100);
    this.faults = faults;
  }

  tell(topic) {
    for (const listener of this.listeners) listener(topic);
  }

  // One line for whoever does not look closer.
  line(calls) {
    const { faults, limits, state } = this;
    const waiting = faults.length;
    return [
      calls === 1 ? t("1 kall") : t("{n} kall", { n: calls }),
      waiting === 0 ? "" : waiting === 1 ? t("1 feil venter") : t("{n} feil venter", { n: waiting }),
      limits ? t("fartsgrense på") : "",
      state.outage ? t("Telegram er nede") : "",
      state.paused ? t("oppdateringer holdes tilbake") : "",
      state.clock_shift ? t("klokka går feil") : "",
      state.process ? (state.process.running ? t("boten kjører") : t("boten er stoppet")) : "",
    ].filter(Boolean).join(" · ");
  }
}

const identity = (fault) => JSON.stringify({ ...fault, used: 0 });
