// One node more closely: its numbers, where its requests come from and go to, and its round trips.

import { NOTHING, ago, element, mebibytes, millis, number, percent, perSecond } from './text.js';

const MOST = 8;

export class Details {
  #network;
  #card;
  #title;
  #body;
  #choose;

  /** @param choose called with a node's name, or with nothing to let go */
  constructor(network, card, title, body, choose) {
    this.#network = network;
    this.#card = card;
    this.#title = title;
    this.#body = body;
    this.#choose = choose;
  }

  show(name) {
    const node = this.#network.nodes.get(name);
    this.#card.hidden = !node;
    if (!node) {
      return;
    }
    const focused = this.#body.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    this.#title.textContent = name;
    this.#body.replaceChildren(
      element('p', { class: 'kind', 'data-kind': node.kind, 'data-condition': node.condition },
        `${node.kind} in ${node.place}${node.country ? `, ${node.country}` : ''}: ${node.condition}`),
      this.#figures(node),
      ...this.#list('Sends to', this.#flows(name, 0), perSecond),
      ...this.#list('Receives from', this.#flows(name, 1), perSecond),
      ...this.#list('Round trips', this.#trips(name), millis),
      element('button', { type: 'button', class: 'quiet', 'data-key': 'close', click: () => this.#choose('') }, 'Close'),
    );
    this.#body.querySelector(`[data-key="${CSS.escape(focused ?? '')}"]`)?.focus({ preventScroll: true });
  }

  #figures(node) {
    const rows = [
      ['Load', percent(node.load)],
      ['Requests', perSecond(node.requestsPerSecond)],
      ['Hit ratio', percent(node.hitRatio)],
      ['Executions', perSecond(node.executionsPerSecond)],
      ['In flight', number(node.inFlight)],
      ['Memory', mebibytes(node.memoryBytes)],
      ['Runs for', ago(node.startedAt, this.#network.now())],
      ['Version', node.version || NOTHING],
    ];
    return element('dl', { class: 'figures' },
      ...rows.map(([term, value]) => element('div', {}, element('dt', {}, term), element('dd', {}, value))));
  }

  #list(title, entries, show) {
    if (entries.length === 0) {
      return [];
    }
    const rest = entries.length > MOST ? [element('li', { class: 'hint' }, `and ${entries.length - MOST} more`)] : [];
    return [
      element('h3', {}, title),
      element('ul', { class: 'pairs' },
        ...entries.slice(0, MOST).map(([name, value]) =>
          element('li', {},
            element('button', { type: 'button', class: 'link', 'data-key': `${title} ${name}`, click: () => this.#choose(name) }, name),
            element('span', {}, show(value)))),
        ...rest),
    ];
  }

  /** @param side 0: those that it sends, 1: those that it receives */
  #flows(name, side) {
    return [...this.#network.flows]
      .map(([key, value]) => [key.split('>'), value])
      .filter(([ends]) => ends[side] === name)
      .map(([ends, value]) => [ends[1 - side], value])
      .sort((a, b) => b[1] - a[1]);
  }

  #trips(name) {
    return [...this.#network.roundTrips]
      .filter(([key]) => key.startsWith(`${name}>`))
      .map(([key, value]) => [key.slice(name.length + 1), value])
      .sort((a, b) => a[1] - b[1]);
  }
}
