// Sends remote commands to a car and shows how each goes from queued over sent to acknowledged.

import { call, getJson, newCommandId } from "./api.js";

const steps = ["queued", "sent", "acknowledged"];
const words = { queued: "Queued", sent: "Sent", acknowledged: "Acknowledged", failed: "Failed", timedout: "Timed out" };
const askEvery = 500;
const askAtMost = 240; // two minutes
const keep = 3;

export const commandKinds = [
  { kind: "lock", name: "Lock" },
  { kind: "unlock", name: "Unlock" },
  { kind: "honk-and-flash", name: "Honk and flash", wide: true },
];

/** Posts the command and keeps its row in the list up to date until its life has ended. */
export async function send(vehicle, { kind, name }, list) {
  const id = newCommandId();
  const row = newRow(list, name);
  show(row, "queued");
  try {
    const response = await call(`/v1/vehicles/${encodeURIComponent(vehicle)}/commands`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": id },
      body: JSON.stringify({ kind }),
    });
    const answer = await response.json().catch(() => null);
    if (!response.ok) {
      show(row, "failed", answer?.detail ?? answer?.title ?? `Refused (${response.status})`);
      return;
    }
    show(row, answer?.stage ?? "queued");
    await watch(vehicle, id, row);
  } catch {
    // Nothing is known: it may have arrived. The server has the last word when it can be asked again.
    show(row, "failed", "Outcome unknown: no connection");
  }
}

async function watch(vehicle, id, row) {
  for (let asked = 0; asked < askAtMost && row.isConnected && !row.dataset.ended; asked++) {
    await new Promise(resume => setTimeout(resume, askEvery));
    const answer = await getJson(`/v1/vehicles/${encodeURIComponent(vehicle)}/commands/${encodeURIComponent(id)}`).catch(() => null);
    if (answer) show(row, answer.stage, answer.detail);
  }
}

function newRow(list, name) {
  const row = document.createElement("li");
  const line = document.createElement("div");
  line.className = "row";
  const title = document.createElement("b");
  title.textContent = name;
  const status = document.createElement("span");
  status.className = "status";
  line.append(title, status);
  const bar = document.createElement("div");
  bar.className = "steps";
  bar.setAttribute("aria-hidden", "true");
  bar.append(...steps.map(() => document.createElement("i")));
  row.append(line, bar);
  list.prepend(row);
  while (list.children.length > keep) list.lastChild.remove();
  return row;
}

function show(row, status, reason) {
  const key = String(status).toLowerCase().replaceAll(/[_-]/g, "");
  const failed = key === "failed" || key === "timedout";
  const reached = steps.indexOf(key);
  row.classList.toggle("acknowledged", key === "acknowledged");
  row.classList.toggle("failed", failed);
  if (failed || key === "acknowledged") row.dataset.ended = "yes";
  const text = reason ? `${words[key] ?? status}: ${reason}` : words[key] ?? status;
  const shown = row.querySelector(".status");
  if (shown.textContent !== text) shown.textContent = text;
  row.querySelectorAll(".steps i").forEach((step, number) => step.classList.toggle("done", number <= reached || (failed && number === 0)));
}
