// A shop that knows nothing of the network, and a project's domain in front of it: cached at the edge, purged, given back.
import test from 'node:test';
import assert from 'node:assert/strict';
import http from 'node:http';
import { once } from 'node:events';
import { api, call, clients, consoleUser, eventually, project, unique } from './network.mjs';

const home = await project(await consoleUser(), 'nyc');
const credentials = { 'x-appwrite-project': home.id, 'x-appwrite-key': home.key };
const domain = `${unique('shop')}.localhost`;
let asked = 0;
let price = '10';

const shop = http.createServer((request, response) => {
  asked++;
  if (request.url.startsWith('/gone')) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'cache-control': 'max-age=600', 'surrogate-key': 'prices' });
  response.end(`${request.method} ${request.url} ${price}`);
});
shop.listen(0, '127.0.0.1');
await once(shop, 'listening');
const url = `http://127.0.0.1:${shop.address().port}`;
const buy = (more) => call('/shoes?size=9', { host: domain, from: clients.sgp, ...more });

test.after(() => shop.close());

test('a domain is put in front of the shop, and the nearest edge keeps its answers', async () => {
  const rule = (await api('POST', '/network/origins', { domain, url }, credentials)).json();
  assert.equal(`${rule.type} ${rule.originUrl} ${rule.status}`, `origin ${url} verified`);
  const miss = await eventually('the domain leads to the shop', () => buy(), (a) => a.status === 200);
  assert.equal(miss.text, 'GET /shoes?size=9 10');
  assert.equal(miss.headers['meridian-edge'], 'sgp');
  await eventually('it is kept', () => buy(), (a) => /hit/.test(a.headers['cache-status']));
  const before = asked;
  price = '12';
  assert.equal((await buy()).text, 'GET /shoes?size=9 10');
  assert.equal(asked, before);
});

test('a purge by the shop\'s own tag reaches every edge', async () => {
  const receipt = (await api('POST', '/network/purges', { tags: ['prices'] }, credentials)).json();
  assert.equal(receipt.confirmed, true);
  assert.equal((await buy()).text, 'GET /shoes?size=9 12');
});

test('what is posted reaches the shop, once', async () => {
  const before = asked;
  assert.equal((await buy({ method: 'POST', body: 'one pair' })).text, 'POST /shoes?size=9 12');
  assert.equal(asked, before + 1);
});

test('a policy says what makes no difference, what is not there, and whom the cache leaves alone', async () => {
  const rules = [
    { keepQuery: ['size'] },
    { bypassCookies: ['basket'] },
    { host: domain, prefix: '/gone', statuses: [404], ttl: 60 },
  ];
  const policy = (await api('PUT', '/network/cache-policy', { rules }, credentials)).json();
  assert.deepEqual(policy.rules[2], {
    host: domain, prefix: '/gone', extensions: [], statuses: [404], ttl: 60,
    force: false, bypass: false, bypassCookies: [],
  });
  const at = (path, more) => call(path, { host: domain, from: clients.sgp, ...more });
  await eventually('what is not there is kept', () => at('/gone/1'), (a) => /hit/.test(a.headers['cache-status']));
  await eventually('the shop answers once', () => buy(), (a) => /hit/.test(a.headers['cache-status']));
  assert.match((await at('/shoes?ref=mail&size=9')).headers['cache-status'], /hit/);
  assert.match((await at('/shoes?size=10')).headers['cache-status'], /uri-miss/);
  assert.match((await buy({ headers: { cookie: 'basket=1' } })).headers['cache-status'], /fwd=bypass.*cookie/);
  await api('PUT', '/network/cache-policy', { rules: [] }, credentials);
  await eventually('the policy is gone', () => at('/gone/2'), (a) => !/stored/.test(a.headers['cache-status']));
});

test('the domain goes with its rule', async () => {
  const rules = (await api('GET', '/proxy/rules', undefined, credentials)).json().rules;
  const rule = rules.find((one) => one.domain === domain);
  await api('DELETE', `/proxy/rules/${rule.$id}`, undefined, credentials);
  await eventually('nobody answers there', () => buy(), (a) => a.status === 404);
});
