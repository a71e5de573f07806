// What a program does that uses npm's cassandra-driver. client.js HOST VERSION STEP; ends with 0 when all is as it should be.
'use strict';
const assert = require('assert');
const cassandra = require('cassandra-driver');

const [host, version, step] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const keyspace = `node_v${version}`;

function connect(more) {
  return new cassandra.Client({
    contactPoints: [host], localDataCenter: 'datacenter1', protocolOptions: { maxVersion: version }, socketOptions: { readTimeout: 60000 },
    ...more,
  });
}

async function refused(client, query, code, words) {
  try {
    await client.execute(query);
  } catch (e) {
    assert.strictEqual(e.code, code, e.message);
    assert.ok(e.message.includes(words), e.message);
    return;
  }
  assert.fail(`${query} was not refused`);
}

async function make(client) {
  await client.execute(
    `CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}`);
  await client.execute(`USE ${keyspace}`);
  await client.execute('CREATE TABLE people (team text, name text, age int, tags set<text>, PRIMARY KEY (team, name))');
  const table = await client.metadata.getTable(keyspace, 'people');
  assert.deepStrictEqual(table.partitionKeys.map((c) => c.name), ['team']);
  assert.deepStrictEqual(table.clusteringKeys.map((c) => c.name), ['name']);
}

async function write(client) {
  const insert = `INSERT INTO ${keyspace}.people (team, name, age, tags) VALUES (?, ?, ?, ?)`;
  const all = [];
  for (let i = 0; i < 500; i++) {
    all.push(client.execute(insert, ['red', `n${String(i).padStart(3, '0')}`, i, ['x', `t${i}`]], { prepare: true }));
  }
  await Promise.all(all);
  await client.batch(
    [{ query: insert, params: ['blue', 'a', 1, null] }, { query: insert, params: ['blue', 'b', 2, ['z']] }], { prepare: true });
}

async function read(client) {
  const query = `SELECT name, age, tags FROM ${keyspace}.people WHERE team = ?`;
  const names = [];
  for await (const row of client.stream(query, ['red'], { prepare: true, fetchSize: 60, autoPage: true })) {
    names.push(row.name);
    assert.ok(row.tags.includes('x'));
  }
  assert.strictEqual(names.length, 500);
  assert.deepStrictEqual(names, [...names].sort());
  const blue = await client.execute(query, ['blue'], { prepare: true });
  assert.deepStrictEqual(blue.rows.map((r) => [r.name, r.age, r.tags]), [['a', 1, null], ['b', 2, ['z']]]);
  const page = await client.execute(query, ['red'], { prepare: true, fetchSize: 10 });
  const next = await client.execute(query, ['red'], { prepare: true, fetchSize: 10, pageState: page.pageState });
  assert.strictEqual(next.rows[0].name, 'n010');
}

async function errors(client) {
  const codes = cassandra.types.responseErrorCodes;
  await refused(client, 'SELEC 1', codes.syntaxError, 'line 1:0');
  await refused(client, `SELECT * FROM ${keyspace}.nothing`, codes.invalid, 'nothing');
  await refused(client, `CREATE TABLE ${keyspace}.people (a int PRIMARY KEY)`, codes.alreadyExists, 'already existing table');
}

(async () => {
  const client = connect({});
  await client.connect();
  assert.strictEqual(client.controlConnection.protocolVersion, version);
  assert.strictEqual(client.hosts.length, 1);
  assert.strictEqual(client.hosts.values()[0].cassandraVersion, '5.0.6');
  if (step === 'first') {
    await make(client);
    await write(client);
    await read(client);
    await errors(client);
  } else {
    await read(client);
  }
  await client.shutdown();
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
