// Draw the countries of the world for the map of the region: Natural Earth 1:50m (public domain), simplified.
import { readFileSync, writeFileSync } from "node:fs";

const TOLERANCE = 0.3; // degrees: the map shows borders schematically
const UNIT = 0.1; // degrees: coordinates are whole numbers of this unit, to the right and down
const SMALLEST = 0.35; // square degrees: smaller islands are left out, except the largest one of a country
const DOT = 1; // degrees: a smaller country is drawn as a circle

export function writeShapes(source, target) {
  const atlas = JSON.parse(readFileSync(source, "utf8"));
  const exact = atlas.arcs.map((arc) => absolute(arc, atlas.transform));
  const arcs = exact.map(simplify);
  const byCode = {};
  for (const country of atlas.objects.countries.geometries) {
    const code = country.id && new Intl.Locale("und-" + country.id).region;
    if (/^[A-Z]{2}$/.test(code ?? "")) (byCode[code] ??= []).push(...polygons(country)); // some islands have a row of their own
  }
  const shapes = {};
  for (const [code, all] of Object.entries(byCode)) {
    const largestFirst = all.map(([outer]) => outer).sort((one, other) => area(ring(other, exact)) - area(ring(one, exact)));
    if (!largestFirst.length) continue;
    const rings = largestFirst.map((outer) => ring(outer, arcs)).filter((points, place) => points.length > 2 && (!place || area(points) >= SMALLEST));
    shapes[code] = shape(ring(largestFirst[0], exact), rings);
  }
  const lines = Object.keys(shapes).sort().map((code) => `"${code}": ${JSON.stringify(shapes[code])}`);
  writeFileSync(target, `{\n${lines.join(",\n")}\n}\n`);
}

function absolute(arc, { scale, translate }) {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
}

// Ramer, Douglas and Peucker. Neighbours share their arcs, so their borders stay the same line.
function simplify(points) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points.at(-1)];
  let [farthest, most] = [0, 0];
  for (let place = 1; place < points.length - 1; place++) {
    const far = distance(points[place], first, last);
    if (far > most) [farthest, most] = [place, far];
  }
  if (most <= TOLERANCE) return [first, last];
  return [...simplify(points.slice(0, farthest + 1)).slice(0, -1), ...simplify(points.slice(farthest))];
}

function distance([x, y], [x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const part = dx || dy ? Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy))) : 0;
  return Math.hypot(x - x1 - part * dx, y - y1 - part * dy);
}

function polygons(country) {
  return { Polygon: [country.arcs], MultiPolygon: country.arcs }[country.type] ?? [];
}

function ring(indexes, arcs) {
  const points = indexes.flatMap((index) => (index < 0 ? arcs[~index].toReversed() : arcs[index]).slice(0, -1));
  return points.map(([x, y]) => [Math.round(x / UNIT), Math.round(-y / UNIT)]);
}

// In square degrees.
function area(points) {
  const twice = points.reduce((sum, [x, y], place) => {
    const [nextX, nextY] = points[(place + 1) % points.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return (Math.abs(twice) / 2) * UNIT * UNIT;
}

// The largest part of a country decides where its circle or name is.
function shape(largest, rings) {
  const all = [...largest, ...rings.flat()];
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const at = [0, 1].map((axis) => Math.round(largest.reduce((sum, point) => sum + point[axis], 0) / largest.length));
  const isSmall = (box[2] - box[0]) * UNIT < DOT && (box[3] - box[1]) * UNIT < DOT;
  return { box, at, path: isSmall ? "" : rings.map(drawn).join("") };
}

function drawn(points) {
  const steps = points.slice(1).map(([x, y], place) => `${x - points[place][0]} ${y - points[place][1]}`);
  return `M${points[0].join(" ")}l${steps.join(" ").replaceAll(" -", "-")}z`;
}
