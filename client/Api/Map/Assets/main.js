// The live map: wires the layers, the stream and the cards together, and runs the one animation loop.

import { getJson } from "./api.js";
import { CarLayer } from "./cars.js";
import { FrameStream, recordAt } from "./frames.js";
import { listenForGestures } from "./gestures.js";
import { Kpis } from "./kpis.js";
import { Legend } from "./legend.js";
import * as opening from "./opening.js";
import { Panel } from "./panel.js";
import { readNetwork, RoadLayer } from "./roads.js";
import { Search } from "./search.js";
import { showConnection, showScale, showTime } from "./status.js";
import { View, worldX, worldY } from "./view.js";

const byId = id => document.getElementById(id);
const streetMetresPerPixel = 1.1; // how near a selected car is looked at
const clusterZoom = 3; // how much nearer one goes to a cluster that was clicked

const styles = getComputedStyle(document.documentElement);
let colours = new Map();
const colour = name => {
  if (!colours.has(name)) colours.set(name, styles.getPropertyValue(name).trim());
  return colours.get(name);
};

const map = byId("map");
const view = new View();
const roads = new RoadLayer(byId("roads"), view, colour);
const cars = new CarLayer(byId("cars"), view, colour);
const legend = new Legend(byId("legend"), byId("total"), cars.visible);
const kpis = new Kpis(byId("kpis"));
const panel = new Panel(byId("panel"), { closed: deselect, followed: () => follow(!following) });
const stream = new FrameStream(view, opening.frames, { frame: takeFrame, connection: showConnection });
let following = false;
let latest = null; // the last frame and when it came
let flight = null; // a camera move under way
let hasDrawn = false; // whether the last animation frame drew cars
let homeChanges = -1; // the view's changes when the cars alone decided what to show

function takeFrame(frame) {
  const now = performance.now();
  if (latest && latest.frame.table !== frame.table && panel.car) reselect();
  cars.take(frame, now);
  latest = { frame, at: now };
  legend.update(frame);
  kpis.update(frame, now);
  showSelected(now);
  document.documentElement.dataset.frames = cars.number;
  if (!view.home) showBoxOf(frame);
}

/** Before the roads are there, what is shown is what has cars. */
function showBoxOf(frame) {
  if (!frame.records) return;
  let [south, west, north, east] = [90, 180, -90, -180];
  const record = {};
  for (let number = 0; number < frame.records; number++) {
    recordAt(frame, number, record);
    south = Math.min(south, record.latitude);
    north = Math.max(north, record.latitude);
    west = Math.min(west, record.longitude);
    east = Math.max(east, record.longitude);
  }
  view.setHome(south, west, north, east);
  view.showHome();
  homeChanges = view.changes;
}

function fleetTime(now) {
  return latest.frame.time + Math.min(5000, now - latest.at) * latest.frame.pace;
}

function showSelected(now) {
  if (!panel.car || !latest) return;
  const { selected } = cars;
  if (cars.has(selected)) panel.live(cars.state[selected], cars.speed[selected], cars.charge[selected], fleetTime(now));
}

function follow(yes) {
  following = yes;
  panel.showFollowing(yes);
}

/** Where the middle of what the cards leave free lies, relative to the middle of the window. */
function freeCentre() {
  return view.width > 900 ? { x: -120, y: 10 } : { x: 0, y: -view.height * 0.18 };
}

function flyTo(x, y, scale) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  flight = { fromX: view.x, fromY: view.y, fromScale: view.scale, x, y, scale, start: performance.now(), lasts: calm ? 1 : 900 };
}

function moveCamera(now) {
  const target = following && cars.has(cars.selected) ? cars.placeOf(cars.selected, now) : null;
  const centre = freeCentre();
  if (flight) {
    const share = Math.min(1, (now - flight.start) / flight.lasts);
    const eased = share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2;
    view.scale = flight.fromScale * (flight.scale / flight.fromScale) ** eased;
    const to = target ?? flight;
    const x = to.x - centre.x / view.scale;
    const y = to.y - centre.y / view.scale;
    view.moveTo(flight.fromX + (x - flight.fromX) * eased, flight.fromY + (y - flight.fromY) * eased);
    if (share >= 1) flight = null;
  } else if (target) {
    view.moveTo(target.x - centre.x / view.scale, target.y - centre.y / view.scale);
  }
}

