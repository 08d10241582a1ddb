import { describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../fixtures/app.ts';
import { eachDatabase } from '../services/databases.ts';

const mapping = {
  record: 'staff/person',
  fields: {
    employeeNo: 'no',
    firstName: 'name/first',
    surname: 'name/last',
    jobTitle: 'title',
    active: { from: 'status', true: ['in'], false: ['out'] },
  },
};

interface Person {
  no: number;
  first?: string;
  title?: string;
  status?: string;
}

const people: Person[] = Array.from({ length: 30 }, (_, no) => ({
  no,
  first: `First${no}`,
  status: no < 28 ? 'in' : 'out',
}));

/** A field that a person doesn't have is left out; `rename` changes the text of the whole file. */
function xmlOf(persons: readonly Person[], rename = (text: string) => text): string {
  const element = (name: string, text?: string) => (text === undefined ? '' : `<${name}>${text}</${name}>`);
  const records = persons.map(
    ({ no, first, title, status }) =>
      `<person>${element('no', String(no))}<name>${element('first', first)}<last>Last</last></name>` +
      `${element('title', title)}${element('status', status)}</person>`,
  );
  return rename(`<staff>${records.join('')}</staff>`);
}

function jsonOf(persons: readonly Person[]): string {
  return JSON.stringify(
    persons.map(({ no, first, title, status }) => ({ no: String(no), name: { first, last: 'Last' }, title, status })),
  );
}

describe('what a mapping reads, but no record has', () => {
  eachDatabase('a feed with a register', (databases) => {
    const openWithFirst = async (more: Record<string, unknown> = {}) => {
      const feed = { layout: 'custom', mapping: { ...mapping, ...more } };
      const test = await openTestApp({ database: await databases.createConfig(), feed });
      const report = await test.drop('day-1.xml', xmlOf(people));
      expect(report).toMatchObject({ status: 'processed', plan: { created: 30 }, issueCounts: { total: 0 } });
      return test;
    };
    const stateOf = ({ sql, feed }: TestApp) =>
      sql('SELECT employee_no, first_name, active FROM employees WHERE feed = ? ORDER BY id', [feed]);

    it('rejects the file where those who have left would come back', async () => {
      const test = await openWithFirst();
      const before = await stateOf(test);

      const report = await test.drop(
        'day-2.xml',
        xmlOf(people, (text) => text.replaceAll('status>', 'Status>')),
      );

      expect(report).toMatchObject({
        status: 'rejected',
        issues: [
          {
            code: 'absent-column',
            severity: 'fatal',
            field: 'active',
            column: 'status',
            message:
              'No record has status, which the mapping reads for active; is Status meant. ' +
              'Everybody would be active, those whom earlier rosters have made inactive as well.',
          },
          { code: 'absent-column', severity: 'warning', field: 'jobTitle' },
        ],
      });
      expect(await stateOf(test)).toEqual(before);
    });

    it.each([
      ['day-2.xml', xmlOf(people.map(({ first: _first, ...person }) => person))],
      ['day-2.json', jsonOf(people.map(({ first: _first, ...person }) => person))],
    ])('rejects the file where a field would be emptied for everybody (%s)', async (name, text) => {
      const test = await openWithFirst();
      const before = await stateOf(test);

      const report = await test.drop(name, text);

      const message =
        'No record has name/first, which the mapping reads for firstName. ' +
        'The register has values there, and all of them would be emptied.';
      expect(report).toMatchObject({ status: 'rejected', issues: [{ code: 'absent-column', message }] });
      expect(await stateOf(test)).toEqual(before);
    });

    it('is nothing to speak of where the register has no such values and the file nothing else', async () => {
      const test = await openWithFirst();

      const report = await test.drop('day-2.json', jsonOf(people.slice(1)));

      expect(report).toMatchObject({ status: 'processed', plan: { deactivated: 1 }, issueCounts: { total: 0 } });
    });

    it('is told where only a few had it, whose values may well be gone', async () => {
      const test = await openWithFirst();
      const titled = people.map((person) => (person.no < 2 ? { ...person, title: 'Cook' } : person));
      await test.drop('day-2.xml', xmlOf(titled));

      const report = await test.drop(
        'day-3.xml',
        xmlOf(people, (text) => text.replaceAll('<no>', '<id>1</id><no>')),
      );

      expect(report).toMatchObject({
        status: 'processed_with_warnings',
        plan: { updated: 2 },
        issues: [{ code: 'absent-column', severity: 'warning', field: 'jobTitle' }],
      });
    });

    it('empties the field where the mapping says what it is then', async () => {
      const test = await openWithFirst({
        fields: { ...mapping.fields, firstName: { from: 'name/first', default: '' } },
      });

      const report = await test.drop('day-2.xml', xmlOf(people.map(({ first: _first, ...person }) => person)));

      expect(report).toMatchObject({ status: 'processed', plan: { updated: 30 }, issueCounts: { total: 0 } });
      expect((await stateOf(test)).map(({ first_name }) => first_name)).toEqual(people.map(() => null));
    });
  });

  it('is told by check where other things stand in the file: it may be a slip', async () => {
    for (const keepUnmapped of [false, true]) {
      const fields = { ...mapping.fields, surname: 'name/lst' };
      const feed = { layout: 'custom', mapping: { ...mapping, fields, keepUnmapped } };
      const test = await openTestApp({ database: { client: 'sqlite', file: 'data/rollcall.db' }, feed });
      for (const [name, text] of [
        ['roster.xml', xmlOf(people)],
        ['roster.json', jsonOf(people)],
      ] as const) {
        const { verdict, issues } = await test.app.check(await test.write(name, text), test.feed);
        expect(verdict).toBe('valid_with_warnings');
        expect(issues.map(({ severity, message }) => [severity, message])).toEqual([
          ['warning', 'No record has name/lst, which the mapping reads for surname.'],
          ['warning', 'No record has title, which the mapping reads for jobTitle.'],
        ]);
      }
    }
  });

  it('is not looked for in a header or a trailer beside the records', async () => {
    const test = await openTestApp({
      database: { client: 'sqlite', file: 'data/rollcall.db' },
      feed: { layout: 'custom', mapping },
    });
    const text = xmlOf(people.map((person) => ({ ...person, title: 'Cook' })))
      .replace('<staff>', '<staff><head><created>2026-01-02</created></head>')
      .replace('</staff>', '<tail><count>30</count></tail></staff>');

    expect(await test.app.check(await test.write('roster.xml', text), test.feed)).toMatchObject({
      verdict: 'valid',
      rows: 30,
      issues: [],
    });
  });

  it('is told of a column that is to be kept', async () => {
    const feed = { layout: 'custom', mapping: { fields: { employeeNo: 'No' }, keepUnmapped: ['Unit', 'Sction'] } };
    const test = await openTestApp({ database: { client: 'sqlite', file: 'data/rollcall.db' }, feed });

    const { issues } = await test.app.check(await test.write('roster.csv', 'No;Unit\n1;A\n'), test.feed);

    expect(issues).toMatchObject([
      {
        code: 'absent-column',
        severity: 'warning',
        message: 'No record has Sction, which the mapping keeps.',
      },
    ]);
  });
});
