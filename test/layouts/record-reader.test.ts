import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Layout } from '../../src/layouts/contract.ts';
import { createHrDataSync } from '../../src/layouts/hr-data-sync.ts';
import { createOrquest } from '../../src/layouts/orquest.ts';
import { createSpringest } from '../../src/layouts/springest.ts';
import { syntheticEmployee } from '../fixtures/roster.ts';

const layouts: [string, Layout][] = [
  ['hr-data-sync', createHrDataSync()],
  ['springest', createSpringest()],
  ['orquest', createOrquest({ business: 'ACME', lag: 0, roles: ['admin'] })],
];

const nationalIds = Array.from({ length: 40 }, (_, index) => {
  const { dateOfBirth, ssn } = syntheticEmployee(index);
  return { nationalId: dateOfBirth.slice(8) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn, ssn };
});

/** What might stand anywhere: values of other columns, damage, JSON of any kind. */
const values = fc.oneof(
  fc.constantFrom(
    undefined,
    '',
    ' ',
    'null',
    '0',
    'true',
    'FALSE',
    'm',
    'x',
    '1',
    'a17',
    'A17',
    '[]',
    '{}',
    '[{}]',
    '"',
    '[',
  ),
  fc.constantFrom(
    '1974-11-23',
    '1974-02-30',
    '23.11.1974',
    '27356',
    '2,1E+10',
    '151',
    '12345',
    'kari@example.org',
    'a;b',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.json(),
  fc
    .array(fc.record({ from: fc.constant('2024-01-01'), email: fc.constant('a@b.no'), label: fc.constant('Manager') }))
    .map((list) => JSON.stringify(list)),
);

function createReader(layout: Layout) {
  return layout.createRowReader({ companies: null, allowSyntheticIds: false, today: '2026-01-15' });
}

describe.each(layouts)('any row of %s', (_, layout) => {
  const { columns } = layout.shape;
  const rows = fc.array(values, { minLength: columns.length, maxLength: columns.length });

  it('is recognised exactly where it is read without an issue, with the same key and relations', () => {
    const reader = createReader(layout);

    fc.assert(
      fc.property(rows, (row) => {
        const codes: string[] = [];
        const record = { line: 2, values: row };
        const { key, employee, email, mentions, userName } = reader.read(record, ({ code }) => codes.push(code));
        const recognised = reader.recognise(record);
        expect(recognised === null).toBe(codes.length > 0);
        if (employee === null) expect(codes.length).toBeGreaterThan(0);
        if (recognised !== null)
          expect(recognised).toEqual({ ...relationsOf({ email, mentions, userName }), key, nationalId: null });
      }),
      { numRuns: 1500 },
    );
  });

  it('has no national identity number that is kept or told', () => {
    const reader = createReader(layout);
    // Digits of other columns may end in so many zeros, too.
    const secrets = fc.constantFrom(...nationalIds.filter(({ ssn }) => !ssn.includes('000')));

    fc.assert(
      fc.property(
        rows,
        fc.nat(columns.length - 1),
        secrets,
        fc.constantFrom('plain', 'list', 'object', 'name', 'number'),
        (row, at, { nationalId, ssn }, how) => {
          // Another column may have these five digits by chance, and they may be told.
          fc.pre(!row.some((value) => value?.includes(ssn)));
          const spoilt = row.with(at, wrap(nationalId, how));
          const issues: unknown[] = [];
          const { employee } = reader.read({ line: 2, values: spoilt }, (issue) => issues.push(issue));
          expect(JSON.stringify(issues)).not.toContain(ssn);
          expect(JSON.stringify(employee)).not.toContain(nationalId);
        },
      ),
      { numRuns: 1500 },
    );
  });
});

function wrap(nationalId: string, how: string): string {
  if (how === 'plain') return nationalId;
  if (how === 'list') return JSON.stringify([{ email: 'a@b.no', label: 'Manager', note: nationalId }]);
  if (how === 'object') return JSON.stringify({ deep: { deeper: [nationalId] } });
  if (how === 'name') return JSON.stringify({ [nationalId]: true });
  return JSON.stringify([{ from: '2024-01-01', note: `x\u0020${nationalId}` }]).replace(
    nationalId,
    [...nationalId].map((digit) => `\\u003${digit}`).join(''),
  );
}

function relationsOf(relations: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(relations).filter(([, value]) => value !== undefined));
}
