// Makes the map of the world that pages draw: coasts, borders between countries, and a point in the
// middle of each country, out of Natural Earth's outlines (world-atlas, public domain).
//
// `coasts` and `borders` are lines of longitude and latitude in hundredths of a degree, each number
// but the first two told by how much it differs from the one before the last; `middles` are degrees
// by the two letters of the country.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const GRID = 5; // hundredths of a degree: about 5 km
const SOUTH = -60; // degrees: nobody watches from the Antarctic

async function json(name) {
  return JSON.parse(await readFile(require.resolve(name), "utf8"));
}

// The arcs of a topology in degrees.
function decoded({ arcs, transform: { scale, translate } }) {
  return arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => {
      [x, y] = [x + dx, y + dy];
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
}

// A ring is a list of numbers of arcs; ~n is arc n backwards. Arcs share the points they meet in.
function line(ring, arcs) {
  return ring.flatMap((number, at) => {
    const points = number < 0 ? arcs[~number].toReversed() : arcs[number];
    return at ? points.slice(1) : points;
  });
}

// The same line without the leap at the 180th meridian: longitudes go on beyond it.
function unbroken(points) {
  let [turn, before] = [0, points[0][0]];
  return points.map(([x, y]) => {
    if (Math.abs(x - before) > 180) turn += x < before ? 360 : -360;
    before = x;
    return [x + turn, y];
  });
}

// The parts of a line on either side of the 180th meridian; what lies beyond is laid on its edge.
function cut(points) {
  const whole = unbroken(points);
  const parts = [0, 360, -360].map((turn) =>
    whole.map(([x, y]) => [Math.min(180, Math.max(-180, x - turn)), y]),
  );
  const isEdge = (point) => Math.abs(point?.[0] ?? 180) === 180;
  return parts
    .filter((part) => part.some((point) => !isEdge(point)))
    .map((part) => part.filter((point, at) => ![part[at - 1], point, part[at + 1]].every(isEdge)));
}

function rings(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.arcs] : (geometry.arcs ?? []);
  return geometry.geometries ? geometry.geometries.flatMap(rings) : polygons.flat();
}

function compact(points) {
  const made = [];
  let [x, y] = [Infinity, Infinity];
  for (const point of points) {
    const [nextX, nextY] = point.map((degrees) => Math.round((degrees * 100) / GRID) * GRID);
    if (nextX === x && nextY === y) continue;
    made.push(...(made.length ? [nextX - x, nextY - y] : [nextX, nextY]));
    [x, y] = [nextX, nextY];
  }
  return made;
}

// Twice the area of a ring and its centre of mass, in degrees.
function mass(points) {
  let [area, x, y] = [0, 0, 0];
  points.forEach(([ax, ay], at) => {
    const [bx, by] = points[(at + 1) % points.length];
    const cross = ax * by - bx * ay;
    [area, x, y] = [area + cross, x + (ax + bx) * cross, y + (ay + by) * cross];
  });
  return { area: Math.abs(area), point: [x / (3 * area), y / (3 * area)] };
}

function middle(geometry, arcs) {
  const masses = rings(geometry).map((ring) => mass(unbroken(line(ring, arcs))));
  const { point } = masses.reduce((one, other) => (other.area > one.area ? other : one));
  const [x, y] = point.map((degrees) => Math.round(degrees * 10) / 10);
  return [x > 180 ? x - 360 : x, y];
}

export async function world() {
  const topology = await json("world-atlas/countries-50m.json");
  const codes = new Map((await json("i18n-iso-countries/codes.json")).map(([two, , number]) => [number, two]));
  const arcs = decoded(topology);
  const countries = topology.objects.countries.geometries;
  const uses = new Map();
  for (const number of countries.flatMap(rings).flat()) {
    const arc = number < 0 ? ~number : number;
    uses.set(arc, (uses.get(arc) ?? 0) + 1);
  }
  const coasts = rings(topology.objects.land).flatMap((ring) => cut(line(ring, arcs)));
  const borders = [...uses].filter(([, count]) => count > 1).flatMap(([arc]) => cut(arcs[arc]));
  const named = countries.filter(({ id }) => codes.has(id));
  return {
    coasts: coasts
      .filter((ring) => Math.max(...ring.map(([, y]) => y)) > SOUTH)
      .map(compact)
      .filter((ring) => ring.length > 6),
    borders: borders.map(compact).filter((points) => points.length > 2),
    middles: Object.fromEntries(named.map((one) => [codes.get(one.id), middle(one, arcs)]).sort()),
  };
}
