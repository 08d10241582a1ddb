import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FeedConfig } from '../../src/config/config.ts';
import { feedFingerprint } from '../../src/config/fingerprint.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { AppError } from '../../src/domain/app-error.ts';
import { project } from './project.ts';

async function load(mapping: string, feed = ''): Promise<FeedConfig> {
  const indented = mapping
    .trim()
    .split('\n')
    .map((line) => `      ${line}\n`)
    .join('');
  const text = `feeds:\n  - id: acme\n    layout: custom\n    inbox: { kind: local, path: in }\n${feed}    mapping:\n${indented}`;
  const root = await project({ 'rollcall.yaml': text });
  const { feeds } = await loadConfig({ path: join(root, 'rollcall.yaml'), env: {} });
  if (feeds[0] === undefined) throw new Error('no feed');
  return feeds[0];
}

/** The problems without the line numbers. */
async function problemsOf(mapping: string, feed = ''): Promise<string[]> {
  const error = await load(mapping, feed).then(
    () => ({ message: '' }),
    (thrown: AppError) => thrown,
  );
  return error.message
    .split('\n')
    .slice(1)
    .map((line) =>
      line
        .trim()
        .replace(/ \(line \d+\)/, '')
        .replace('feeds[0].mapping.', ''),
    );
}

