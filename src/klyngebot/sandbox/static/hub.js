// The one stream of events, what everybody needs to know, and who wants to hear what.
//
//   hub.on("chat:5", (topics) => …)   one topic
//   hub.on("answer:", (topics) => …)  all that begin so
//   hub.on("", (topics) => …)         all of them
//
// A callback runs at once after a (re)connection, with ["everything"]. It never runs twice at the
// same time: what changes meanwhile makes it run once more afterwards.

import { ask, telegram } from "./telegram.js";

const ABOUT_CHATS = /^(everything|users|commands|chat:.*)$/;

class Hub {
  #listeners = new Set();
  #opener = () => {};
  #lines = new Set();
  #known = new Set();
  connected = null; // not known yet

  get bot() { return telegram.bot; }
  get users() { return telegram.users; }
  get chats() { return telegram.chats; }
  user(id) { return this.users.find((user) => user.id === id); }
  chat(id) { return this.chats.find((chat) => chat.id === id); }

  on(topic, callback) {
    const listener = { topic, callback, running: false, waiting: null };
    this.#listeners.add(listener);
    if (this.connected) this.#tell(listener, ["everything"]);
    return () => this.#listeners.delete(listener);
  }

  // Runs whenever hub.users and hub.chats have been fetched.
  onChats(callback) {
    this.#known.add(callback);
    return () => this.#known.delete(callback);
  }

  async refresh() {
    const [users, chats, { profile }] = await Promise.all([ask("users"), ask("chats"), ask("commands")]);
    Object.assign(telegram, { users, chats, profile });
    for (const callback of [...this.#known]) callback();
  }

  // Brings the pane of a chat into view; the panes say how.
  openChat(id) { return this.#opener(id); }
  opensChatsWith(opener) { this.#opener = opener; }

  onLine(callback) { this.#lines.add(callback); }

  async start() {
    telegram.bot = (await ask("ready")).bot;
    this.on("", async (topics) => {
      if (topics.some((topic) => ABOUT_CHATS.test(topic))) await this.refresh();
    });
    const events = new EventSource("/sandbox/events");
    events.addEventListener("open", () => this.#line(true));
    events.addEventListener("error", () => this.#line(false));
    events.addEventListener("message", (event) => this.changed(JSON.parse(event.data)));
  }

  changed(topics) {
    const all = topics.includes("everything");
    for (const listener of [...this.#listeners]) {
      const { topic } = listener;
      const prefix = topic === "" || topic.endsWith(":");
      const mine = topics.filter((name) => name === topic || (prefix && name.startsWith(topic)));
      if (all) this.#tell(listener, ["everything"]);
      else if (mine.length) this.#tell(listener, mine);
    }
  }

  async #tell(listener, topics) {
    if (listener.running) {
      listener.waiting = [...new Set([...(listener.waiting ?? []), ...topics])];
      return;
    }
    listener.running = true;
    try {
      await listener.callback(topics);
    } catch (error) {
      console.warn(listener.topic, error);
    }
    listener.running = false;
    const { waiting } = listener;
    listener.waiting = null;
    if (waiting) this.#tell(listener, waiting);
  }

  #line(connected) {
    this.connected = connected;
    for (const callback of this.#lines) callback(connected);
  }
}

export const hub = new Hub();
