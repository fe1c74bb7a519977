// Finds cars by id or plate while one types. A list box in the sense of ARIA: arrows choose, Enter takes, Escape closes.

import { getJson } from "./api.js";

const typingPause = 160;
const most = 8;

export class Search {
  constructor(form, input, list, chosen) {
    this.input = input;
    this.list = list;
    this.chosen = chosen;
    this.found = [];
    this.active = -1;
    this.asked = 0;
    input.addEventListener("input", () => this.later());
    input.addEventListener("focus", () => this.found.length && this.open(true));
    input.addEventListener("blur", () => setTimeout(() => this.open(false), 150));
    input.addEventListener("keydown", event => this.key(event));
    form.addEventListener("submit", event => {
      event.preventDefault();
      this.enter();
    });
    document.addEventListener("keydown", event => {
      if (event.key !== "/" || event.target.closest?.("input, dialog")) return;
      event.preventDefault();
      input.focus();
      input.select();
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), typingPause);
  }

  async ask() {
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    const asked = ++this.asked;
    if (!text) {
      this.found = [];
      this.open(false);
      return;
    }
    const answer = await getJson(`/v1/vehicles?q=${encodeURIComponent(text)}&limit=${most}`).catch(() => null);
    if (asked !== this.asked) return; // a later question is under way
    this.found = (answer?.items ?? []).slice(0, most);
    this.render();
  }

  render() {
    this.active = this.found.length ? 0 : -1;
    this.list.replaceChildren(...this.found.map((vehicle, number) => {
      const row = document.createElement("li");
      row.id = `found-${number}`;
      row.role = "option";
      const title = document.createElement("b");
      title.textContent = vehicle.plate || vehicle.id;
      const detail = document.createElement("span");
      detail.textContent = vehicle.plate ? vehicle.id : vehicle.model ?? "";
      row.append(title, detail);
      row.addEventListener("pointerdown", event => {
        event.preventDefault();
        this.take(number);
      });
      return row;
    }));
    if (!this.found.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = "No car with this id or plate";
      this.list.append(none);
    }
    this.mark();
    this.open(true);
  }

  mark() {
    [...this.list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === this.active)));
    this.input.setAttribute("aria-activedescendant", this.active >= 0 ? `found-${this.active}` : "");
  }

  key(event) {
    if (event.key === "Escape") {
      this.input.blur();
      this.open(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.found.length) {
      event.preventDefault();
      this.active = (this.active + (event.key === "ArrowDown" ? 1 : -1) + this.found.length) % this.found.length;
      this.mark();
    }
  }

  async enter() {
    await this.ask();
    if (this.active >= 0) this.take(this.active);
  }

  take(number) {
    const vehicle = this.found[number];
    this.open(false);
    this.input.blur();
    this.chosen(vehicle.id);
  }

  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
  }
}