describe('a mapping', () => {
  it('is read with its defaults', async () => {
    const { mapping } = await load(`
fields:
  employeeNo: Ansattnr
  companyId: { value: "42" }
  nationalId: Fødselsnummer
  firstName: { from: Fornavn, trim: true }
  employmentType: { from: Stillingstype, map: { Fast: F, Vikar: T, 1: U }, otherwise: U }
  addressLine: { join: [Gate, Husnummer], with: " " }
  hireStartDate: { from: Startdato, date: dd.MM.yyyy }
  hireEndDate: { from: Sluttdato, date: [dd.MM.yyyy, excel-serial] }
  surname: { from: Etternavn, case: upper, split: { at: ",", part: 1 } }
  employmentPercentage: { from: Stilling, number: { decimal: "," } }
  active: { from: Status, true: [Ja, 1, true], otherwise: "false" }
nationalIdScheme: NO
required: [employeeNo, firstName, surname, dateOfBirth]
keepUnmapped: [Avdeling]`);

    expect(mapping).toEqual({
      record: 'employees/employee',
      fields: {
        employeeNo: { from: 'Ansattnr' },
        companyId: { value: '42' },
        nationalId: { from: 'Fødselsnummer' },
        firstName: { from: 'Fornavn', trim: true },
        employmentType: { from: 'Stillingstype', map: { 1: 'U', Fast: 'F', Vikar: 'T' }, otherwise: 'U' },
        addressLine: { join: ['Gate', 'Husnummer'], with: ' ' },
        hireStartDate: { from: 'Startdato', date: ['dd.MM.yyyy'] },
        hireEndDate: { from: 'Sluttdato', date: ['dd.MM.yyyy', 'excel-serial'] },
        surname: { from: 'Etternavn', case: 'upper', split: { at: ',', part: 1 } },
        employmentPercentage: { from: 'Stilling', number: { decimal: ',' } },
        active: { from: 'Status', true: ['Ja', '1', 'true'], otherwise: 'false' },
      },
      nationalIdScheme: 'NO',
      required: ['employeeNo', 'firstName', 'surname', 'dateOfBirth'],
      keepUnmapped: ['Avdeling'],
    });
  });

  it('tells of every problem with its path', async () => {
    expect(
      await problemsOf(`
fields:
  employeNo: Ansattnr
  companyId: { value: 42 }
  nationalId: { from: Fnr, upper: true }
  firstName: { from: Fornavn, join: [A, B] }
  surname: { value: X, case: upper, with: " " }
  hireStartDate: { from: Startdato, date: dd.mm.yyyy }
  hireEndDate: { from: Slutt, date: [] }
  payType: { from: Lønn, otherwise: A, number: { decimal: "," }, true: [x] }
  abstainFromTicket: { from: Avstår, map: { Ja: "true" }, default: nei }
  active: 1
  deleted: Slutta
  jobTitle: ""
nationalIdScheme: XX
required: [surname, email, phon]
keepUnmapped: [fNr, Annet, person/personnummer]
keepUnmaped: true`),
    ).toEqual([
      'fields.employeNo: is not a known key; did you mean "employeeNo"?',
      'fields.employeeNo: is missing',
      'fields.companyId.value: must be text; put it into quotation marks',
      'fields.nationalId.upper: is not a known key; known here: from, join, with, value, trim, split, case, map, date, number, true, false, otherwise, default',
      'fields.firstName: needs one of "from", "join" and "value"',
      'fields.surname.with: is only for "join"',
      'fields.surname.case: has nothing to do with a constant',
      'fields.hireStartDate.date: must be made of yyyy or yy, MM or M, dd or d (and HH, mm, ss), like "dd.MM.yyyy", or be "excel-serial"',
      'fields.hireEndDate.date: must name a format',
      'fields.payType.number: is only for numbers',
      'fields.payType.true: is only for true or false; use "map" for other words',
      'fields.abstainFromTicket.map: is not for true or false; use "true" and "false"',
      'fields.abstainFromTicket.default: must be "true" or "false", in quotation marks',
      'fields.active: must be text',
      'fields.jobTitle: must not be empty',
      'nationalIdScheme: must be one of NO, SE, DK, FI, AT, BE, BG, CH, CZ, DE, EE, ES, FR, GB, GR, HR, IE, IS, IT, LT, NL, PL, PT, RO, SI, SK, TR, US',
      expect.stringMatching(/^required\[2\]: must be one of employeeNo, companyId/),
      'required[1]: is not among the fields; map email, or leave it out here',
      'keepUnmapped[0]: is mapped to a field already',
      'keepUnmapped[2]: is called like a national identity number, which is never kept in plain text; map it to nationalId and name its country (nationalIdScheme), or leave it out here',
      'keepUnmaped: is not a known key; did you mean "keepUnmapped"?',
    ]);
  });

  it.each([
    [
      'fields: { employeeNo: Personnummer }',
      'fields.employeeNo: is called like a national identity number, which is never kept in plain text; map a number that the employer gives',
    ],
    [
      'fields: { employeeNo: { from: Fødselsnr., trim: true } }',
      'fields.employeeNo: is called like a national identity number, which is never kept in plain text; map a number that the employer gives',
    ],
    [
      'fields: { employeeNo: Nr, nationalId: Fnr }',
      'nationalIdScheme: is missing; fields.nationalId needs to know the country, like NO',
    ],
    [
      'fields: { employeeNo: Nr, active: A, deleted: D }',
      'fields.active: says the same as "deleted"; leave one of them out',
    ],
    ['{ fields: { employeeNo: Nr }, record: "employees//x" }', 'record: must be a path like "employees/employee"'],
    ['required: []', 'fields: is missing'],
    [
      'fields: { employeeNo: Nr, employmentType: { from: T, map: { Fast: F, Lærling: TODO }, otherwise: todo } }',
      'fields.employmentType.map.Lærling: is still open; say what it stands for',
    ],
    [
      'fields: { employeeNo: Nr, employmentType: { from: T, map: { Fast: F }, otherwise: "todo: ask" } }',
      'fields.employmentType.otherwise: is still open; say what it stands for',
    ],
    [
      'fields: { employeeNo: Nr, companyId: { value: TODO } }',
      'fields.companyId.value: is still open; say what it stands for',
    ],
    [
      'fields: { employeeNo: Nr, active: { from: S, true: [Aktiv, Ja], false: [Nei, " aktiv"] } }',
      'fields.active.false[1]: stands in "true", too',
    ],
    [
      'fields: { employeeNo: Nr, paidPercentage: { from: P, number: { decimal: ",", thousands: "," } } }',
      'fields.paidPercentage.number: has the same sign for "decimal" and "thousands"',
    ],
    [
      'fields: { employeeNo: Nr, paidPercentage: { from: P, number: { thousands: "." } } }',
      'fields.paidPercentage.number: has the same sign for "decimal" and "thousands"',
    ],
  ])('%s', async (mapping, problem) => {
    expect(await problemsOf(mapping)).toContain(problem);
  });

  it.each(['PNR', 'Pers.-Nr.', 'Personal ID', 'person/PNr', 'person.@id-nr'])(
    'may take employee numbers from a column %s',
    async (column) => {
      expect(await problemsOf(`fields: { employeeNo: "${column}" }`)).toEqual([]);
    },
  );

  it('that is to be like personnel-ticket maps all that it requires', async () => {
    const problems = await problemsOf(
      '{ fields: { employeeNo: Nr, nationalId: Fnr }, nationalIdScheme: SE, like: personnel-ticket }',
    );
    expect(problems).toContain(
      'fields.companyId: is missing; the layout personnel-ticket requires it (a constant is written { value: "..." })',
    );
    expect(problems).toContain('nationalIdScheme: must be NO where like is personnel-ticket');
    expect(problems).toHaveLength(11);
  });

  it('knows the company where the feed names companies', async () => {
    expect(await problemsOf('fields: { employeeNo: Nr }', '    companies: ["1"]\n')).toEqual([
      "fields.companyId: is missing; the feed's companies can't be told without it",
    ]);
  });

  it('is there with the layout custom, and with no other', async () => {
    const feed = (layout: string) =>
      project({ 'rollcall.yaml': `feeds: [{ id: a, layout: ${layout}, inbox: { kind: local, path: in } }]` });
    const missing = loadConfig({ path: join(await feed('custom'), 'rollcall.yaml'), env: {} });
    await expect(missing).rejects.toThrow('feeds[0].mapping (line 1): is missing; the layout custom needs it');
    const other = await feed('personnel-ticket, mapping: { fields: { employeeNo: A } }');
    await expect(loadConfig({ path: join(other, 'rollcall.yaml'), env: {} })).rejects.toThrow(
      'is only for the layout custom',
    );
  });

  it('that is written in another order judges the same file alike, one that says other things anew', async () => {
    const one = feedFingerprint(await load('fields: { employeeNo: { from: Nr, trim: true }, email: E }'), '1');
    const other = feedFingerprint(await load('fields: { email: E, employeeNo: { trim: true, from: Nr } }'), '1');
    const changed = feedFingerprint(await load('fields: { email: F, employeeNo: { trim: true, from: Nr } }'), '1');
    expect(other).toBe(one);
    expect(changed).not.toBe(one);
  });
});
