import { expect, test } from 'vitest';
import type { PlanRequest } from '../../src/store/contract.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { createPlans } from '../../src/store/plans.ts';
import { createRegister } from '../../src/store/register.ts';
import { createStaging } from '../../src/store/staging.ts';
import { eachDatabase } from '../services/databases.ts';
import { encodeSample, ordinaryRules, type SampleRow } from './sample-rows.ts';

const at = '2026-03-01T05:00:00.000Z';
const people: SampleRow[] = [
  { companyId: 'Acme', employeeNo: '1', email: 'One@example.org', surname: 'Eins', source: 1 },
  { companyId: 'Acme', employeeNo: '2', email: 'two@example.org', surname: 'Zwei', source: 2 },
  { companyId: '', employeeNo: 'three@example.org', email: 'three@example.org', surname: 'Drei', source: 3 },
].map(({ source, ...row }) => ({ ...row, sourceDigest: new Uint8Array(16).fill(source) }));

eachDatabase('a feed whose employee numbers name one person', ({ open }) => {
  /** What a roster would do to the people that the register knows, and what the register then holds of them. */
  async function sync(rows: readonly SampleRow[], quarantined: readonly SampleRow[] = [], known = people) {
    const { knex, dialect, transaction } = await open();
    const register = createRegister(knex, dialect);
    const plans = createPlans(knex, dialect);
    const staging = createStaging(knex, dialect);
    await register.create({ fileId: 1, feed: 'acme', at }, [encodeSample(dialect.rowEncoding, known)]);
    const fileId = await createLedger(knex, dialect).add({
      ...{ feed: 'acme', layout: 'springest', name: 'roster.csv', size: 1, sha256: 'c'.repeat(64), source: 'command' },
      ...{ inboxFingerprint: null, spoolName: null, receivedAt: at, archiveFrom: null, modifiedAt: null },
    });
    await staging.stage(fileId, 'acme', [encodeSample(dialect.rowEncoding, rows)]);
    await staging.stageQuarantined(
      fileId,
      'acme',
      quarantined.map(({ companyId = '', employeeNo = '', email = null }) => ({
        line: 9,
        nth: 1,
        key: { companyId, employeeNo },
        email,
      })),
    );
    const request: PlanRequest = {
      ...{ fileId, feed: 'acme', planNo: 1, hits: 0, quarantined: quarantined.length, unmatchedOnly: false },
      ...{ active: new Map(), manualFields: [], reactivate: 'always', keyScope: 'feed', keepsUnsent: true },
      ...ordinaryRules,
    };
    const { counts } = await plans.write(request);
    const changes = (await Array.fromAsync(plans.changes(fileId, 1))).map(
      ({ kind, employeeNo, fields }) => `${kind} ${employeeNo}: ${fields.map(({ field }) => field).join(' ')}`,
    );
    await transaction((trx) =>
      createRegister(trx, dialect).apply({ fileId, feed: 'acme', planNo: 1, at, manualFields: [] }),
    );
    const found = await register.find({ feed: 'acme' });
    const held = found.map(({ id, companyId, employeeNo, surname, phone, active, attributes }) => ({
      id,
      is: [companyId, employeeNo, surname, phone, active ? 'active' : 'gone'].join('|'),
      attributes,
    }));
    return { counts, changes, held: held.sort((one, other) => one.id - other.id) };
  }

  const [one, two, three] = people as [SampleRow, SampleRow, SampleRow];

  test('finds them in another company, and moves them there', async () => {
    const { counts, changes, held } = await sync([{ ...one, companyId: 'Beta' }, two, three]);

    expect(counts).toMatchObject({ created: 0, updated: 1, unchanged: 2, deactivated: 0, renumbered: 0 });
    expect(changes).toEqual(['updated 1: companyId']);
    expect(held.map(({ is }) => is)).toEqual([
      'Beta|1|Eins||active',
      'Acme|2|Zwei||active',
      '|three@example.org|Drei||active',
    ]);
  });

  test('knows who was known by email alone when they gain a number', async () => {
    const { counts, held } = await sync([one, two, { ...three, employeeNo: '3' }]);

    expect(counts).toMatchObject({ created: 0, updated: 1, unchanged: 2, deactivated: 0, renumbered: 0 });
    expect(held[2]).toMatchObject({ is: '|3|Drei||active' });
  });

  test('counts another number under the same email as renumbered', async () => {
    const { counts, held } = await sync([{ ...one, employeeNo: '11' }, two, three]);

    expect(counts).toMatchObject({ created: 0, renumbered: 1, unchanged: 2, deactivated: 0 });
    expect(held[0]).toMatchObject({ is: 'Acme|11|Eins||active' });
  });

  test('takes nobody for somebody else with whom they share an address, as several active people do', async () => {
    const shared = { email: 'crew@example.org' };
    const team = people.map((person) => ({ ...person, ...shared }));
    const { counts } = await sync([...team.slice(1), { ...one, ...shared, employeeNo: '4' }], [], team);

    expect(counts).toMatchObject({ created: 1, deactivated: 1, renumbered: 0, unchanged: 2 });
  });

  test('knows an email whatever the case of its letters', async () => {
    const nordic = people.map((person) => ({ ...person, email: `Ø${person.email}` }));
    const rows = nordic.map((person) => ({ ...person, email: person.email.toLowerCase() }));
    const { counts } = await sync([...rows.slice(1), { ...rows[0], employeeNo: '4' }], [], nordic);

    expect(counts).toMatchObject({ created: 0, deactivated: 0, renumbered: 1 });
  });

  test('leaves the number as it is where a row brings the email alone', async () => {
    const { counts, held } = await sync([{ ...one, employeeNo: 'one@example.org', surname: 'Uno' }, two, three]);

    expect(counts).toMatchObject({ created: 0, updated: 1, deactivated: 0, renumbered: 0 });
    expect(held[0]).toMatchObject({ is: 'Acme|1|Uno||active' });
  });

  test('lets the number go before the email', async () => {
    const { counts, held } = await sync([
      { ...one, email: 'two@example.org' },
      { ...two, email: 'new@example.org' },
      three,
    ]);

    expect(counts).toMatchObject({ created: 0, updated: 2, deactivated: 0, renumbered: 0 });
    expect(held.map(({ is }) => is.split('|')[1])).toEqual(['1', '2', 'three@example.org']);
  });

  test('misses nobody whose row is quarantined under a new number or company', async () => {
    const { counts, held } = await sync(
      [two],
      [
        { ...one, companyId: 'Beta' },
        { ...three, employeeNo: '3' },
      ],
    );

    expect(counts).toMatchObject({ created: 0, updated: 0, unchanged: 1, deactivated: 0 });
    expect(held.every(({ is }) => is.endsWith('active'))).toBe(true);
  });

  test('brings back who returns under another number', async () => {
    const gone = { ...one, inactiveBy: 'inactive' as const };
    expect((await sync([gone, two, three])).counts).toMatchObject({ deactivated: 1, unchanged: 2 });
    const { held } = await sync([{ ...gone, companyId: 'Beta' }, two, three]);
    expect(held[0]).toMatchObject({ is: 'Beta|1|Eins||gone' });
  });
});

