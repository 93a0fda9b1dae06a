// Puts the page together.

import { Camera } from './camera.js';
import { Details } from './details.js';
import { drawNode } from './glyphs.js';
import { Feed, change, happening } from './happenings.js';
import { Network } from './network.js';
import { NodeTable } from './nodes.js';
import { Plan } from './plan.js';
import { byId, element, number, percent, perSecond, write } from './text.js';
import { Theme } from './theme.js';
import { World } from './world.js';

const STATUS = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Connection lost',
  locked: 'Password needed',
  closed: 'No map here',
  crowded: 'Trying again',
};
const NOTICE = {
  lost: 'The router does not answer. What is shown is how the network was; it is tried again.',
  locked: 'This map asks for a password. The user name does not matter.',
  closed: 'This router shows its map to nobody.',
  crowded: 'As many look at this map as may. It is tried again.',
};
const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const NEWS_MILLIS = 4_000;
const MOST_NEWS = 3;
const PAN_PIXELS = 80;

const network = new Network();
const stage = byId('stage');
const theme = new Theme(byId('theme'));
const camera = new Camera(stage);
const world = new World(stage, camera, network, theme);
const table = new NodeTable(network, byId('table'), byId('filter'), byId('shown'));
const details = new Details(network, byId('details'), byId('details-title'), byId('details-body'), choose);
const plan = new Plan(byId('plan'), byId('plan-answer'), byId('plan-pick'), byId('plan-clear'), choose);
const changes = new Feed(byId('changes'), 'None since this router has run.', (entry) => change(entry, choose));
const events = new Feed(byId('events'), 'None since this router has run.', happening);
let selected = '';
let news = [];

function choose(name) {
  selected = network.nodes.has(name) ? name : '';
  world.select(selected);
  table.select(selected);
  details.show(selected);
}

function say(name) {
  const node = network.nodes.get(name);
  if (node) {
    write(byId('stage-says'), `${name}, ${node.kind} in ${node.place}, ${node.condition}, load ${percent(node.load)}`);
  }
}

function summary() {
  const nodes = [...network.nodes.values()];
  const serving = nodes.filter((node) => node.condition === 'serving').length;
  const sum = (of, kind) => {
    const known = nodes.filter((node) => (!kind || node.kind === kind) && node[of] !== null);
    return known.length === 0 ? null : known.reduce((total, node) => total + node[of], 0);
  };
  const edges = nodes.filter((node) => node.hitRatio !== null);
  const asked = edges.reduce((total, node) => total + (node.requestsPerSecond ?? 0), 0);
  const hits = edges.reduce((total, node) => total + (node.requestsPerSecond ?? 0) * node.hitRatio, 0);
  write(byId('sum-nodes'), `${number(serving)} of ${number(nodes.length)}`);
  write(byId('sum-requests'), perSecond(sum('requestsPerSecond', 'router')));
  write(byId('sum-hits'), percent(asked > 0 ? hits / asked : edges.length > 0 ? mean(edges) : null));
  write(byId('sum-executions'), perSecond(sum('executionsPerSecond')));
  write(byId('router'), network.router);
  byId('unnamed').hidden = network.namesProjects;
}

function mean(edges) {
  return edges.reduce((total, node) => total + node.hitRatio, 0) / edges.length;
}

/** Shows what the forms and fillings on the map mean, drawn by what draws them there. */
function legend() {
  const entry = (node, text) => {
    const canvas = element('canvas', { width: '40', height: '40', 'aria-hidden': 'true' });
    const context = canvas.getContext('2d');
    context.scale(2, 2);
    drawNode(context, theme, { load: 0, ...node }, 10, 10, 5.5, false);
    return element('li', {}, canvas, text);
  };
  byId('legend').replaceChildren(
    entry({ kind: 'router', condition: 'serving' }, 'router'),
    entry({ kind: 'region', condition: 'serving' }, 'region'),
    entry({ kind: 'edge', condition: 'serving' }, 'edge'),
    entry({ kind: 'edge', condition: 'draining' }, 'draining'),
    entry({ kind: 'edge', condition: 'unreachable' }, 'unreachable'),
    entry({ kind: 'edge', condition: 'stopped' }, 'stopped'),
  );
}

