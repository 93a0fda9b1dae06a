// A light function with packages of the registry, by the unmodified SDK: installed and bundled by its build, run at edges.
import test from 'node:test';
import assert from 'node:assert/strict';
import http from 'node:http';
import { execFileSync } from 'node:child_process';
import { Client, Functions, ID } from 'node-appwrite';
import { InputFile } from 'node-appwrite/file';
import { bundle, call, clients, consoleUser, endpoint, eventually, project, router } from './network.mjs';

const home = await project(await consoleUser(), 'nyc');
const functions = new Functions(new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key));

const MAIN = `
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { AutoRouter } from 'itty-router';
import { SignJWT, generateKeyPair, jwtVerify, exportJWK, importJWK } from 'jose';
import { Client, Functions } from 'node-appwrite';

const app = new Hono();
const router = AutoRouter({ base: '/itty' });
router.get('/:n', ({ params }) => ({ double: params.n * 2 }));

app.get('/hono/:name', (c) => c.json({ hello: c.req.param('name'), x: c.req.query('x') }));
app.post('/form', async (c) => { const form = await c.req.parseBody(); return c.text(form.name + ' ' + await form.file.text()); });
app.all('/itty/*', (c) => router.fetch(c.req.raw));
app.get('/jose', async (c) => {
  const verified = [];
  for (const alg of ['ES256', 'EdDSA']) {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const token = await new SignJWT({ alg }).setProtectedHeader({ alg }).setExpirationTime('1h').sign(privateKey);
    const { payload } = await jwtVerify(token, await importJWK(await exportJWK(publicKey), alg));
    verified.push(payload.alg);
  }
  const secret = new TextEncoder().encode('a secret that is long enough to be one');
  const token = await new SignJWT({ alg: 'HS256' }).setProtectedHeader({ alg: 'HS256' }).sign(secret);
  verified.push((await jwtVerify(token, secret)).payload.alg);
  await jwtVerify(token.slice(0, -2) + 'xx', secret).catch((e) => verified.push(e.code));
  return c.json(verified);
});
const own = (c) => new Functions(new Client().setEndpoint(process.env.APPWRITE_FUNCTION_API_ENDPOINT)
  .setProject(process.env.APPWRITE_FUNCTION_PROJECT_ID).setKey(c.req.header('x-appwrite-key')));
app.get('/own', async (c) => {
  const list = await own(c).list();
  return c.json(list.functions.map((one) => one.name));
});
app.get('/self', async (c) => {
  try {
    const inner = await own(c).createExecution({ functionId: process.env.APPWRITE_FUNCTION_ID, xpath: '/self', method: 'GET', headers: { 'cdn-loop': 'nothing' } });
    return c.json({ depth: 1 + JSON.parse(inner.responseBody).depth });
  } catch (thrown) { return c.json({ depth: 0, why: thrown.message }); }
});
app.get('/stream', (c) => stream(c, async (out) => { for (const part of ['a', 'b', 'c']) { await out.write(part); await out.sleep(20); } }));
let release;
const released = new Promise((done) => { release = done; });
app.get('/gate', (c) => stream(c, async (out) => { await out.write('before'); await released; await out.write('after'); }));
app.get('/release', (c) => { release(); return c.text('released'); });
app.onError((thrown, c) => c.text(String(thrown.stack), 500));
export default app;
`;

const npm = {
  npm_config_registry: execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim(),
  ...(process.env.NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS } : {}),
};
const id = ID.unique();

test('it is built with what it depends on', async () => {
  await functions.create({
    functionId: id, name: 'packaged', runtime: 'edge-js-1', execute: ['any'], entrypoint: 'src/main.js',
    commands: 'npm install --no-audit --no-fund', scopes: ['functions.read', 'execution.write'],
  });
  for (const [key, value] of Object.entries(npm)) await functions.createVariable({ functionId: id, variableId: ID.unique(), key, value });
  const files = {
    'src/main.js': MAIN,
    'package.json': JSON.stringify({ type: 'module', dependencies: { hono: '4.13.19', 'itty-router': '5.0.24', jose: '6.2.18', 'node-appwrite': '27.1.0' } }),
  };
  const deployment = await functions.createDeployment({ functionId: id, activate: true, code: InputFile.fromBuffer(bundle(files), 'code.tar.gz') });
  const built = await eventually('the deployment is built',
    () => functions.getDeployment({ functionId: id, deploymentId: deployment.$id }),
    (one) => one.status === 'ready' || one.status === 'failed', 120_000);
  assert.equal(built.status, 'ready', built.buildLogs);
  assert.match(built.buildLogs, /bundled by esbuild/);
});

const get = (path, options = {}) => eventually(`${path} is answered`,
  () => call(path, { host: `${id}.network.localhost`, from: Object.values(clients)[0], ...options }), (one) => one.status !== 404 && one.status !== 503);

/** A response whose body is still to be read. */
const open = (path, { host, from }) => new Promise((resolve, reject) => {
  http.get(router + path, { headers: { host: `${host}:${new URL(router).port}`, 'x-forwarded-for': from } }, resolve).on('error', reject);
});

test('hono, itty-router and jose work at an edge', async () => {
  const hono = await get('/hono/Ada?x=1');
  assert.equal(hono.text, '{"hello":"Ada","x":"1"}');
  assert.match(hono.headers['meridian-executed-at'], /^edge:/);
  assert.equal((await get('/itty/21')).text, '{"double":42}');
  assert.equal((await get('/jose')).text, '["ES256","EdDSA","HS256","ERR_JWS_SIGNATURE_VERIFICATION_FAILED"]');
  assert.equal((await get('/stream')).text, 'abc');
});

test('a response is on its way while the function still makes it', async () => {
  const options = { host: `${id}.network.localhost`, from: Object.values(clients)[0] };
  const answer = await open('/gate', options);
  const parts = answer[Symbol.asyncIterator]();
  assert.equal(String((await parts.next()).value), 'before');
  assert.equal((await get('/release')).text, 'released');
  assert.equal(String((await parts.next()).value), 'after');
  assert.equal((await parts.next()).done, true);
});

test('the SDK within it calls its own region', async () => {
  assert.equal((await get('/own')).text, '["packaged"]');
});

test('a function that executes itself comes to an end', async () => {
  assert.equal((await get('/self')).text, '{"depth":16}');
});
