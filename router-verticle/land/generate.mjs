// Makes the outlines of land that the network map draws. README.md says more.
//
// node generate.mjs TOPOLOGY.json OUT.bin

import { readFileSync, writeFileSync } from 'node:fs';

const [from, to] = process.argv.slice(2);

/** Steps of the grid that points are rounded to, for each degree. */
const STEPS = 25;

/** How far, in degrees, a line may run beside the coast that it stands for. */
const TOLERANCE = 0.06;

/** Islands that are smaller, in square degrees at the equator, are left out. */
const SMALLEST = 0.03;

const topology = JSON.parse(readFileSync(from, 'utf8'));

function decodedArc(arc) {
  const { scale, translate } = topology.transform;
  let x = 0;
  let y = 0;
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
}

const arcs = topology.arcs.map(decodedArc);

/** The points of a ring; an arc with a negative number is that of its complement, backwards (TopoJSON 2.1.4). */
function ring(indices) {
  const points = [];
  for (const index of indices) {
    const arc = index < 0 ? [...arcs[~index]].reverse() : arcs[index];
    points.push(...(points.length === 0 ? arc : arc.slice(1)));
  }
  return points;
}

/**
 * A ring with longitudes that go on over the date line, and again from the other side, where it crosses that. One that goes
 * around the pole is closed there.
 */
function unwrapped(points) {
  let turns = 0;
  const whole = points.map(([x, y], i) => {
    const step = i === 0 ? 0 : x - points[i - 1][0];
    turns += step > 180 ? -1 : step < -180 ? 1 : 0;
    return [x + 360 * turns, y];
  });
  if (turns !== 0) {
    whole.push([whole.at(-1)[0], -90], [whole[0][0], -90], whole[0]);
  }
  const most = Math.max(...whole.map(([x]) => x));
  const least = Math.min(...whole.map(([x]) => x));
  const again = most > 180 ? -360 : least < -180 ? 360 : 0;
  return again === 0 ? [whole] : [whole, whole.map(([x, y]) => [x + again, y])];
}

function rings(geometry) {
  switch (geometry.type) {
    case 'GeometryCollection':
      return geometry.geometries.flatMap(rings);
    case 'MultiPolygon':
      return geometry.arcs.flatMap((polygon) => polygon.map(ring));
    case 'Polygon':
      return geometry.arcs.map(ring);
    default:
      throw new Error(`a geometry of type ${geometry.type} is no land`);
  }
}

/** Of a ring, as it is seen in the middle of its latitudes (the shoelace formula). */
function area(points) {
  let twice = 0;
  let latitudes = 0;
  for (let i = 0; i < points.length - 1; i++) {
    twice += points[i][0] * points[i + 1][1] - points[i + 1][0] * points[i][1];
    latitudes += points[i][1];
  }
  return Math.abs(twice / 2) * Math.cos((latitudes / (points.length - 1)) * (Math.PI / 180));
}

function distance([x, y], [ax, ay], [bx, by]) {
  const length = Math.hypot(bx - ax, by - ay);
  return length === 0
    ? Math.hypot(x - ax, y - ay)
    : Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

/** Fewer points for a line (Ramer, Douglas and Peucker). */
function simplified(points) {
  const keep = new Set([0, points.length - 1]);
  const open = [[0, points.length - 1]];
  while (open.length > 0) {
    const [first, last] = open.pop();
    let farthest = -1;
    let most = TOLERANCE;
    for (let i = first + 1; i < last; i++) {
      const away = distance(points[i], points[first], points[last]);
      if (away > most) {
        most = away;
        farthest = i;
      }
    }
    if (farthest >= 0) {
      keep.add(farthest);
      open.push([first, farthest], [farthest, last]);
    }
  }
  return points.filter((_, i) => keep.has(i));
}

const bytes = [];

function unsigned(value) {
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

function signed(value) {
  unsigned(value < 0 ? -value * 2 - 1 : value * 2);
}

const outlines = rings(topology.objects.land)
  .flatMap(unwrapped)
  .filter((points) => area(points) >= SMALLEST)
  .map(simplified)
  .filter((points) => points.length > 3)
  .sort((a, b) => area(b) - area(a));

let count = 0;
unsigned(outlines.length);
for (const outline of outlines) {
  const grid = outline
    .slice(0, -1)
    .map(([longitude, latitude]) => [Math.round(longitude * STEPS), Math.round(latitude * STEPS)])
    .filter(([x, y], i, all) => i === 0 || x !== all[i - 1][0] || y !== all[i - 1][1]);
  unsigned(grid.length);
  let [px, py] = [0, 0];
  for (const [x, y] of grid) {
    signed(x - px);
    signed(y - py);
    [px, py] = [x, y];
  }
  count += grid.length;
}
writeFileSync(to, Uint8Array.from(bytes));
console.log(`${outlines.length} outlines, ${count} points, ${bytes.length} bytes`);
