// What happened of late: changes of ways, purges, deployments. The newest first.

import { ago, element } from './text.js';

const MOST = 40;

export class Feed {
  #list;
  #render;
  #nothing;
  #last = '';

  /** @param render makes the content of one entry */
  constructor(list, nothing, render) {
    this.#list = list;
    this.#nothing = nothing;
    this.#render = render;
  }

  show(entries, now) {
    const newest = entries.slice(-MOST).reverse();
    const state = `${newest.length} ${newest[0]?.at ?? 0} ${newest.at(-1)?.at ?? 0}`;
    if (state === this.#last && newest.length > 0) {
      this.#age(now);
      return;
    }
    this.#last = state;
    this.#list.replaceChildren(
      ...(newest.length === 0 ? [element('li', { class: 'hint' }, this.#nothing)] : newest.map((entry) => this.#entry(entry, now))),
    );
  }

  #entry(entry, now) {
    const time = element('time', { datetime: new Date(entry.at).toISOString() }, `${ago(entry.at, now)} ago`);
    return element('li', {}, element('span', {}, ...this.#render(entry)), time);
  }

  #age(now) {
    for (const time of this.#list.querySelectorAll('time')) {
      const text = `${ago(Date.parse(time.dateTime), now)} ago`;
      if (time.textContent !== text) {
        time.textContent = text;
      }
    }
  }
}

export function change({ node, what, reason }, choose) {
  return [
    element('button', { type: 'button', class: 'link', click: () => choose(node) }, node),
    element('b', { 'data-condition': what }, ` ${what} `),
    element('span', { class: 'hint' }, reason),
  ];
}

export function happening(event) {
  const project = event.project ? ` of ${event.project}` : '';
  if (event.kind === 'purge') {
    return [element('b', {}, event.soft ? 'Soft purge' : 'Purge'), ` ${event.scope}${project}, by region ${event.region}`];
  }
  const which = event.id ? ` ${event.id}` : '';
  return [element('b', {}, 'Deployment'), ` of a ${event.resource}${which}${project} became active in ${event.region}`];
}
