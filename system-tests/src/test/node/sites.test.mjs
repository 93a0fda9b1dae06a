// A static site by the SDK: made, uploaded in chunks, opened at its region and at every edge, switched and rolled back;
// another one with pages and folders.
import test from 'node:test';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import { Client, ID, Proxy, Query, Sites } from 'node-appwrite';
import { InputFile } from 'node-appwrite/file';
import { bundle, call, clients, consoleUser, endpoint, eventually, project } from './network.mjs';

const home = await project(await consoleUser(), 'nyc');
const sites = new Sites(new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key));
const proxy = new Proxy(new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key));
const id = ID.unique();
const host = `${id}.network.localhost`;
const deployments = {};

async function deploy(siteId, files, activate) {
  const accepted = await sites.createDeployment({
    siteId, activate, code: InputFile.fromBuffer(bundle(files), 'code.tar.gz'),
  });
  assert.ok(['waiting', 'processing', 'building', 'ready'].includes(accepted.status), accepted.status);
  const built = await eventually('the build ends',
    () => sites.getDeployment({ siteId, deploymentId: accepted.$id }), (d) => ['ready', 'failed'].includes(d.status));
  assert.equal(built.status, 'ready', built.buildLogs);
  return built;
}

async function everywhere(deployment) {
  for (const [edge, from] of Object.entries(clients)) {
    const answer = await eventually(`edge ${edge} serves ${deployment}`, () => call('/', { host, from }),
      (a) => a.status === 200 && a.headers['meridian-deployment'] === deployment);
    assert.equal(answer.headers['meridian-edge'], edge);
    for (const path of ['/', '/app.js', '/']) {
      assert.equal((await call(path, { host, from })).headers['meridian-deployment'], deployment, `${edge} ${path}`);
    }
  }
}

test('a site is made, listed and refused twice', async () => {
  const made = await sites.create({
    siteId: id, name: 'Shop', framework: 'vite', buildRuntime: 'node-22', fallbackFile: 'index.html',
  });
  assert.equal(made.$id, id);
  assert.equal(made.deploymentId, '');
  await assert.rejects(
    sites.create({ siteId: id, name: 'Shop', framework: 'vite', buildRuntime: 'node-22' }),
    (refusal) => refusal.code === 409 && refusal.type === 'site_already_exists');
  assert.equal((await sites.list({ queries: [Query.equal('name', 'Shop')] })).total, 1);
  assert.equal((await sites.listFrameworks()).total, 15);
});

