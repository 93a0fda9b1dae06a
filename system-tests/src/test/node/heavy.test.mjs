// Functions of Node.js and Python by the unmodified SDK: built with what they depend on, executed in their home region.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Client, Functions, ID } from 'node-appwrite';
import { InputFile } from 'node-appwrite/file';
import { bundle, call, clients, consoleUser, endpoint, eventually, project } from './network.mjs';

const home = await project(await consoleUser(), 'nyc');
const functions = new Functions(new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key));
const { runtimes } = await functions.listRuntimes();

/** The registry and certificates that npm is set up with here; a build sees no settings of the machine. */
const npm = {
  npm_config_registry: execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim(),
  ...(process.env.NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS } : {}),
};

async function deployed({ key, entrypoint, commands, variables, files }) {
  const runtime = runtimes.find((one) => one.key === key);
  assert.ok(runtime, `${key} is among ${runtimes.map((one) => one.$id)}`);
  const id = ID.unique();
  await functions.create({ functionId: id, name: key, runtime: runtime.$id, execute: ['any'], entrypoint, commands });
  for (const [name, value] of Object.entries(variables)) {
    await functions.createVariable({ functionId: id, variableId: ID.unique(), key: name, value });
  }
  const deployment = await functions.createDeployment({
    functionId: id, activate: true, code: InputFile.fromBuffer(bundle(files), 'code.tar.gz'),
  });
  const built = await eventually('the deployment is built',
    () => functions.getDeployment({ functionId: id, deploymentId: deployment.$id }),
    (one) => one.status === 'ready' || one.status === 'failed', 120_000);
  assert.equal(built.status, 'ready', built.buildLogs);
  return id;
}

/** By the SDK, by the function's host from near every edge, and at an edge itself: the home region answers. */
async function answersEverywhere(id, greeting) {
  const execution = await functions.createExecution({ functionId: id, body: 'Ada' });
  assert.equal(execution.status, 'completed', execution.errors);
  assert.equal(execution.responseBody, greeting);
  assert.equal(execution.logs, 'asked by Ada');
  for (const [near, from] of Object.entries(clients)) {
    const answer = await eventually(`it is answered from near ${near}`,
      () => call('/', { host: `${id}.network.localhost`, method: 'POST', body: 'Ada', from }), (one) => one.status === 200);
    assert.equal(answer.text, greeting);
    assert.equal(answer.headers['meridian-executed-at'], 'region:nyc');
  }
  const relayed = await eventually('an edge has it answered at home',
    () => call('/', { host: `${id}.network.localhost`, method: 'POST', body: 'Ada', base: process.env.EDGE_URL }),
    (one) => one.status === 200);
  assert.equal(relayed.text, greeting);
  assert.equal(relayed.headers['meridian-edge'], 'sgp');
  assert.equal(relayed.headers['meridian-executed-at'], 'region:nyc');
}

test('a Node.js function uses a package from the registry', async () => {
  const id = await deployed({
    key: 'node',
    entrypoint: 'src/main.js',
    commands: 'npm install --no-audit --no-fund',
    variables: npm,
    files: {
      'package.json': JSON.stringify({ name: 'greeter', version: '1.0.0', dependencies: { ms: '2.1.3' } }),
      'src/main.js': `const ms = require('ms');
        module.exports = async ({ req, res, log }) => {
          log('asked by ' + req.bodyText);
          return res.text('Hello ' + req.bodyText + ', an hour has ' + ms('1h') + ' ms');
        };`,
    },
  });
  await answersEverywhere(id, 'Hello Ada, an hour has 3600000 ms');
});

test('a Python function answers alike', async () => {
  const id = await deployed({
    key: 'python',
    entrypoint: 'main.py',
    commands: 'mkdir words && echo "HELLO = \'Hello\'" > words/__init__.py',
    variables: {},
    files: {
      'main.py': [
        'from words import HELLO',
        '',
        'async def main(context):',
        '    context.log("asked by", context.req.body_text)',
        '    return context.res.text(f"{HELLO} {context.req.body_text}, from Python")',
        '',
      ].join('\n'),
    },
  });
  await answersEverywhere(id, 'Hello Ada, from Python');
});