eachDatabase('fields that a row does not send', ({ open }) => {
  test('stay as they are, also inside of attributes', async () => {
    const { knex, dialect, transaction } = await open();
    const register = createRegister(knex, dialect);
    const plans = createPlans(knex, dialect);
    const known: SampleRow = {
      companyId: '1',
      employeeNo: '7',
      phone: '5550100',
      surname: 'Sieben',
      attributes: { user: { username: 'sieben', nodes: [10, 14] }, contracts: [{ id: 'a' }], tags: ['x'] },
    };
    await register.create({ fileId: 1, feed: 'acme', at }, [encodeSample(dialect.rowEncoding, [known])]);
    const fileId = await createLedger(knex, dialect).add({
      ...{ feed: 'acme', layout: 'orquest', name: 'roster.json', size: 1, sha256: 'c'.repeat(64), source: 'command' },
      ...{ inboxFingerprint: null, spoolName: null, receivedAt: at, archiveFrom: null, modifiedAt: null },
    });
    const sent: SampleRow = {
      ...known,
      phone: null,
      surname: 'Seven',
      attributes: { user: { username: 'other', roles: ['admin'] }, tags: [] },
      unsent: ['phone', 'attributes.contracts', 'attributes.user.nodes', 'attributes.user.username'],
    };
    const fresh: SampleRow = { companyId: '1', employeeNo: '8', unsent: ['phone', 'attributes.contracts'] };
    await createStaging(knex, dialect).stage(fileId, 'acme', [encodeSample(dialect.rowEncoding, [sent, fresh])]);
    const { counts } = await plans.write({
      ...{ fileId, feed: 'acme', planNo: 1, hits: 0, quarantined: 0, unmatchedOnly: false, active: new Map() },
      ...{ manualFields: [], reactivate: 'always', keyScope: 'company', keepsUnsent: true, ...ordinaryRules },
    });
    const changes = await Array.fromAsync(plans.changes(fileId, 1));
    await transaction((trx) =>
      createRegister(trx, dialect).apply({
        fileId,
        feed: 'acme',
        planNo: 1,
        at,
        manualFields: [],
      }),
    );

    expect(counts).toMatchObject({ created: 1, updated: 1, deactivated: 0 });
    expect(changes[1]?.fields.map(({ field }) => field)).toEqual(['surname', 'attributes.tags', 'attributes.user']);
    expect(await register.find({ feed: 'acme', employeeNo: '7' })).toMatchObject([
      {
        surname: 'Seven',
        phone: '5550100',
        attributes: {
          user: { username: 'sieben', nodes: [10, 14], roles: ['admin'] },
          contracts: [{ id: 'a' }],
          tags: [],
        },
      },
    ]);
  });

  test('change nothing where all else is the same', async () => {
    const { knex, dialect } = await open();
    const known: SampleRow = {
      companyId: '1',
      employeeNo: '7',
      phone: '5550100',
      attributes: { b: 1, a: { d: 1, c: 2 } },
    };
    await createRegister(knex, dialect).create({ fileId: 1, feed: 'acme', at }, [
      encodeSample(dialect.rowEncoding, [known]),
    ]);
    const sent: SampleRow = {
      ...known,
      phone: null,
      attributes: { a: { c: 2, d: 1 } },
      unsent: ['phone', 'attributes.b'],
    };
    await createStaging(knex, dialect).stage(2, 'acme', [encodeSample(dialect.rowEncoding, [sent])]);

    const { counts } = await createPlans(knex, dialect).write({
      ...{ fileId: 2, feed: 'acme', planNo: 1, hits: 0, quarantined: 0, unmatchedOnly: false, active: new Map() },
      ...{ manualFields: [], reactivate: 'always', keyScope: 'company', keepsUnsent: true, ...ordinaryRules },
    });

    expect(counts).toMatchObject({ unchanged: 1, updated: 0 });
  });
});
