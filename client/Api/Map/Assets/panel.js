// The selected car: what the frames say every second, what the server says every few seconds, and its commands.

import { getJson } from "./api.js";
import { commandKinds, send } from "./commands.js";
import { states } from "./states.js";

const refreshEvery = 3000;
const unknownCharge = 255;

const element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

export class Panel {
  constructor(root, { closed, followed }) {
    this.root = root;
    this.onFollow = followed;
    this.onClose = closed;
    this.car = null;
    root.addEventListener("keydown", event => event.key === "Escape" && this.onClose());
  }

  /** Shows a car as the server describes it. */
  open(car) {
    this.car = car;
    this.openedFor = car.vehicle;
    this.build();
    this.root.hidden = false;
    this.describe(car);
    clearInterval(this.timer);
    this.timer = setInterval(() => this.refresh(), refreshEvery);
  }

  close() {
    clearInterval(this.timer);
    this.car = null;
    this.root.hidden = true;
  }

  build() {
    const title = element("h2");
    const subtitle = element("p");
    const close = element("button", "close", "×");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => this.onClose());
    const names = element("div");
    names.append(title, subtitle);
    const header = element("header");
    header.append(names, close);

    const state = element("span", "badge");
    const dot = element("i");
    const stateName = element("span");
    state.append(dot, stateName);
    this.follow = element("button", "follow");
    this.follow.type = "button";
    this.follow.addEventListener("click", () => this.onFollow());
    const badges = element("div", "badges");
    badges.append(state, this.follow);

    const charge = element("dl", "charge");
    const chargeText = element("dd", "", "–");
    const track = element("div", "track");
    const bar = element("i");
    track.append(bar);
    charge.append(element("dt", "", "Charge"), chargeText, track);

    const facts = element("dl", "facts");
    const fact = name => {
      const row = element("div");
      const value = element("dd", "", "–");
      row.append(element("dt", "", name), value);
      facts.append(row);
      return value;
    };
    this.parts = {
      title, subtitle, state, stateName, chargeText, track, bar,
      speed: fact("Speed"), odometer: fact("Odometer"), contract: fact("Contract"), contact: fact("Last contact"),
    };

    const actions = element("div", "actions");
    const commands = element("ul", "commands");
    commands.setAttribute("aria-label", "Commands sent");
    commands.setAttribute("aria-live", "polite");
    for (const kind of commandKinds) {
      const button = element("button", kind.wide ? "wide" : "", kind.name);
      button.type = "button";
      button.dataset.command = kind.kind;
      button.addEventListener("click", () => this.run(button, kind, commands));
      actions.append(button);
    }
    this.root.replaceChildren(header, badges, charge, facts, actions, commands);
  }

  async run(button, kind, commands) {
    button.disabled = true; // no double command by a double click
    setTimeout(() => (button.disabled = false), 1000);
    await send(this.car.vehicle, kind, commands);
    if (this.car) this.refresh();
  }

  async refresh() {
    const asked = this.openedFor;
    const car = await getJson(`/v1/map/cars?vehicle=${encodeURIComponent(asked)}`).catch(() => null);
    if (!car || !this.car || asked !== this.openedFor) return;
    this.car = car;
    this.describe(car);
  }

  /** What only the server knows. */
  describe(car) {
    const { parts } = this;
    set(parts.title, car.plate || car.vehicle);
    set(parts.subtitle, [car.model, car.plate ? car.vehicle : ""].filter(Boolean).join(" · "));
    set(parts.odometer, `${(car.odometerMetres / 1000).toLocaleString(undefined, { maximumFractionDigits: 1, minimumFractionDigits: 1 })} km`);
    set(parts.contract, car.contract ?? "None");
    this.contactAt = car.lastContactAt ? Date.parse(car.lastContactAt) : null;
    this.showState(car.state);
  }

  /** What each frame says. */
  live(state, speed, charge, now) {
    const { parts } = this;
    this.showState(state);
    set(parts.speed, speed === 0 ? "Standing still" : `${speed} km/h`);
    const known = charge !== unknownCharge;
    set(parts.chargeText, known ? `${charge} %` : "Unknown");
    parts.bar.style.width = known ? `${charge}%` : "0";
    parts.track.classList.toggle("low", charge < 15);
    set(parts.contact, this.contactAt === null ? "Never" : ago(now - this.contactAt));
  }

  showState(state) {
    this.parts.state.style.setProperty("--swatch", `var(--state-${state})`);
    set(this.parts.stateName, states[state]?.name ?? "Unknown");
  }

  showFollowing(following) {
    if (!this.follow) return;
    this.follow.setAttribute("aria-pressed", String(following));
    set(this.follow, following ? "Following" : "Follow");
  }
}

function set(part, text) {
  if (part.textContent !== text) part.textContent = text;
}

function ago(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 10) return "Just now";
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86400)} days ago`;
}
