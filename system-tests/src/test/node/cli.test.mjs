// The unmodified appwrite-cli: log in, make a project, push, run. What it prints is shown.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { api, call, consoleUser, endpoint, eventually, project, unique } from './network.mjs';

const program = createRequire(import.meta.url).resolve('appwrite-cli/index.js');
const home = mkdtempSync(join(tmpdir(), 'meridian-cli-home-'));
const owner = await consoleUser();
const nyc = await project(owner, 'nyc');
const admin = { cookie: owner.cookie, 'x-appwrite-project': nyc.id, 'x-appwrite-mode': 'admin' };

/** Runs the CLI where nobody can answer a prompt. */
function appwrite(folder, ...args) {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, timeout: 90_000, env: { ...process.env, HOME: home, NO_COLOR: '1' } };
    const started = execFile(process.execPath, [program, ...args], options, (failure, out, err) => {
      const text = `${out}${err}`.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
      console.log(`$ appwrite ${args.join(' ').replace(owner.password, '***')}\n${text}`);
      failure ? reject(new Error(`appwrite ${args[0]}: ${failure.message}\n${text}`)) : resolve(text);
    });
    started.stdin.end();
  });
}

/** A folder with a function in it that says what started it; started by an event, it tells the test its key. */
function folder(settings = {}) {
  const path = mkdtempSync(join(tmpdir(), 'meridian-cli-'));
  mkdirSync(join(path, 'code'));
  writeFileSync(join(path, 'code/main.js'), `
    export default async ({ req, res, log }) => {
      const event = req.headers['x-appwrite-event'];
      log(event ? JSON.stringify({ event, row: req.bodyJson, key: req.headers['x-appwrite-key'] }) : 'no event');
      return res.text('pushed, ' + req.method);
    };
  `);
  const config = {
    projectId: nyc.id,
    projectName: 'Pushed',
    endpoint,
    functions: [{
      $id: 'hello', name: 'Hello', runtime: 'edge-js-1', specification: 's-1vcpu-512mb', execute: ['any'], events: [],
      schedule: '', timeout: 15, enabled: true, logging: true, entrypoint: 'main.js', commands: '',
      scopes: ['rows.write'], path: 'code', ...settings,
    }],
    buckets: [{
      $id: 'files', $permissions: [], fileSecurity: false, name: 'Files', enabled: true, maximumFileSize: 1_000_000,
      allowedFileExtensions: [], compression: 'none', encryption: true, antivirus: true,
    }],
    teams: [{ $id: 'crew', name: 'Crew' }],
  };
  writeFileSync(join(path, 'appwrite.config.json'), JSON.stringify(config, null, 2));
  return path;
}

const hello = async () => (await api('GET', '/functions/hello', undefined, admin)).json();

test('a person logs in and makes a project', async () => {
  const text = await appwrite(home, 'login', '--email', owner.email, '--password', owner.password, '--endpoint', endpoint);
  assert.match(text, /Successfully signed in as/);
  const id = unique('cli');
  const made = await appwrite(
    home, 'projects', 'create', '--project-id', id, '--name', 'Made by the CLI', '--team-id', nyc.team.$id, '--json');
  assert.equal(JSON.parse(made).name, 'Made by the CLI');
});

test('a function is pushed, answers at the host that it was given, and is pushed again', async () => {
  const here = folder();
  const text = await appwrite(here, 'push', 'functions', '--all', '--force');
  assert.match(text, /Successfully pushed 1 functions/);
  const host = /Deployed .* (\S+\.network\.localhost)/.exec(text)[1];
  const answer = await eventually('the edges know the host', () => call('/', { host }), (a) => a.status === 200);
  assert.equal(answer.text, 'pushed, GET');
  const first = (await hello()).deploymentId;
  await appwrite(here, 'push', 'functions', '--all', '--force');
  assert.notEqual((await hello()).deploymentId, first);
});

test('a function is run', async () => {
  const here = folder();
  const done = JSON.parse(await appwrite(here, 'functions', 'create-execution', '--function-id', 'hello', '--json'));
  assert.equal(done.status, 'completed');
  assert.equal(done.functionId, 'hello');
  assert.equal(done.responseBody, 'pushed, POST');
  const listed = JSON.parse(await appwrite(here, 'functions', 'list-executions', '--function-id', 'hello', '--json'));
  assert.ok(listed.executions.some((one) => one.$id === done.$id));
});

test('settings, buckets and teams are pushed; what was pushed is pulled', async () => {
  const here = folder();
  await appwrite(here, 'push', 'settings', '--all', '--force');
  await appwrite(here, 'push', 'buckets', '--all', '--force');
  await appwrite(here, 'push', 'teams', '--all', '--force');
  assert.equal((await api('GET', `/projects/${nyc.id}`, undefined, { cookie: owner.cookie })).json().name, 'Pushed');
  assert.equal((await api('GET', '/storage/buckets/files', undefined, admin)).json().name, 'Files');
  assert.equal((await api('GET', '/teams/crew', undefined, admin)).json().name, 'Crew');
  const text = await appwrite(here, 'pull', 'functions', '--all', '--force');
  assert.match(text, /Successfully pulled 1 functions/);
  assert.match(readFileSync(join(here, 'code/main.js'), 'utf8'), /pushed, /);
});

