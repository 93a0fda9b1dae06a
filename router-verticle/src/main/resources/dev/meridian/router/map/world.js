// The map itself: four canvases, each drawn again only when what is on it has changed.

import { drawNode } from './glyphs.js';
import { drawLabels } from './labels.js';
import { Places, curves } from './places.js';
import { graticule, land, project, sphere, unproject } from './projection.js';

const LAYERS = ['land', 'flows', 'motion', 'nodes'];
const MOST_MOVING = 120;

/** More flows than these would hide the world; those of a selected place are all drawn. */
const MOST_ARCS = 220;
const MOST_SHARP = 2;
const REACH = 16;

/** Nodes of one place stand around it, the first in the middle (Vogel's spiral). */
function around(index, spacing) {
  const angle = index * 2.399963;
  const away = index === 0 ? 0 : spacing * Math.sqrt(index + 0.4);
  return [away * Math.cos(angle), away * Math.sin(angle)];
}

export class World extends EventTarget {
  #stage;
  #camera;
  #network;
  #theme;
  #layers = {};
  #dirty = new Set(LAYERS);
  #ratio = 1;
  #width = 0;
  #height = 0;
  #land = new Path2D();
  #sphere = sphere();
  #lines = graticule();
  #places;
  #drawn = [];
  #selected = '';
  #plan;
  #isAsked = false;
  #calm = matchMedia('(prefers-reduced-motion: reduce)');

