// Functions of WebAssembly by the unmodified SDK: built from modules that compilers of Rust and C made, run at edges.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Client, Functions, ID } from 'node-appwrite';
import { InputFile } from 'node-appwrite/file';
import { bundle, call, clients, consoleUser, endpoint, eventually, project } from './network.mjs';

const modules = new URL('../../../../functions/src/test/resources/dev/meridian/functions/wasm/', import.meta.url);
const home = await project(await consoleUser(), 'nyc');
const functions = new Functions(new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key));

/** A function of one module; the answer is its build, and how it is called at an edge. */
async function deployed(file, variables = {}, module = readFileSync(new URL(file, modules))) {
  const id = ID.unique();
  await functions.create({ functionId: id, name: file, runtime: 'edge-js-1', execute: ['any'], entrypoint: file });
  for (const [key, value] of Object.entries(variables)) await functions.createVariable({ functionId: id, variableId: ID.unique(), key, value });
  const deployment = await functions.createDeployment({ functionId: id, activate: true, code: InputFile.fromBuffer(bundle({ [file]: module }), 'code.tar.gz') });
  const build = await eventually('the deployment is built',
    () => functions.getDeployment({ functionId: id, deploymentId: deployment.$id }),
    (one) => one.status === 'ready' || one.status === 'failed', 60_000);
  const ask = (path, options = {}) => eventually(`${path} is answered`,
    () => call(path, { host: `${id}.network.localhost`, from: Object.values(clients)[0], ...options }), (one) => one.status !== 404 && one.status !== 503);
  return { id, build, ask };
}

test('a command in Rust', async () => {
  const { id, build, ask } = await deployed('shout.wasm', { GREETING: 'hello' });
  assert.equal(build.status, 'ready', build.buildLogs);
  assert.match(build.buildLogs, /a WASI command/);

  const answer = await ask('/a%20b?x=1', { method: 'POST', body: 'quiet', headers: { 'x-name': 'Ada' } });
  assert.equal(answer.status, 201);
  assert.match(answer.headers['meridian-executed-at'], /^edge:/);
  assert.equal(answer.headers['x-greeting'], 'hello');
  assert.equal(answer.text, 'POST /a b?x=1\n["shout.wasm"] Ada\nQUIET');

  const execution = await functions.createExecution({ functionId: id, body: 'by the API', xpath: '/p', method: 'PUT' });
  assert.equal(execution.responseStatusCode, 201);
  assert.match(execution.responseBody, /^PUT \/p\?\n.*\nBY THE API$/);
  assert.equal(execution.errors, '10 bytes came');
});

test('a handler in C', async () => {
  const { build, ask } = await deployed('mirror.wasm');
  assert.equal(build.status, 'ready', build.buildLogs);
  assert.match(build.buildLogs, /a handler/);

  const bytes = Buffer.from([0, 255, 128, 10, 0]);
  const answer = await ask('/path?q', { method: 'POST', body: bytes });
  assert.equal(answer.status, 200);
  assert.match(answer.headers['meridian-executed-at'], /^edge:/);
  assert.match(answer.headers['x-calls'], /^10\d$/);
  assert.deepEqual(answer.bytes.subarray(-9), Buffer.concat([Buffer.from([5, 0, 0, 0]), bytes]));
  assert.equal(answer.bytes.subarray(0, 8).toString('latin1'), '\x04\0\0\0POST');
});

test('what a module does wrong fails its own call', async () => {
  const { build, ask } = await deployed('hostile-command.wasm');
  assert.equal(build.status, 'ready', build.buildLogs);

  assert.equal((await ask('/')).text, 'well');
  assert.equal((await ask('/loop')).status, 500);
  assert.equal((await ask('/exit')).status, 500);
  assert.equal((await ask('/')).text, 'well');
});

test('a module that cannot be a function fails its build, with the reason', async () => {
  const { build } = await deployed('main.wasm', {}, Buffer.from('\0asm\x01\0\0\0', 'latin1'));
  assert.equal(build.status, 'failed');
  assert.match(build.buildLogs, /must export either _start \(a WASI command\) or meridian_handle/);
});
