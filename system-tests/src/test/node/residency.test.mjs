// A row with a marker in a project homed in nyc; with AGAIN, the row is found after a restart of everything.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, ID, TablesDB } from 'node-appwrite';
import { consoleUser, endpoint, project } from './network.mjs';

const notes = join(tmpdir(), `meridian-${new URL(endpoint).port}-residency.json`);

test('a row stays where its project is at home', async () => {
  if (process.env.AGAIN) {
    const { id, key, at, rowId } = JSON.parse(readFileSync(notes, 'utf8'));
    const tables = new TablesDB(new Client().setEndpoint(endpoint).setProject(id).setKey(key));
    assert.equal((await tables.getRow({ ...at, rowId })).text, process.env.MARKER);
    return;
  }
  const home = await project(await consoleUser(), 'nyc');
  const tables = new TablesDB(new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key));
  const database = await tables.create({ databaseId: ID.unique(), name: 'd' });
  const table = await tables.createTable({
    databaseId: database.$id, tableId: ID.unique(), name: 't', columns: [{ key: 'text', type: 'string', size: 200, required: true }],
  });
  const at = { databaseId: database.$id, tableId: table.$id };
  const row = await tables.createRow({ ...at, rowId: ID.unique(), data: { text: process.env.MARKER } });
  writeFileSync(notes, JSON.stringify({ id: home.id, key: home.key, at, rowId: row.$id }));
});