  constructor(stage, camera, network, theme) {
    super();
    this.#stage = stage;
    this.#camera = camera;
    this.#network = network;
    this.#theme = theme;
    this.#places = new Places(network);
    for (const name of LAYERS) {
      const canvas = document.createElement('canvas');
      canvas.setAttribute('aria-hidden', 'true');
      stage.append(canvas);
      this.#layers[name] = canvas.getContext('2d');
    }
    new ResizeObserver(() => this.#resize()).observe(stage);
    camera.addEventListener('change', () => this.#again(...LAYERS));
    theme.addEventListener('change', () => this.#again(...LAYERS));
    this.#calm.addEventListener('change', () => this.#again('motion'));
    document.addEventListener('visibilitychange', () => this.#again('motion'));
    network.addEventListener('status', () => this.#again('motion'));
  }

  async load() {
    const answer = await fetch('/.meridian/map/land.bin');
    if (answer.ok) {
      this.#land = land(new Uint8Array(await answer.arrayBuffer()));
      this.#again('land');
    }
  }

  /** The network has changed. @param isOther whether nodes came or went */
  update(isOther) {
    if (isOther) {
      this.#places.group();
    }
    this.#places.gather();
    this.#again('flows', 'motion', 'nodes');
  }

  select(name) {
    this.#selected = name;
    const place = this.#places.of(name);
    if (place) {
      this.#camera.reveal(place.point);
    }
    this.#again('nodes', 'flows');
  }

  /** Draws an answer to where a request would go, until it is given nothing. */
  show(plan) {
    this.#plan = plan;
    this.#again('flows', 'motion', 'nodes');
  }

  /** Name of the node at a point of the stage; empty for none. */
  at(left, top) {
    let nearest = '';
    let distance = REACH;
    for (const { name, x, y } of this.#drawn) {
      const away = Math.hypot(x - left, y - top);
      if (away < distance) {
        nearest = name;
        distance = away;
      }
    }
    return nearest;
  }

  /** @returns [longitude, latitude] of a point of the stage, or nothing where that is off the Earth */
  earthAt(left, top) {
    return unproject(...this.#camera.toWorld([left, top]));
  }

  /** The nearest node in a direction, which is [1, 0] to the right and [0, 1] down; the first where none is selected. */
  neighbour(name, [right, down]) {
    const from = this.#drawn.find((node) => node.name === name);
    if (!from) {
      return [...this.#drawn].sort((a, b) => a.x - b.x)[0]?.name ?? '';
    }
    let best = name;
    let least = Infinity;
    for (const node of this.#drawn) {
      const along = (node.x - from.x) * right + (node.y - from.y) * down;
      const across = Math.abs((node.x - from.x) * down - (node.y - from.y) * right);
      const cost = along + 2.5 * across;
      if (node !== from && along > 0.5 && cost < least) {
        best = node.name;
        least = cost;
      }
    }
    return best;
  }

  #again(...layers) {
    layers.forEach((layer) => this.#dirty.add(layer));
    if (!this.#isAsked) {
      this.#isAsked = true;
      requestAnimationFrame((at) => this.#frame(at));
    }
  }

  #frame(at) {
    this.#isAsked = false;
    const dirty = this.#dirty;
    this.#dirty = new Set();
    if (dirty.has('land')) {
      this.#drawLand(this.#clear('land'));
    }
    if (dirty.has('flows')) {
      this.#drawFlows(this.#clear('flows'));
    }
    if (dirty.has('nodes')) {
      this.#drawNodes(this.#clear('nodes'));
    }
    if (dirty.has('motion')) {
      this.#drawMotion(this.#clear('motion'), at);
    }
  }

  #resize() {
    const { clientWidth, clientHeight } = this.#stage;
    this.#width = clientWidth;
    this.#height = clientHeight;
    this.#ratio = Math.min(MOST_SHARP, devicePixelRatio || 1);
    for (const { canvas } of Object.values(this.#layers)) {
      canvas.width = Math.round(clientWidth * this.#ratio);
      canvas.height = Math.round(clientHeight * this.#ratio);
    }
    this.#camera.resize(clientWidth, clientHeight);
    this.#again(...LAYERS);
  }

  /** An empty layer that takes pixels of the page. */
  #clear(name) {
    const context = this.#layers[name];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    return context;
  }

  #drawLand(context) {
    const pixel = 1 / this.#camera.scale;
    this.#camera.apply(context, this.#ratio);
    context.fillStyle = this.#theme.colour('ocean');
    context.fill(this.#sphere);
    context.save();
    context.clip(this.#sphere);
    context.strokeStyle = this.#theme.colour('graticule');
    context.lineWidth = 0.7 * pixel;
    context.stroke(this.#lines);
    context.fillStyle = this.#theme.colour('land');
    context.fill(this.#land, 'evenodd');
    context.strokeStyle = this.#theme.colour('coast');
    context.lineWidth = 0.7 * pixel;
    context.stroke(this.#land);
    context.restore();
    context.strokeStyle = this.#theme.colour('coast');
    context.lineWidth = pixel;
    context.stroke(this.#sphere);
  }

  #strokeCurves(context, from, to) {
    context.beginPath();
    for (const [a, middle, b] of curves(from, to)) {
      context.moveTo(...a);
      context.quadraticCurveTo(...middle, ...b);
    }
    context.stroke();
  }

  #drawFlows(context) {
    const pixel = 1 / this.#camera.scale;
    context.save();
    this.#camera.apply(context, this.#ratio);
    context.clip(this.#sphere);
    context.lineCap = 'round';
    const own = this.#places.of(this.#selected);
    const touches = ({ from, to }) => from === own || to === own;
    const arcs = own ? this.#places.arcs.filter(touches) : this.#places.arcs.slice(-MOST_ARCS);
    const faint = this.#plan ? 0.3 : Math.max(0.22, Math.min(1, 40 / arcs.length));
    context.strokeStyle = this.#theme.colour('flow');
    for (const { from, to, rate } of arcs) {
      context.globalAlpha = faint * Math.min(0.75, 0.35 + 0.12 * Math.log10(1 + rate));
      context.lineWidth = Math.min(7, 0.9 + 1.7 * Math.log10(1 + rate)) * pixel * Math.max(0.45, faint);
      this.#strokeCurves(context, from, to);
    }
    if (this.#plan) {
      this.#drawWays(context, pixel);
    }
    context.restore();
  }

  #drawWays(context, pixel) {
    const client = { ...this.#plan.client, point: project(this.#plan.client.longitude, this.#plan.client.latitude) };
    for (const { node, isEligible, isChosen } of [...this.#plan.ways].reverse()) {
      const place = this.#places.of(node);
      if (place) {
        context.globalAlpha = isChosen ? 1 : isEligible ? 0.55 : 0.4;
        context.strokeStyle = this.#theme.colour(isChosen ? 'accent' : isEligible ? 'muted' : 'alert');
        context.lineWidth = (isChosen ? 3 : 1.2) * pixel;
        context.setLineDash(isEligible ? [] : [3 * pixel, 4 * pixel]);
        this.#strokeCurves(context, client, place);
      }
    }
    context.setLineDash([]);
  }

  /** Dots that run along the busiest flows, faster than the eye can count and slower than light. */
  #drawMotion(context, at) {
    const isLive = this.#network.status === 'live' && !document.hidden && !this.#calm.matches && !this.#plan;
    const busiest = isLive ? this.#places.arcs.slice(-MOST_MOVING) : [];
    if (busiest.length === 0) {
      return;
    }
    const own = this.#places.of(this.#selected);
    context.save();
    this.#camera.apply(context, this.#ratio);
    context.clip(this.#sphere);
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.fillStyle = this.#theme.colour('flow-dot');
    context.beginPath();
    for (const [index, { from, to, rate }] of busiest.entries()) {
      if (own && from !== own && to !== own) {
        continue;
      }
      const [a, middle, b] = curves(from, to)[0].map((point) => this.#camera.toScreen(point));
      const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
      const size = Math.min(2.8, 1.1 + 0.5 * Math.log10(1 + rate));
      const dots = Math.min(4, 1 + Math.floor(Math.log10(1 + rate)));
      for (let i = 0; i < dots; i++) {
        const t = (at / (600 + 9 * length) + i / dots + index * 0.37) % 1;
        const u = 1 - t;
        const x = u * u * a[0] + 2 * u * t * middle[0] + t * t * b[0];
        const y = u * u * a[1] + 2 * u * t * middle[1] + t * t * b[1];
        context.moveTo(x + size, y);
        context.arc(x, y, size, 0, 2 * Math.PI);
      }
    }
    context.fill();
    context.restore();
    this.#again('motion');
  }

  #drawNodes(context) {
    const count = this.#network.nodes.size;
    const zoom = Math.min(1.5, Math.max(0.75, Math.sqrt(this.#camera.scale / 170)));
    const size = (count <= 60 ? 6 : count <= 300 ? 4.5 : 3.2) * zoom;
    const sizeOf = (node) => (node.kind === 'edge' ? size : Math.max(5, size));
    const isDetailed = count <= 200;
    const taken = [];
    this.#drawn = [];
    for (const place of this.#places.all) {
      const [left, top] = this.#camera.toScreen(place.point);
      place.names.forEach((name, index) => {
        const [right, down] = around(index, size * 2.1);
        this.#drawn.push({ name, x: left + right, y: top + down });
      });
      const reach = size * (2.1 * Math.sqrt(place.names.length) + 1);
      taken.push([left - reach, top - reach, left + reach, top + reach]);
    }
    for (const { name, x, y } of [...this.#drawn].reverse()) {
      if (x > -20 && y > -20 && x < this.#width + 20 && y < this.#height + 20) {
        drawNode(context, this.#theme, this.#network.nodes.get(name), x, y, sizeOf(this.#network.nodes.get(name)), isDetailed);
        if (name === this.#selected) {
          context.strokeStyle = this.#theme.colour('accent');
          context.lineWidth = 2.5;
          context.beginPath();
          context.arc(x, y, size + 6, 0, 2 * Math.PI);
          context.stroke();
        }
      }
    }
    drawLabels(context, this.#theme, this.#places.all, taken, this.#width);
    if (this.#plan) {
      this.#drawClient(context);
    }
  }

  #drawClient(context) {
    const { longitude, latitude } = this.#plan.client;
    const [x, y] = this.#camera.toScreen(project(longitude, latitude));
    context.lineWidth = 2;
    context.strokeStyle = this.#theme.colour('accent');
    context.fillStyle = this.#theme.colour('halo');
    context.beginPath();
    context.arc(x, y, 7, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    context.beginPath();
    for (const [right, down] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 3 * right, y + 3 * down);
      context.lineTo(x + 11 * right, y + 11 * down);
    }
    context.stroke();
  }
}