/** Opens the panel of a car and goes to it. */
function select(car) {
  choose(car.index);
  panel.open(car);
  follow(true);
  showSelected(performance.now());
  const place = cars.has(car.index)
    ? cars.placeOf(car.index, performance.now())
    : car.latitude === null ? null : { x: worldX(car.longitude), y: worldY(car.latitude) };
  if (!place) return;
  const nearer = view.metresPerPixel > streetMetresPerPixel ? (view.scale * view.metresPerPixel) / streetMetresPerPixel : view.scale;
  flyTo(place.x, place.y, nearer);
}

async function selectVehicle(vehicle) {
  const car = await getJson(`/v1/map/cars?vehicle=${encodeURIComponent(vehicle)}`);
  if (car) select(car);
}

async function selectIndex(index) {
  const car = await getJson(`/v1/map/cars/${index}`);
  if (car) select(car);
}

async function reselect() {
  const car = await getJson(`/v1/map/cars?vehicle=${encodeURIComponent(panel.car.vehicle)}`);
  if (car) choose(car.index);
  else deselect();
}

function choose(index) {
  cars.selected = stream.selected = index;
}

function deselect() {
  choose(-1);
  follow(false);
  flight = null;
  panel.close();
  map.focus({ preventScroll: true });
}

listenForGestures(map, view, {
  moved: zoomed => {
    flight = null;
    if (!zoomed) follow(false);
  },
  clicked: (x, y) => {
    const index = cars.at(x, y, performance.now());
    const cluster = index < 0 ? cars.clusters.at(x, y) : null;
    if (index >= 0) selectIndex(index);
    else if (cluster) flyTo(cluster.x, cluster.y, view.scale * clusterZoom);
    else if (panel.car) deselect();
  },
  hovered: (x, y) => map.classList.toggle("over-car", cars.at(x, y, performance.now()) >= 0 || cars.clusters.at(x, y) !== null),
  escaped: deselect,
});
new Search(byId("search-form"), byId("search"), byId("found"), selectVehicle);
byId("zoom-in").addEventListener("click", () => view.zoomAt(1.6, view.width / 2, view.height / 2));
byId("zoom-out").addEventListener("click", () => view.zoomAt(1 / 1.6, view.width / 2, view.height / 2));
byId("zoom-all").addEventListener("click", () => {
  follow(false);
  flight = null;
  view.showHome();
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  colours = new Map();
  cars.invalidate();
  roads.invalidate();
});

new ResizeObserver(() => {
  view.resize(map.clientWidth, map.clientHeight);
  if (!latest) view.showHome();
}).observe(map);

async function loadNetwork() {
  const response = await opening.network;
  if (!response.ok) {
    byId("place").textContent = "No roads loaded";
    return;
  }
  const network = readNetwork(await response.arrayBuffer());
  const { south, west, north, east } = network.bounds;
  roads.network = network;
  roads.invalidate();
  const untouched = !view.home || view.changes === homeChanges;
  view.setHome(south, west, north, east);
  if (untouched) view.showHome();
  byId("place").textContent = network.name;
  document.title = `${network.name} – FleetActors`;
}

function animate(now) {
  // Milliseconds from asking for the page to the animation frame after the one that drew the first cars: they are on screen.
  if (hasDrawn) document.documentElement.dataset.firstFrameMs ??= Math.round(performance.now());
  hasDrawn = latest !== null;
  moveCamera(now);
  roads.update(now);
  cars.draw(now);
  stream.update(now);
  if (latest) showTime(fleetTime(now), latest.frame);
  showScale(view);
  requestAnimationFrame(animate);
}

// Roads and cars have been asked for at the same time: whichever comes first is shown.
view.resize(map.clientWidth, map.clientHeight);
loadNetwork().catch(() => (byId("place").textContent = "No roads loaded"));
requestAnimationFrame(animate);
stream.update(performance.now());
