// Databases by the unmodified SDK: rows tied to rows, transactions, geometries, encrypted values, operators, bulk writes.
import test from 'node:test';
import assert from 'node:assert/strict';
import { Client, Databases, ID, Operator, Permission, Query, Role, TablesDB, TablesDBIndexType } from 'node-appwrite';
import { consoleUser, endpoint, eventually, project } from './network.mjs';

const owner = await consoleUser();
const home = await project(owner, 'fra');
const client = new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key);
const tables = new TablesDB(client);
const databaseId = (await tables.create({ databaseId: ID.unique(), name: 'library' })).$id;

async function table(tableId, columns) {
  await tables.createTable({ databaseId, tableId, name: tableId, permissions: [Permission.read(Role.any())] });
  await columns({ databaseId, tableId });
  await eventually(`columns of ${tableId} are available`, () => tables.listColumns({ databaseId, tableId }),
    (list) => list.columns.every((column) => column.status === 'available'));
  return { databaseId, tableId };
}

const authors = await table('authors', (at) => tables.createVarcharColumn({ ...at, key: 'name', size: 100, required: true }));
const books = await table('books', async (at) => {
  await tables.createVarcharColumn({ ...at, key: 'title', size: 100, required: true });
  await tables.createIntegerColumn({ ...at, key: 'copies', required: false, xdefault: 0 });
  await tables.createStringColumn({ ...at, key: 'note', size: 200, required: false, encrypt: true });
  await tables.createPointColumn({ ...at, key: 'shelf', required: false });
});

test('rows are tied to rows, written together and read together', async () => {
  const column = await tables.createRelationshipColumn({
    ...authors, relatedTableId: 'books', type: 'oneToMany', twoWay: true, key: 'books', twoWayKey: 'author', onDelete: 'cascade',
  });
  assert.equal(column.side, 'parent');
  const author = await tables.createRow({
    ...authors, rowId: 'le-guin', data: { name: 'Le Guin', books: [{ $id: 'earthsea', title: 'Earthsea' }, { title: 'Lathe' }] },
  });
  assert.deepEqual(author.books.map((book) => book.title), ['Earthsea', 'Lathe']);
  const { rows } = await tables.listRows({
    ...books, queries: [Query.equal('author.name', 'Le Guin'), Query.select(['title', 'author.name']), Query.orderAsc('title')],
  });
  assert.deepEqual(rows.map((row) => [row.title, row.author.name]), [['Earthsea', 'Le Guin'], ['Lathe', 'Le Guin']]);
  assert.equal((await tables.getRow({ ...books, rowId: 'earthsea' })).author, undefined);
});

test('a transaction is seen by whoever names it, and by all once it is committed', async () => {
  const { $id: transactionId } = await tables.createTransaction({ ttl: 60 });
  await tables.createRow({ ...books, rowId: 'dune', data: { title: 'Dune', copies: 1 }, transactionId });
  await tables.incrementRowColumn({ ...books, rowId: 'dune', column: 'copies', value: 2, transactionId });
  await tables.createOperations({
    transactionId, operations: [{ action: 'update', databaseId, tableId: 'books', rowId: 'earthsea', data: { copies: 7 } }],
  });
  assert.equal((await tables.getRow({ ...books, rowId: 'dune', transactionId })).copies, 3);
  await assert.rejects(tables.getRow({ ...books, rowId: 'dune' }), (e) => e.type === 'row_not_found');
  const committed = await tables.updateTransaction({ transactionId, commit: true });
  assert.equal(committed.status, 'committed');
  assert.equal((await tables.getRow({ ...books, rowId: 'dune' })).copies, 3);
  assert.equal((await tables.getRow({ ...books, rowId: 'earthsea' })).copies, 7);
});

test('a transaction whose row another has changed is refused as a whole', async () => {
  const { $id: transactionId } = await tables.createTransaction();
  await tables.updateRow({ ...books, rowId: 'dune', data: { copies: 10 }, transactionId });
  await tables.updateRow({ ...books, rowId: 'dune', data: { copies: 20 } });
  await assert.rejects(tables.updateTransaction({ transactionId, commit: true }),
    (e) => e.code === 409 && e.type === 'transaction_conflict');
  assert.equal((await tables.getRow({ ...books, rowId: 'dune' })).copies, 20);
  assert.equal((await tables.getTransaction({ transactionId })).status, 'failed');
});

test('geometries are found by where they lie', async () => {
  await tables.createIndex({ ...books, key: 'places', type: TablesDBIndexType.Spatial, columns: ['shelf'] });
  await tables.updateRow({ ...books, rowId: 'dune', data: { shelf: [13.4, 52.5] } });
  await tables.updateRow({ ...books, rowId: 'earthsea', data: { shelf: [2.35, 48.86] } });
  const near = await tables.listRows({ ...books, queries: [Query.distanceLessThan('shelf', [13.3, 52.4], 20_000, true)] });
  assert.deepEqual(near.rows.map((row) => row.$id), ['dune']);
  assert.deepEqual(near.rows[0].shelf, [13.4, 52.5]);
  const square = [[[0, 40], [10, 40], [10, 50], [0, 50], [0, 40]]];
  const within = await tables.listRows({ ...books, queries: [Query.intersects('shelf', square)] });
  assert.deepEqual(within.rows.map((row) => row.$id), ['earthsea']);
});

test('encrypted values are read as they were written, and not searched', async () => {
  await tables.updateRow({ ...books, rowId: 'dune', data: { note: 'lent to Ada' } });
  assert.equal((await tables.getRow({ ...books, rowId: 'dune' })).note, 'lent to Ada');
  assert.equal((await tables.getColumn({ ...books, key: 'note' })).encrypt, true);
  await assert.rejects(tables.listRows({ ...books, queries: [Query.equal('note', 'lent to Ada')] }),
    (e) => e.type === 'general_query_invalid');
});

test('operators and bulk writes work on the rows that are there', async () => {
  const log = await table('log', (at) => tables.createIntegerColumn({ ...at, key: 'n', required: false }));
  const made = await tables.createRows({ ...log, rows: Array.from({ length: 100 }, (_, n) => ({ n })) });
  assert.equal(made.total, 100);
  const changed = await tables.updateRows({ ...log, data: { n: Operator.increment(1000) }, queries: [Query.lessThan('n', 10)] });
  assert.deepEqual(changed.rows.map((row) => row.n), Array.from({ length: 10 }, (_, n) => n + 1000));
  assert.equal((await tables.deleteRows({ ...log, queries: [Query.greaterThanEqual('n', 1000)] })).total, 10);
  assert.equal((await tables.listRows({ ...log })).total, 90);
});

test('the older service sees the same', async () => {
  const databases = new Databases(client);
  const document = await databases.getDocument({ databaseId, collectionId: 'authors', documentId: 'le-guin',
    queries: [Query.select(['*', 'books.title'])] });
  assert.equal(document.$collectionId, 'authors');
  assert.deepEqual(document.books.map((book) => book.title).sort(), ['Earthsea', 'Lathe']);
  const attribute = await databases.getAttribute({ databaseId, collectionId: 'authors', key: 'books' });
  assert.equal(attribute.relatedCollection, 'books');
  await tables.deleteRow({ ...authors, rowId: 'le-guin' });
  await assert.rejects(databases.getDocument({ databaseId, collectionId: 'books', documentId: 'earthsea' }),
    (e) => e.type === 'document_not_found');
});