function showTip(name, left, top) {
  const node = network.nodes.get(name);
  const tip = byId('tip');
  tip.hidden = !node;
  stage.classList.toggle('on-node', Boolean(node));
  if (node) {
    tip.replaceChildren(
      element('b', {}, name),
      element('span', {}, `${node.condition} · load ${percent(node.load)} · ${perSecond(node.requestsPerSecond)}`),
    );
    const room = stage.clientWidth - tip.offsetWidth - 8;
    tip.style.translate = `${Math.max(8, Math.min(room, left + 14))}px ${top + 16}px`;
  }
}

/** Tells those who listen of changes of condition, a few seconds' worth at a time. */
function announce() {
  if (news.length > 0) {
    const latest = [...new Map(news.map(({ node, what }) => [node, what]))];
    latest.sort(([, a], [, b]) => (a === 'serving') - (b === 'serving'));
    const told = latest.slice(0, MOST_NEWS).map(([node, what]) => `${node} is ${what}`);
    const rest = latest.length - told.length;
    byId('news').textContent = told.join(', ') + (rest > 0 ? `, and ${rest} nodes more have changed` : '');
    news = [];
  }
}

function happenings() {
  changes.show(network.changes, network.now());
  events.show(network.events, network.now());
}

network.addEventListener('update', ({ detail }) => {
  const isOther = detail.conditions;
  world.update(isOther || detail.all);
  table.update(detail.nodes, isOther);
  if (selected) {
    network.nodes.has(selected) ? details.show(selected) : choose('');
  }
  summary();
  happenings();
  news.push(...detail.fresh);
});

network.addEventListener('status', () => {
  const { status } = network;
  const root = document.documentElement;
  root.dataset.status = status;
  write(byId('status'), STATUS[status]);
  const notice = byId('notice');
  const action = byId('notice-action');
  notice.hidden = !(status in NOTICE);
  write(byId('notice-text'), NOTICE[status] ?? '');
  action.hidden = status !== 'locked';
  write(action, 'Enter it');
});

byId('notice-action').addEventListener('click', () => network.connect());

stage.addEventListener('pointermove', (event) => showTip(world.at(event.offsetX, event.offsetY), event.offsetX, event.offsetY));
stage.addEventListener('pointerleave', () => showTip('', 0, 0));
stage.addEventListener('click', (event) => {
  if (camera.isDragged) {
    return;
  }
  const place = plan.isPicking ? world.earthAt(event.offsetX, event.offsetY) : undefined;
  place ? plan.picked(place) : choose(world.at(event.offsetX, event.offsetY));
});
stage.addEventListener('keydown', (event) => {
  const direction = DIRECTIONS[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (direction && event.shiftKey) {
    camera.pan(direction[0] * PAN_PIXELS, direction[1] * PAN_PIXELS);
  } else if (direction) {
    choose(world.neighbour(selected, direction));
    say(selected);
  } else if (event.key === '+' || event.key === '=') {
    camera.zoomIn();
  } else if (event.key === '-') {
    camera.zoomOut();
  } else if (event.key === '0') {
    camera.fit();
  } else if (event.key === 'Escape') {
    choose('');
  } else {
    return;
  }
  event.preventDefault();
});

byId('zoom-in').addEventListener('click', () => camera.zoomIn());
byId('zoom-out').addEventListener('click', () => camera.zoomOut());
byId('zoom-fit').addEventListener('click', () => camera.fit());
table.addEventListener('select', ({ detail }) => choose(detail));
plan.addEventListener('plan', ({ detail }) => world.show(detail));
theme.addEventListener('change', legend);
setInterval(announce, NEWS_MILLIS);
setInterval(happenings, 10_000);
legend();
world.load();
network.connect();