test('an upload in chunks is opened at the region and at every edge', async () => {
  const built = await deploy(
    id, { 'index.html': '<h1>one</h1>', 'app.js': 'one', 'one.js': 'only in one', 'noise.bin': randomBytes(6_000_000) }, true);
  deployments.one = built.$id;
  assert.ok(built.sourceSize > 5_242_880);
  const atHome = await eventually('the region serves it', () => call('/', { host: `${id}.nyc.run.localhost` }),
    (a) => a.status === 200);
  assert.equal(atHome.text, '<h1>one</h1>');
  assert.equal(atHome.headers['meridian-region'], 'nyc');
  await everywhere(built.$id);
  const hit = await call('/app.js', { host, from: clients.sgp });
  assert.equal(hit.headers['cache-status'], 'meridian-sgp; hit');
  assert.equal(hit.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal((await call('/app.js', { host, headers: { 'if-none-match': hit.headers.etag } })).status, 304);
  const part = await call('/app.js', { host, headers: { range: 'bytes=1-1' } });
  assert.equal(`${part.status} ${part.text}`, '206 n');
  assert.equal((await call('/orders/42', { host })).text, '<h1>one</h1>', 'the fallback file');
  assert.equal((await call('/', { host, method: 'POST' })).status, 405);
});

test('another deployment is activated everywhere and rolled back', async () => {
  const two = await deploy(id, { 'index.html': '<h1>two</h1>', 'app.js': 'two' }, false);
  deployments.two = two.$id;
  assert.equal((await call('/', { host, from: clients.sgp })).text, '<h1>one</h1>');
  const site = await sites.updateSiteDeployment({ siteId: id, deploymentId: two.$id });
  assert.equal(site.deploymentId, two.$id);
  await everywhere(two.$id);
  const old = await call('/one.js', { host, from: clients.sgp, headers: { referer: `http://${host}/` } });
  assert.equal(old.text, 'only in one', 'an old page still gets its files');
  assert.equal((await call('/one.js', { host, from: clients.sgp })).text, '<h1>two</h1>');
  assert.equal((await call('/', { host: `${id}.nyc.run.localhost` })).text, '<h1>two</h1>');

  await sites.updateSiteDeployment({ siteId: id, deploymentId: deployments.one });
  await everywhere(deployments.one);
});

test('a domain leads to the site, and its variables stay secret', async () => {
  const domain = `${id}.localhost`;
  const rule = await proxy.createSiteRule({ domain, siteId: id });
  assert.equal(rule.status, 'verified');
  const answer = await eventually('the domain serves the site', () => call('/', { host: domain }), (a) => a.status === 200);
  assert.equal(answer.text, '<h1>one</h1>');
  await sites.createVariable({ siteId: id, variableId: ID.unique(), key: 'TOKEN', value: 's3cret' });
  const listed = await sites.listVariables({ siteId: id });
  assert.equal(listed.variables[0].value, '');
  assert.ok(!JSON.stringify(await sites.get({ siteId: id })).includes('s3cret'));
});

test('pages have clean addresses, types and a 404 page of their own; what begins with a dot is nobody\'s', async () => {
  const docs = ID.unique();
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  await sites.create({
    siteId: docs, name: 'Docs', framework: 'other', buildRuntime: 'static-1', outputDirectory: './dist',
  });
  await deploy(docs, {
    'dist/index.html': '<h1>Docs</h1>', 'dist/about.html': '<h1>About</h1>', 'dist/guide/index.html': '<h1>Guide</h1>',
    'dist/404.html': '<h1>Not here</h1>', 'dist/img/dot.png': png, 'dist/caf\u00e9.txt': 'caf\u00e9', 'dist/.env': 'KEY=1',
    'dist/long.txt': 'word '.repeat(1_000),
    'dist/.well-known/security.txt': 'Contact: mailto:a@example.com', 'package.json': '{}',
  }, true);
  const at = (path, more) => call(path, { host: `${docs}.network.localhost`, from: clients.fra, ...more });
  await eventually('the site is there', () => at('/'), (a) => a.text === '<h1>Docs</h1>');

  assert.equal((await at('/about')).text, '<h1>About</h1>');
  const moved = await at('/guide?page=2');
  assert.equal(`${moved.status} ${moved.headers.location}`, '301 /guide/?page=2');
  assert.equal((await at('/guide/')).text, '<h1>Guide</h1>');
  const image = await at('/img/dot.png');
  assert.equal(image.headers['content-type'], 'image/png');
  assert.equal(image.headers['x-content-type-options'], 'nosniff');
  assert.deepEqual(image.bytes, png);
  const small = await at('/long.txt', { headers: { 'accept-encoding': 'gzip, br' } });
  assert.equal(`${small.headers['content-encoding']} ${small.headers.vary}`, 'br Accept-Encoding');
  assert.equal(brotliDecompressSync(small.bytes).toString(), 'word '.repeat(1_000));
  assert.equal((await at('/long.txt')).text, 'word '.repeat(1_000));
  assert.equal((await at('/caf%C3%A9.txt')).text, 'caf\u00e9');
  assert.equal((await at('/.well-known/security.txt')).status, 200);
  for (const path of ['/none', '/.env', '/package.json', '/dist/index.html', '/../package.json', '/%2e%2e/package.json',
    '/img/..%2f..%2fpackage.json', '/img/']) {
    const absent = await at(path);
    assert.equal(`${absent.status} ${absent.text}`, '404 <h1>Not here</h1>', path);
  }
  const head = await at('/about', { method: 'HEAD' });
  assert.equal(`${head.status} ${head.headers['content-length']} ${head.text}`, '200 14 ');
});
