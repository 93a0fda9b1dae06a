// The network as the router tells it: a snapshot, then what changes.

const DATA = '/.meridian/map';
const PATIENCE = 2_000;
const LONGEST_PATIENCE = 15_000;

const MOST_CHANGES = 200;
const MOST_EVENTS = 100;

/**
 * Events: `update` with `detail` {all, nodes, conditions}, where `nodes` are names of what changed and `conditions` is whether
 * any node appeared, went or is in another condition; `status` when the connection is.
 */
export class Network extends EventTarget {
  router = '';
  namesProjects = true;
  nodes = new Map();
  flows = new Map();
  roundTrips = new Map();
  changes = [];
  events = [];

  /** connecting, live, lost, locked, closed or crowded */
  status = 'connecting';

  /** How far the router's clock is ahead of this one. */
  #ahead = 0;
  #source;
  #patience = PATIENCE;
  #timer = 0;

  /** Now, by the router's clock. */
  now() {
    return Date.now() + this.#ahead;
  }

  /** Asks by fetch first, for which every browser lets people enter a password, and which says why it was refused. */
  async connect() {
    clearTimeout(this.#timer);
    this.#source?.close();
    const status = await this.#ask();
    if (status === 200) {
      this.#listen();
    } else if (status === 401) {
      this.#become('locked');
    } else {
      this.#become(status === 404 ? 'closed' : 'lost');
      this.#again();
    }
  }

  /** The status of an answer; 0 for none. */
  async #ask() {
    try {
      return (await fetch(DATA, { method: 'HEAD', cache: 'no-store' })).status;
    } catch {
      return 0;
    }
  }

  #listen() {
    const source = new EventSource(`${DATA}/changes`);
    this.#source = source;
    source.addEventListener('snapshot', (event) => this.#snapshot(JSON.parse(event.data)));
    source.addEventListener('delta', (event) => this.#delta(JSON.parse(event.data)));
    source.addEventListener('open', () => {
      if (this.nodes.size > 0) {
        this.#become('live');
      }
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) {
        this.#become('crowded');
        this.#again();
      } else {
        this.#become('lost');
      }
    });
  }

  /** The browser does not try again by itself after a refusal. */
  #again() {
    this.#timer = setTimeout(() => this.connect(), this.#patience);
    this.#patience = Math.min(LONGEST_PATIENCE, this.#patience * 1.5);
  }

  #become(status) {
    if (this.status !== status) {
      this.status = status;
      this.dispatchEvent(new Event('status'));
    }
  }

  #snapshot(whole) {
    this.router = whole.router;
    this.namesProjects = whole.namesProjects;
    this.nodes = new Map(Object.entries(whole.nodes));
    this.flows = new Map(Object.entries(whole.flows));
    this.roundTrips = new Map(Object.entries(whole.roundTrips));
    this.changes = whole.changes;
    this.events = whole.events;
    this.#heard(whole.at);
    this.#tell({ all: true, nodes: [...this.nodes.keys()], conditions: true, fresh: [] });
  }

  #delta(delta) {
    const gone = delta.nodes?.gone ?? [];
    const set = Object.entries(delta.nodes?.set ?? {});
    const conditions = gone.length > 0 || set.some(([, fields]) => 'condition' in fields);
    gone.forEach((name) => this.nodes.delete(name));
    set.forEach(([name, fields]) => this.nodes.set(name, { ...this.nodes.get(name), ...fields }));
    for (const part of ['flows', 'roundTrips']) {
      delta[part]?.gone?.forEach((key) => this[part].delete(key));
      Object.entries(delta[part]?.set ?? {}).forEach(([key, value]) => this[part].set(key, value));
    }
    const fresh = delta.changes ?? [];
    this.changes = [...this.changes, ...fresh].slice(-MOST_CHANGES);
    this.events = [...this.events, ...(delta.events ?? [])].slice(-MOST_EVENTS);
    this.#heard(delta.at);
    this.#tell({ all: false, nodes: set.map(([name]) => name), conditions, fresh });
  }

  #heard(at) {
    this.#patience = PATIENCE;
    this.#ahead = at - Date.now();
    this.#become('live');
  }

  #tell(detail) {
    this.dispatchEvent(new CustomEvent('update', { detail }));
  }
}
