// The guided tour: a card beside the chats that follows what one does.

import { button, chatName, gathered, keep, kept, make } from "./desk-parts.js";
import { ask, post } from "./telegram.js";
import { either, t } from "./words.js";

const PAUSE = 200; // the guide is asked again after any message, at most so often (ms)

export function mountTour(hub, standing, breakThings) {
  const tour = new Tour(hub, standing, breakThings);
  const main = document.querySelector("main");
  const stage = make("div", { className: "stage" });
  main.replaceWith(stage);
  stage.append(tour.root, main);
  return tour;
}

class Tour {
  constructor(hub, standing, breakThings) {
    Object.assign(this, { hub, standing, breakThings, guide: null, chosen: null });
    this.hidden = kept("tour", "shown") === "hidden";
    this.folded = false; // on a phone only
    this.said = make("p", { className: "unseen", "aria-live": "polite" });
    this.card = make("div", { className: "tour-card" });
    this.root = make("aside", { className: "tour", "aria-label": t("Omvisning"), hidden: true }, this.said, this.card);
    this.opener = button(t("Omvisning"), () => this.hide(false), "quiet desk-tour");
    this.opener.hidden = true;
    const read = gathered(() => this.read(), PAUSE);
    for (const topic of ["guide", "chat:", "users", "calls"]) hub.on(topic, read);
    standing.listeners.push((topic) => { if (topic === "people") this.draw(); });
  }

  get steps() { return this.guide?.steps ?? []; }
  get next() { return this.steps.findIndex((step) => !step.done); }

  async read() {
    const before = this.steps;
    this.guide = await ask("guide").catch(() => null); // a stand-in that knows of no tour
    const news = this.steps.findIndex((step, n) => step.done && before[n] && !before[n].done);
    if (news >= 0) {
      this.chosen = null; // on to the next one
      this.said.textContent = this.next < 0 ? t("Omvisningen er ferdig.")
        : t("Steg {n} er gjort: {title}", { n: news + 1, title: either(this.steps[news].title) });
    }
    if (JSON.stringify(before) !== JSON.stringify(this.steps)) this.draw();
  }

  hide(hidden) {
    this.hidden = hidden;
    keep("tour", hidden ? "hidden" : "shown");
    this.draw();
    (hidden ? this.opener : this.card.querySelector("button"))?.focus();
  }

  fold() {
    this.folded = !this.folded;
    this.draw();
    this.card.querySelector(".tour-fold").focus();
  }

  draw() {
    const there = this.steps.length > 0;
    this.root.hidden = !there || this.hidden;
    this.opener.hidden = !there || !this.hidden;
    if (!there) return;
    const held = this.card.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    this.root.classList.toggle("folded", this.folded);
    this.card.replaceChildren(this.head(), this.list(), ...(this.next < 0 ? [this.end()] : []));
    if (held) (this.card.querySelector(`[data-place="${held}"]`) ?? this.card.querySelector("button")).focus();
  }

  head() {
    const done = this.steps.filter((step) => step.done).length;
    const now = this.steps[this.chosen ?? this.next];
    const fold = button(this.folded ? t("Vis") : t("Fold sammen"), () => this.fold(), "quiet tour-fold");
    fold.setAttribute("aria-expanded", !this.folded);
    const hide = button(t("Skjul"), () => this.hide(true));
    fold.dataset.place = "fold";
    hide.dataset.place = "hide";
    return make("header", {},
      make("div", {}, make("h2", {}, either(this.guide.title)),
        make("p", { className: "tour-far" }, t("{done} av {total} gjort", { done, total: this.steps.length })),
        make("p", { className: "tour-now" }, now ? either(now.title) : t("Ferdig!"))),
      fold, hide);
  }

  list() {
    const shown = this.chosen ?? this.next;
    return make("ol", {}, this.steps.map((step, n) => {
      const title = make("button", { type: "button", className: "tour-title", onclick: () => { this.chosen = n; this.draw(); } },
        make("span", { className: "tick", "aria-hidden": "true" }, step.done ? "✓" : `${n + 1}`), either(step.title),
        step.done ? make("span", { className: "unseen" }, ` (${t("gjort")})`) : null);
      title.dataset.place = `title-${n}`;
      title.setAttribute("aria-expanded", n === shown);
      const item = make("li", { className: [step.done && "done", n === shown && "current"].filter(Boolean).join(" ") }, title);
      if (n === shown) item.append(this.body(step, n));
      return item;
    }));
  }

  body(step, n) {
    const problem = make("p", { className: "bad", "aria-live": "polite" });
    const actions = step.actions.map(({ label, person }, j) => {
      const act = button(either(label), async () => {
        problem.textContent = "";
        try {
          await post("guide", { step: n, action: j });
          if (person ?? step.person) await this.hub.openChat(person ?? step.person);
          this.card.querySelector(`[data-place="action-${n}-${j}"]`)?.focus({ preventScroll: true }); // not off to the chat
        } catch (error) { problem.textContent = t("Det gikk ikke: {why}", { why: error.message }); }
      }, step.done ? "quiet" : "");
      act.dataset.place = `action-${n}-${j}`;
      return act;
    });
    if (step.person !== null) {
      const look = button(t("Vis samtalen til {name}", { name: chatName(this.standing, step.person) }), () => this.hub.openChat(step.person));
      look.dataset.place = `look-${n}`;
      actions.push(look);
    }
    return make("div", { className: "tour-body" }, make("p", {}, either(step.text)), make("p", { className: "tour-acts" }, actions), problem);
  }

  end() {
    const act = button(t("Prøv å ødelegge noe"), () => this.breakThings(), "");
    act.dataset.place = "end";
    return make("div", { className: "tour-end" },
      make("p", {}, make("b", {}, t("Det var det hele. Godt gjort!"))),
      make("p", {}, t("Nå kan du det viktigste. Tror du på det? Mist et svar, sett en fartsgrense eller blokker boten, og se at regnskapet fortsatt stemmer.")),
      act);
  }
}
