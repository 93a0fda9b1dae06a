// The table of nodes: all that the map shows, for those who do not see it, and for those who look for a number.

import { element, mebibytes, millis, number, percent, perSecond, write } from './text.js';

/** Of a value that is not known, less than any. */
const known = (value) => value ?? -1;

const COLUMNS = [
  { title: 'Node', sort: (name) => name },
  { title: 'Kind', sort: (name, node) => node.kind, show: (node) => node.kind },
  { title: 'Place', sort: (name, node) => node.place, show: (node) => place(node) },
  { title: 'Condition', sort: (name, node) => node.condition, show: (node) => node.condition },
  { title: 'Load', sort: (name, node) => node.load, show: (node) => percent(node.load), isNumber: true },
  {
    title: 'Requests',
    sort: (name, node) => known(node.requestsPerSecond),
    show: (node) => perSecond(node.requestsPerSecond),
    isNumber: true,
  },
  { title: 'Hit ratio', sort: (name, node) => known(node.hitRatio), show: (node) => percent(node.hitRatio), isNumber: true },
  {
    title: 'Executions',
    sort: (name, node) => known(node.executionsPerSecond),
    show: (node) => perSecond(node.executionsPerSecond),
    isNumber: true,
  },
  {
    title: 'Round trip',
    sort: (name, node) => node.roundTripMillis,
    show: (node) => millis(node.roundTripMillis),
    isNumber: true,
  },
  { title: 'In flight', sort: (name, node) => node.inFlight, show: (node) => number(node.inFlight), isNumber: true },
  { title: 'Memory', sort: (name, node) => node.memoryBytes, show: (node) => mebibytes(node.memoryBytes), isNumber: true },
  { title: 'Version', sort: (name, node) => node.version, show: (node) => node.version },
];

function place(node) {
  return node.place === node.site ? node.site : `${node.place} (${node.site})`;
}

/** Event `select` with the node's name as `detail`. */
export class NodeTable extends EventTarget {
  #network;
  #body;
  #shown;
  #rows = new Map();
  #sorted = { column: COLUMNS[0], isDown: false };
  #words = [];
  #selected = '';

  constructor(network, table, filter, shown) {
    super();
    this.#network = network;
    this.#body = table.tBodies[0];
    this.#shown = shown;
    table.tHead.append(element('tr', {}, ...COLUMNS.map((column) => this.#heading(column))));
    filter.addEventListener('input', () => {
      this.#words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      this.#arrange();
    });
  }

  /** @param isOther whether nodes came, went, or are in another condition */
  update(names, isOther) {
    for (const [name, row] of this.#rows) {
      if (!this.#network.nodes.has(name)) {
        row.remove();
        this.#rows.delete(name);
      }
    }
    names.forEach((name) => this.#fill(name));
    if (isOther) {
      this.#arrange();
    }
  }

  select(name) {
    this.#mark(this.#selected, false);
    this.#selected = name;
    this.#mark(name, true);
  }

  #mark(name, isSelected) {
    const row = this.#rows.get(name);
    row?.classList.toggle('selected', isSelected);
    row?.querySelector('button').setAttribute('aria-pressed', String(isSelected));
  }

  #heading(column) {
    const heading = element('th', { scope: 'col', 'aria-sort': column === this.#sorted.column ? 'ascending' : 'none' });
    if (column.isNumber) {
      heading.className = 'number';
    }
    heading.append(
      element('button', { type: 'button', click: () => this.#sort(column, heading) }, column.title),
    );
    return heading;
  }

  /** Numbers begin with the largest. */
  #sort(column, heading) {
    const isDown = this.#sorted.column === column ? !this.#sorted.isDown : Boolean(column.isNumber);
    this.#sorted = { column, isDown };
    for (const other of heading.parentElement.cells) {
      other.setAttribute('aria-sort', other !== heading ? 'none' : isDown ? 'descending' : 'ascending');
    }
    this.#arrange();
  }

  #fill(name) {
    const node = this.#network.nodes.get(name);
    let row = this.#rows.get(name);
    if (!row) {
      row = this.#row(name);
      this.#rows.set(name, row);
    }
    COLUMNS.forEach((column, index) => {
      if (column.show) {
        write(row.cells[index], column.show(node));
      }
    });
    row.dataset.condition = node.condition;
    row.dataset.kind = node.kind;
  }

  #row(name) {
    const choose = () => this.dispatchEvent(new CustomEvent('select', { detail: name }));
    const button = element('button', { type: 'button', 'aria-pressed': 'false', click: choose }, name);
    const row = element('tr', {}, element('th', { scope: 'row' }, button));
    row.append(...COLUMNS.slice(1).map((column) => element('td', column.isNumber ? { class: 'number' } : {})));
    return row;
  }

  /** Puts rows into their order, and takes away what the filter does not let through. Moves no more than it must. */
  #arrange() {
    const { column, isDown } = this.#sorted;
    const keys = new Map([...this.#rows.keys()].map((name) => [name, column.sort(name, this.#network.nodes.get(name))]));
    const order = [...this.#rows.keys()]
      .filter((name) => this.#isWanted(name))
      .sort((a, b) => (isDown ? -1 : 1) * compare(keys.get(a), keys.get(b)) || a.localeCompare(b));
    const wanted = order.map((name) => this.#rows.get(name));
    if (wanted.length !== this.#body.rows.length || wanted.some((row, i) => row !== this.#body.rows[i])) {
      const focused = document.activeElement;
      this.#body.replaceChildren(...wanted);
      if (focused !== document.activeElement && focused?.isConnected) {
        focused.focus({ preventScroll: true });
      }
    }
    write(
      this.#shown,
      order.length === this.#rows.size ? `${order.length} nodes` : `${order.length} of ${this.#rows.size} nodes`,
    );
  }

  #isWanted(name) {
    const node = this.#network.nodes.get(name);
    const text = `${name} ${node.kind} ${node.site} ${node.place} ${node.country} ${node.condition} ${node.version}`.toLowerCase();
    return this.#words.every((word) => text.includes(word));
  }
}

function compare(a, b) {
  return typeof a === 'number' ? a - b : a.localeCompare(b, 'en', { numeric: true });
}
