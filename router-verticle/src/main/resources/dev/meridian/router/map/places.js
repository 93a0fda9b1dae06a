// Where nodes stand, and what flows between there: nodes of one place are one end of a flow on the map.

import { project } from './projection.js';

const KINDS = ['router', 'region', 'edge'];

/** How far a flow bends, as a share of its length, so that both directions are told apart. */
const BEND = 0.18;

export class Places {
  /** The weightiest first: {label, longitude, latitude, point, names, isWeighty}. */
  all = [];

  /** The least first: {from, to, rate}, between places. */
  arcs = [];

  #network;
  #byName = new Map();

  constructor(network) {
    this.#network = network;
  }

  /** Where a node stands. */
  of(name) {
    return this.#byName.get(name);
  }

  /** Groups nodes by where they stand. */
  group() {
    const rank = (name) => KINDS.indexOf(this.#network.nodes.get(name).kind);
    const places = new Map();
    for (const [name, node] of this.#network.nodes) {
      const key = `${node.latitude.toFixed(2)},${node.longitude.toFixed(2)}`;
      const place = places.get(key) ?? {
        label: node.place,
        longitude: node.longitude,
        latitude: node.latitude,
        point: project(node.longitude, node.latitude),
        names: [],
      };
      place.names.push(name);
      places.set(key, place);
    }
    this.#byName.clear();
    for (const place of places.values()) {
      place.names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
      place.names.forEach((name) => this.#byName.set(name, place));
      place.isWeighty = rank(place.names[0]) < 2;
    }
    this.all = [...places.values()].sort((a, b) => b.isWeighty - a.isWeighty || b.names.length - a.names.length);
  }

  /** Adds up flows between places. */
  gather() {
    const sums = new Map();
    for (const [key, rate] of this.#network.flows) {
      const [from, to] = key.split('>').map((name) => this.of(name));
      if (from && to && from !== to) {
        const arc = sums.get(from)?.get(to) ?? { from, to, rate: 0 };
        arc.rate += rate;
        sums.set(from, (sums.get(from) ?? new Map()).set(to, arc));
      }
    }
    this.arcs = [...sums.values()].flatMap((to) => [...to.values()]).sort((a, b) => a.rate - b.rate);
  }
}

/** The curve between two places; two of them over the date line, to be cut off by the world's edge. */
export function curves(from, to) {
  const east = to.longitude - from.longitude;
  const turn = east > 180 ? -360 : east < -180 ? 360 : 0;
  const shifted = (place, by) => (by === 0 ? place.point : project(place.longitude + by, place.latitude));
  const pairs = [[from.point, shifted(to, turn)]];
  if (turn !== 0) {
    pairs.push([shifted(from, -turn), to.point]);
  }
  return pairs.map(([a, b]) => {
    const middle = [(a[0] + b[0]) / 2 - (b[1] - a[1]) * BEND, (a[1] + b[1]) / 2 + (b[0] - a[0]) * BEND];
    return [a, middle, b];
  });
}