/** Writes tables into a folder's configuration: by both vocabularies, each with a column more from the second time on. */
function describeTables(here, columns, attributes) {
  const file = join(here, 'appwrite.config.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  const text = { type: 'string', required: false, array: false, size: 200, default: null, encrypt: false };
  const databases = [{ $id: 'books', name: 'Books', enabled: true }, { $id: 'notes', name: 'Notes', enabled: true }];
  Object.assign(config, {
    tablesDB: databases,
    tables: [{
      $id: 'titles', $permissions: ['read("any")'], databaseId: 'books', name: 'Titles', enabled: true, rowSecurity: false,
      columns: columns.map((key) => ({ key, ...text })),
      indexes: [{ key: 'byTitle', type: 'key', status: 'available', columns: ['title'], orders: ['ASC'] }],
    }],
    databases,
    collections: [{
      $id: 'pages', $permissions: [], databaseId: 'notes', name: 'Pages', enabled: true, documentSecurity: true,
      attributes: attributes.map((key) => ({ key, ...text })),
      indexes: [{ key: 'byText', type: 'fulltext', status: 'available', attributes: ['text'], orders: ['ASC'] }],
    }],
  });
  writeFileSync(file, JSON.stringify(config, null, 2));
}

test('tables and collections are pushed, and pushed again when they have grown', async () => {
  const here = folder();
  describeTables(here, ['title'], ['text']);
  await appwrite(here, 'push', 'tables', '--all', '--force');
  await appwrite(here, 'push', 'collections', '--all', '--force');
  const row = await api('POST', '/tablesdb/books/tables/titles/rows', { rowId: 'r1', data: { title: 'War and Peace' } }, admin);
  assert.equal(row.status, 201);
  const document = await api(
    'POST', '/databases/notes/collections/pages/documents', { documentId: 'd1', data: { text: 'a page' } }, admin);
  assert.equal(document.json().$collectionId, 'pages');
  describeTables(here, ['title', 'author'], ['text', 'color']);
  await appwrite(here, 'push', 'tables', '--all', '--force');
  await appwrite(here, 'push', 'collections', '--all', '--force');
  const columns = (await api('GET', '/tablesdb/books/tables/titles/columns', undefined, admin)).json().columns;
  assert.deepEqual(columns.map((column) => column.key), ['title', 'author']);
  const collection = (await api('GET', '/databases/notes/collections/pages', undefined, admin)).json();
  assert.deepEqual(collection.attributes.map((attribute) => attribute.key), ['text', 'color']);
  assert.equal(collection.indexes[0].type, 'fulltext');
  assert.equal((await api('GET', '/tablesdb/books/tables/titles/rows/r1', undefined, admin)).json().title, 'War and Peace');
});

test('a pushed function is started by rows; a chain that its keys make ends', async () => {
  await api('POST', '/tablesdb', { databaseId: 'shop', name: 'Shop' }, admin);
  const columns = [{ key: 'title', type: 'varchar', size: 200, required: true }];
  await api('POST', '/tablesdb/shop/tables', { tableId: 'items', name: 'Items', columns }, admin);
  await appwrite(folder({ events: ['databases.shop.tables.items.rows.*.create'] }), 'push', 'functions', '--all', '--force');
  const write = (rowId, by) => api('POST', '/tablesdb/shop/tables/items/rows', { rowId, data: { title: 'a row' } }, by);
  const started = async () => (await api('GET', '/functions/hello/executions', undefined, admin)).json().executions
    .filter((one) => one.trigger === 'event' && one.status === 'completed').map((one) => JSON.parse(one.logs));
  const startedBy = (row) => eventually(
    `${row} starts it`, started, (all) => all.some((one) => one.row.$id === row)).then((all) => all.find((one) => one.row.$id === row));

  await write('row1', admin);
  for (let n = 1; n <= 8; n++) {
    const { event, key } = await startedBy(`row${n}`);
    assert.equal(event, `databases.shop.tables.items.rows.row${n}.create`);
    await write(`row${n + 1}`, { 'x-appwrite-project': nyc.id, 'x-appwrite-key': key });
  }
  await write('after', admin);
  await startedBy('after');
  assert.equal((await started()).length, 9);
  assert.equal((await api('GET', '/tablesdb/shop/tables/items/rows', undefined, admin)).json().total, 10);
});

test('a project\'s settings are pushed, and pulled as they were pushed', async () => {
  const path = mkdtempSync(join(tmpdir(), 'meridian-cli-settings-'));
  const services = Object.fromEntries(['account', 'avatars', 'databases', 'locale', 'health', 'storage', 'teams', 'users',
    'sites', 'functions', 'graphql', 'messaging'].map((name) => [name, name !== 'messaging']));
  const methods = {
    jwt: true, phone: false, invites: true, anonymous: true, 'email-otp': true, 'magic-url': true, 'email-password': true,
  };
  const security = {
    duration: 7_000, limit: 50, sessionsLimit: 5, passwordHistory: 0, passwordDictionary: true, personalDataCheck: true,
    sessionAlerts: true, mockNumbers: [{ phone: '+4930123456', otp: '123456' }],
  };
  const settings = { services, auth: { methods, security } };
  const config = join(path, 'appwrite.config.json');
  writeFileSync(config, JSON.stringify({ projectId: nyc.id, projectName: 'Pushed', endpoint, settings }));
  await appwrite(path, 'push', 'settings', '--force');
  writeFileSync(config, JSON.stringify({ projectId: nyc.id, projectName: 'Pushed', endpoint }));
  await appwrite(path, 'pull', 'settings', '--force');
  assert.deepEqual(JSON.parse(readFileSync(config, 'utf8')).settings, settings);
});
