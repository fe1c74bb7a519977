// Runs of simulated fleets: a button, and a card that lists, steers and creates them. Knows nothing of the map.

import { call, getJson, newCommandId } from "./api.js";

const refreshMs = 1000;
const verbsOf = {
  ready: ["start", "stop"],
  preparing: ["pause", "stop"],
  running: ["pause", "checkpoint", "stop"],
  paused: ["start", "checkpoint", "stop"],
  stopped: ["resume", "delete"],
  failed: ["resume", "delete"],
  finished: ["delete"],
};

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const said = element("p", { className: "runs-said" });
said.setAttribute("role", "status");
const list = element("ul", { className: "runs-list" });
const vehicles = element("input", { type: "number", min: 1, max: 20000, value: 200, required: true });
const seed = element("input", { type: "number", value: 1, required: true });
const speed = element("select", {}, ...["max", "60", "600", "3600"].map(value => element("option", { value, textContent: value === "max" ? "as fast as it goes" : `${value} times` })));
const policy = element("select", {}, ...["dispatch=nearest", "dispatch=batch", "dispatch=batch,reposition=demand", "pricing=demand"].map(value => element("option", { value, textContent: value })));
const form = element("form", { className: "runs-new" },
  element("label", {}, "Cars", vehicles), element("label", {}, "Seed", seed),
  element("label", {}, "Speed", speed), element("label", {}, "Policies", policy),
  element("button", { type: "submit", textContent: "Run a day of a city" }));
const card = element("section", { className: "card runs", hidden: true, id: "runs" }, element("h2", { textContent: "Simulations" }), list, form, said);
card.setAttribute("aria-label", "Simulations");
const opener = element("button", { type: "button", className: "card runs-open", textContent: "Simulations" });
opener.setAttribute("aria-controls", "runs");
opener.setAttribute("aria-expanded", "false");
document.body.append(opener, card);
let timer = 0;

async function send(method, path, body) {
  const response = await call(path, {
    method,
    headers: { "Idempotency-Key": newCommandId(), ...(body ? { "Content-Type": "application/json" } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  const problem = response.ok ? null : await response.json().catch(() => null);
  said.textContent = response.ok ? "" : problem?.detail ?? `The server answered ${response.status}.`;
  await refresh();
}

function steer(run, verb) {
  const path = `/v1/simulations/${encodeURIComponent(run.id)}`;
  return verb === "delete" ? send("DELETE", path) : send("POST", `${path}/${verb}`);
}

async function download(run) {
  const response = await call(`/v1/simulations/${encodeURIComponent(run.id)}/results/report.html`);
  if (!response.ok) return;
  const url = URL.createObjectURL(await response.blob());
  element("a", { href: url, download: `${run.id}.html` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function row(run) {
  const kpis = run.kpis;
  const clock = run.now ? run.now.slice(0, 16).replace("T", " ") : "";
  const buttons = element("div", { className: "runs-buttons" },
    ...(verbsOf[run.state] ?? []).map(verb => element("button", { type: "button", textContent: verb, onclick: () => steer(run, verb) })));
  if (run.state === "finished") buttons.prepend(element("button", { type: "button", textContent: "report", onclick: () => download(run) }));
  buttons.setAttribute("role", "group");
  buttons.setAttribute("aria-label", `Steer ${run.id}`);
  const lines = [`${run.state} · ${clock}`, kpis ? `${kpis.requests} requests, ${kpis.served} served, ${kpis.revenue.amount} ${kpis.revenue.currency}` : "", run.error ?? ""];
  return element("li", {}, element("b", { textContent: `${run.id}: ${run.name ?? ""}` }),
    element("progress", { max: 100, value: run.percentDone }),
    ...lines.filter(Boolean).map(text => element("span", { textContent: text })), buttons);
}

async function refresh() {
  const answer = await getJson("/v1/simulations");
  const items = answer?.items ?? [];
  const held = document.activeElement?.closest?.(".runs-list") ? document.activeElement.textContent : null;
  list.replaceChildren(...(items.length ? items.map(row) : [element("li", { className: "runs-empty", textContent: answer ? "None yet." : "This server runs no simulations, or the key may not see them." })]));
  if (held) [...list.querySelectorAll("button")].find(button => button.textContent === held)?.focus();
}

opener.addEventListener("click", () => {
  card.hidden = !card.hidden;
  opener.setAttribute("aria-expanded", String(!card.hidden));
  clearInterval(timer);
  if (card.hidden) return;
  refresh();
  timer = setInterval(refresh, refreshMs);
});

form.addEventListener("submit", event => {
  event.preventDefault();
  send("POST", "/v1/simulations", {
    vehicles: Number(vehicles.value), seed: Number(seed.value), policy: policy.value, results: ["parquet", "csv"],
    ...(speed.value === "max" ? {} : { speed: Number(speed.value) }),
  });
});
