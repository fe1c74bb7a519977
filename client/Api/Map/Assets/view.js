// Where the map looks: a Web Mercator centre and a scale. World coordinates run from 0 to 1 over the whole earth.

const earthMetres = 40075016.686;

export const worldX = longitude => (longitude + 180) / 360;
export const worldY = latitude => {
  const sin = Math.sin((Math.max(-85.05, Math.min(85.05, latitude)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
};
export const longitudeOf = x => x * 360 - 180;
export const latitudeOf = y => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

export class View {
  constructor() {
    this.x = 0.5; // centre, world coordinates
    this.y = 0.5;
    this.scale = 1000; // CSS pixels for the whole earth's width
    this.width = 1;
    this.height = 1;
    this.home = null;
    this.changes = 0; // grows with every change, so that layers know when to draw
  }

  get metresPerPixel() {
    return (earthMetres * Math.cos((latitudeOf(this.y) * Math.PI) / 180)) / this.scale;
  }

  screenX(x) { return (x - this.x) * this.scale + this.width / 2; }
  screenY(y) { return (y - this.y) * this.scale + this.height / 2; }
  worldXAt(px) { return (px - this.width / 2) / this.scale + this.x; }
  worldYAt(py) { return (py - this.height / 2) / this.scale + this.y; }

  resize(width, height) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    this.changes++;
  }

  moveTo(x, y) {
    this.x = Math.max(0, Math.min(1, x));
    this.y = Math.max(0, Math.min(1, y));
    this.changes++;
  }

  pan(dx, dy) { this.moveTo(this.x - dx / this.scale, this.y - dy / this.scale); }

  /** Zooms by a factor so that what is under a pixel stays there. */
  zoomAt(factor, px, py) {
    const x = this.worldXAt(px);
    const y = this.worldYAt(py);
    const farthest = this.home ? this.homeScale() / 4 : 300;
    this.scale = Math.max(farthest, Math.min(earthMetres * 12, this.scale * factor));
    this.moveTo(x - (px - this.width / 2) / this.scale, y - (py - this.height / 2) / this.scale);
  }

  /** Remembers the box (degrees) that "show everything" shows. */
  setHome(south, west, north, east) {
    this.home = { west: worldX(west), east: worldX(east), north: worldY(north), south: worldY(south) };
  }

  homeScale() {
    const { west, east, north, south } = this.home;
    const wide = this.width > 700;
    const roomX = this.width - (wide ? 120 : 32);
    const roomY = this.height - (wide ? 150 : 260);
    return Math.max(300, Math.min(roomX / Math.max(1e-9, east - west), Math.max(120, roomY) / Math.max(1e-9, south - north)));
  }

  showHome() {
    if (!this.home) return;
    const { west, east, north, south } = this.home;
    this.scale = this.homeScale();
    this.moveTo((west + east) / 2, (north + south) / 2 - 25 / this.scale);
  }

  /** The visible box in degrees, widened on each side by a share of its size. */
  box(margin) {
    const dx = (this.width / this.scale) * (0.5 + margin);
    const dy = (this.height / this.scale) * (0.5 + margin);
    return {
      south: latitudeOf(Math.min(1, this.y + dy)), west: Math.max(-180, longitudeOf(this.x - dx)),
      north: latitudeOf(Math.max(0, this.y - dy)), east: Math.min(180, longitudeOf(this.x + dx)),
    };
  }
}
