// Telegram itself: down, late, out of order, with the wrong time.

import { deed, group, number, toggle } from "./desk-rows.js";
import { post } from "./telegram.js";
import { make } from "./desk-parts.js";
import { language, t } from "./words.js";

const HOUR = 3600;
const hours = (seconds) => (seconds / HOUR).toLocaleString(language, { maximumFractionDigits: 2 });

export function telegramGroup(standing) {
  const flip = (what) => (on) => post("switches", { [what]: on });
  const outage = toggle(t("Telegram er nede"), t("Ingen kall kommer gjennom før du slår av igjen."), flip("outage"));
  const paused = toggle(t("Hold tilbake oppdateringer"), t("Det folk skriver, når ikke boten før du slår av igjen."), flip("paused"));
  const again = number(t("ganger"), 1, { max: 100, unit: t("ganger") });
  const batches = number(t("ganger"), 1, { max: 100, unit: t("ganger") });
  const shift = (by) => () => post("switches", { clock_shift: by === 0 ? 0 : standing.state.clock_shift + by });
  const shown = make("p", { className: "desk-note" });
  standing.listeners.push((topic) => {
    if (topic !== "state") return;
    const { outage: down, paused: held, pending_updates: n, clock_shift: off, webhook } = standing.state;
    outage.set(down);
    paused.set(held);
    shown.textContent = [
      n === 1 ? t("1 oppdatering venter på boten.") : t("{n} oppdateringer venter på boten.", { n }),
      off ? off > 0 ? t("Klokka går {n} t for fort.", { n: hours(off) }) : t("Klokka går {n} t for sakte.", { n: hours(-off) }) : t("Klokka går rett."),
      webhook ? t("De sendes til {url}.", { url: webhook }) : "",
    ].filter(Boolean).join(" ");
  });
  const rows = [
    outage, paused,
    deed(t("Giftig oppdatering"), t("Boten får en oppdatering som ikke kan leses."), () => post("switches", { poison: true })),
    deed(t("Lever på nytt"), t("Bekreftelsen går tapt: de samme oppdateringene kommer igjen."),
      () => post("switches", { redeliver: Number(again.value) }), [again]),
    deed(t("Uorden"), t("De neste oppdateringene kommer i omvendt rekkefølge."),
      () => post("switches", { disorder: Number(batches.value) }), [batches]),
    deed(t("Glem det som venter"), t("Oppdateringene boten ikke har hentet, blir borte."), () => post("switches", { forget: true })),
    deed(t("Klokka +1 t"), t("Telegrams klokke går en time for fort, og gamle knapper går ut."), shift(HOUR)),
    deed(t("Klokka +24 t"), t("Et døgn går: meldinger boten ikke har hentet, er glemt."), shift(24 * HOUR)),
    deed(t("Klokka tilbake"), t("Telegrams klokke går rett igjen."), shift(0)),
  ];
  return group("Telegram", "", shown, rows.map((row) => row.root));
}
