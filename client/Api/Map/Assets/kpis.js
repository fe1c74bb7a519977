// The strip of key figures: what the frames say of the cars, and what /v1/kpis says of the business, where it does.

import { getJson } from "./api.js";

const askEvery = 5000;
const whole = new Intl.NumberFormat();

export class Kpis {
  constructor(list) {
    this.list = list;
    this.values = new Map();
    this.askedAt = -Infinity;
  }

  /** Called with every frame. */
  update(frame, now) {
    if (now - this.askedAt >= askEvery) {
      this.askedAt = now;
      this.ask();
    }
    const inUse = frame.counts[3] + frame.counts[4];
    const usable = frame.cars - frame.counts[6];
    this.show("In use", usable > 0 ? `${Math.round((100 * inUse) / usable)} %` : "–");
    this.show("Available", whole.format(frame.counts[1]));
  }

  async ask() {
    const kpis = await getJson("/v1/kpis").catch(() => null);
    if (!kpis) return;
    if (Number.isFinite(kpis.openContracts)) this.show("Open contracts", whole.format(kpis.openContracts));
    if (Number.isFinite(kpis.tripsToday)) this.show("Trips today", whole.format(kpis.tripsToday));
    if (kpis.revenueToday) this.show("Revenue today", money(kpis.revenueToday));
  }

  show(name, text) {
    let value = this.values.get(name);
    if (!value) {
      const row = document.createElement("div");
      const term = document.createElement("dt");
      term.textContent = name;
      value = document.createElement("dd");
      row.append(term, value);
      this.list.append(row);
      this.values.set(name, value);
    }
    if (value.textContent !== text) value.textContent = text;
  }
}

function money({ amount, currency }) {
  return new Intl.NumberFormat(undefined, { style: "currency", currency, maximumFractionDigits: 0 }).format(Number(amount));
}
