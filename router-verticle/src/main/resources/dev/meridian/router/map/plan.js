// "From this address or place, to this host": asks the router's own planner and shows each candidate with its score.

import { element, millis, number, percent } from './text.js';

const PLACE = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/;
const SOURCES = {
  override: 'by a setting of this router',
  database: 'by the operator\u2019s database',
  table: 'by the built-in table',
  default: 'near this router',
  given: 'as you said',
};
const MOST_ROWS = 30;
const MOST_WAYS = 60;

/** Event `plan` with what the map is to draw as `detail`, or nothing. */
export class Plan extends EventTarget {
  #form;
  #answer;
  #pick;
  #clear;
  #choose;
  #asked = 0;

  /** @param choose called with a node's name */
  constructor(form, answer, pick, clear, choose) {
    super();
    this.#form = form;
    this.#answer = answer;
    this.#pick = pick;
    this.#clear = clear;
    this.#choose = choose;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#ask();
    });
    pick.addEventListener('click', () => this.#picking(!this.isPicking));
    clear.addEventListener('click', () => this.#forget());
  }

  /** Whether the next place that is clicked on the map is meant for the form. */
  get isPicking() {
    return this.#pick.getAttribute('aria-pressed') === 'true';
  }

  picked([longitude, latitude]) {
    this.#picking(false);
    this.#form.from.value = `${latitude.toFixed(2)}, ${longitude.toFixed(2)}`;
    this.#ask();
  }

  #picking(isPicking) {
    this.#pick.setAttribute('aria-pressed', String(isPicking));
    document.documentElement.classList.toggle('picking', isPicking);
  }

  #query() {
    const query = new URLSearchParams();
    const host = this.#form.host.value.trim();
    const from = this.#form.from.value.trim();
    const place = PLACE.exec(from);
    if (host) {
      query.set('host', host);
    }
    if (place) {
      query.set('lat', place[1]);
      query.set('lon', place[2]);
    } else if (from) {
      query.set('ip', from);
    }
    return query;
  }

  async #ask() {
    const asked = ++this.#asked;
    const from = this.#form.from.value.trim();
    let answer;
    try {
      const response = await fetch(`/.meridian/route?${this.#query()}`, { cache: 'no-store' });
      answer = await response.json();
      if (!response.ok) {
        throw new Error(answer.message);
      }
    } catch (failure) {
      answer = { failure: failure instanceof TypeError ? 'The router does not answer.' : failure.message };
    }
    if (asked === this.#asked) {
      this.#clear.hidden = false;
      answer.failure ? this.#fail(answer.failure) : this.#show(answer, from);
    }
  }

  #forget() {
    this.#asked++;
    this.#clear.hidden = true;
    this.#answer.replaceChildren();
    this.dispatchEvent(new CustomEvent('plan'));
  }

  #fail(text) {
    this.#answer.replaceChildren(element('p', { class: 'failure' }, text));
    this.dispatchEvent(new CustomEvent('plan'));
  }

  #show(answer, from) {
    const { candidates, client } = answer;
    const isUnknown = from && client.source === 'default' && !PLACE.test(from);
    const shown = candidates.slice(0, MOST_ROWS);
    this.#answer.replaceChildren(
      element('p', { class: answer.node ? 'verdict' : 'failure' }, verdict(answer)),
      element('p', { class: 'hint' },
        `Client at ${client.latitude.toFixed(1)}, ${client.longitude.toFixed(1)}${client.country ? ` (${client.country})` : ''}, ${SOURCES[client.source] ?? client.source}.`,
        isUnknown ? ' Nothing is known of this address: it counts as near this router.' : '',
        ...(client.attribution ? [element('br'), attribution(client.attribution)] : [])),
      ...(candidates.length > 0 ? [this.#table(shown, answer.node, candidates.length)] : []),
    );
    const ways = candidates.slice(0, MOST_WAYS).map((candidate) => ({
      node: candidate.node,
      isEligible: candidate.eligible,
      isChosen: candidate.node === answer.node,
    }));
    this.dispatchEvent(new CustomEvent('plan', { detail: { client, ways } }));
  }

  #table(candidates, chosen, total) {
    const row = (candidate, index) =>
      element('tr', candidate.node === chosen ? { class: 'chosen' } : candidate.eligible ? {} : { class: 'out' },
        element('td', { class: 'number' }, candidate.eligible ? String(index + 1) : '×'),
        element('th', { scope: 'row' },
          element('button', { type: 'button', class: 'link', click: () => this.#choose(candidate.node) }, candidate.node)),
        element('td', { class: 'number' }, candidate.eligible ? number(candidate.scoreMillis) : '–'),
        element('td', { class: 'number' }, millis(candidate.roundTripMillis)),
        element('td', { class: 'number' }, number(Math.round(candidate.distanceKm))),
        element('td', { class: 'number' }, percent(candidate.load)),
        element('td', {}, candidate.node === chosen ? `chosen: ${candidate.reason}` : candidate.reason));
    const heading = (text, isNumber) => element('th', { scope: 'col', class: isNumber ? 'number' : undefined }, text);
    const caption = total > candidates.length ? `The first ${candidates.length} of ${total} candidates` : 'Candidates, the best first';
    return element('div', { class: 'scroll small', tabindex: '0', role: 'region', 'aria-label': 'Candidates, scrolls' },
      element('table', {},
        element('caption', {}, caption),
        element('thead', {}, element('tr', {},
          heading('#', true), heading('Node'), heading('Score', true), heading('Round trip', true), heading('km', true),
          heading('Load', true), heading('Reason'))),
        element('tbody', {}, ...candidates.map(row))));
  }
}

function verdict(answer) {
  const of = answer.resource ? ` ${answer.resource}` : '';
  const home = answer.homeRegion ? `, at home in ${answer.homeRegion}` : '';
  return answer.node
    ? `${answer.node} would answer (${answer.target}${of}${home}): ${answer.reason}.`
    : `No node would answer: ${answer.reason}`;
}

/** What the data's maker asks to be said; a link where its name is an address. */
function attribution(text) {
  const address = /https:\/\/[^\s,)]+/.exec(text)?.[0];
  return address ? element('a', { href: address, rel: 'noreferrer' }, text) : text;
}
