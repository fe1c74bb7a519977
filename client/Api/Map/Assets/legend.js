// Live counts by state; each row is a switch that shows or hides the cars of its state.

import { stateCount, states } from "./states.js";

const format = new Intl.NumberFormat();

export class Legend {
  constructor(list, total, visible) {
    this.total = total;
    this.counts = [];
    for (let state = 1; state < stateCount; state++) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.state = state;
      button.setAttribute("aria-pressed", "true");
      button.style.setProperty("--swatch", `var(--state-${state})`);
      button.title = "Show or hide; double-click to show only these";
      const swatch = document.createElement("i");
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = states[state].name;
      const count = document.createElement("span");
      count.className = "count";
      count.textContent = "–";
      button.append(swatch, name, count);
      button.addEventListener("click", () => this.show(state, !visible[state]));
      button.addEventListener("dblclick", () => this.showOnly(state));
      const row = document.createElement("li");
      row.append(button);
      list.append(row);
      this.counts[state] = { button, count };
    }
    this.visible = visible;
  }

  show(state, shown) {
    this.visible[state] = shown;
    this.counts[state].button.setAttribute("aria-pressed", String(shown));
  }

  showOnly(state) {
    // A second time brings all of them back.
    const alone = this.counts.every((_, other) => other === state || !this.visible[other]);
    for (let other = 1; other < stateCount; other++) this.show(other, alone || other === state);
  }

  update(frame) {
    this.total.textContent = format.format(frame.cars);
    for (let state = 1; state < stateCount; state++) {
      const text = format.format(frame.counts[state]);
      const { count } = this.counts[state];
      if (count.textContent !== text) count.textContent = text;
    }
  }
}
