import fc from 'fast-check';
import type { LayoutSettings } from '../../src/layouts/contract.ts';
import { employmentTypes, endCauses, payTypes } from '../../src/layouts/personnel-ticket-codes.ts';
import { type RosterColumn, rosterColumns, ssnFor, syntheticEmployee } from '../fixtures/roster.ts';

export type Values = (string | undefined)[];

const todays = ['2026-01-15', '2024-02-29', '2031-12-31', '2032-01-01', '2045-06-01'] as const;

export const anySettings: fc.Arbitrary<LayoutSettings> = fc.record({
  companies: fc.constantFrom(null, null, null, ['1'], ['1'], ['1', '2', '0001'], ['x']),
  allowSyntheticIds: fc.boolean(),
  today: fc.constantFrom(...todays),
});

/** A valid date, mostly near a border of some rule. */
const dates = fc.oneof(
  { weight: 6, arbitrary: fc.date({ min: new Date('1930-01-01'), max: new Date('2025-12-31'), noInvalidDate: true }) },
  fc.date({ min: new Date('1850-01-01'), max: new Date('2045-12-31'), noInvalidDate: true }),
  fc.constantFrom(
    ...todays.flatMap((day) => [0, 120].flatMap((years) => [-1, 0, 1].map((days) => near(day, years, days)))),
  ),
  fc.constantFrom(
    ...['1904-02-29', '1940-01-01', '1999-12-31', '2000-01-01', '2000-02-29'].map((day) => new Date(day)),
  ),
);
const dateTexts = dates.map((date) => date.toISOString().slice(0, 10));

/** A date and five digits that fit it in one of the ways that there are. */
const births = fc
  .tuple(
    dateTexts,
    fc.nat(20),
    fc.constantFrom(
      ...[
        {},
        {},
        {},
        {},
        {},
        {},
        {},
        {},
        { day: 40 },
        { day: 40 },
        { month: 40 },
        { month: 80 },
        { day: 40, month: 80 },
      ],
      ...[{ remainder: 1 }, { remainder: 2 }, { remainder: 3 }, { day: 40, remainder: 3 }],
    ),
    fc.constantFrom(undefined, undefined, undefined, undefined, undefined, undefined, 0, 500),
  )
  .map(([date, n, offsets, firstIndividual]) => {
    return {
      dateOfBirth: date,
      ssn: ssnFor(date, n, { ...offsets, ...(firstIndividual !== undefined && { firstIndividual }) }),
    };
  });

function near(day: string, years: number, days: number): Date {
  const date = new Date(day);
  date.setUTCFullYear(date.getUTCFullYear() - years, date.getUTCMonth(), date.getUTCDate() + days);
  return date;
}

/** Somebody else's number, as a text may hold it. */
const identityNumbers = fc
  .tuple(births, fc.constantFrom('', ' ', '  ', '-', '.', '/', '\u00a0', '\u202f', '\u2013', 'x'), fc.boolean())
  .map(([{ dateOfBirth, ssn }, between, grouped]) => {
    const parts = [dateOfBirth.slice(8), dateOfBirth.slice(5, 7), dateOfBirth.slice(2, 4)];
    return parts.join(grouped ? between : '') + between + ssn;
  });

const blanks = fc.constantFrom(
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\v',
  '\f',
  '\u00a0',
  '\ufeff',
  '\u2003',
  '\u3000',
  '\u200b',
  '\u0085',
);
const oddCharacters = fc.constantFrom(
  ...[
    '\u0000',
    '\u0001',
    '\u001f',
    '\u007f',
    '\u0085',
    '\u009f',
    '\u00a0',
    '\u00ad',
    '\u030a',
    '\u0301',
    '\u212b',
    '\ud800',
  ],
  ...[
    '\udc00',
    '\u{1f600}',
    '\ufb01',
    '\u0661',
    '\uff11',
    '0',
    '9',
    '-',
    '+',
    '.',
    ',',
    'e',
    '%',
    ' ',
    '\u2011',
    'ø',
    'A',
    'ł',
  ],
);

type Change = (value: string) => string | undefined;

const place = fc.nat(60);
const changes: fc.Arbitrary<Change> = fc.oneof(
  blanks.map(
    (blank): Change =>
      (value) =>
        blank + value,
  ),
  blanks.map(
    (blank): Change =>
      (value) =>
        value + blank,
  ),
  fc.tuple(oddCharacters, place).map(
    ([odd, at]): Change =>
      (value) =>
        insert(value, at % (value.length + 1), odd),
  ),
  fc.tuple(oddCharacters, place).map(
    ([odd, at]): Change =>
      (value) => {
        const chosen = at % Math.max(1, value.length);
        return value.slice(0, chosen) + odd + value.slice(chosen + 1);
      },
  ),
  place.map(
    (at): Change =>
      (value) =>
        value.slice(0, at % (value.length + 1)) + value.slice((at % (value.length + 1)) + 1),
  ),
  fc.constantFrom<Change[]>(
    (value) => value.toUpperCase(),
    (value) => value.toLowerCase(),
    (value) => value.normalize('NFD'),
    (value) => value + value,
    (value) => `${value} A\u030a`,
    (value) => [...value].reverse().join(''),
    () => undefined,
    () => '',
    () => ' ',
  ),
  fc.integer({ min: 0, max: 9 }).map(
    (digit): Change =>
      (value) =>
        value.replace(/\d(?=\D*$)/, String(digit)),
  ),
  fc.tuple(identityNumbers, fc.constantFrom('', 'x', ' ', '7', '(')).map(
    ([number, around]): Change =>
      () =>
        around + number + around,
  ),
  fc.constantFrom(5, 32, 63, 64, 65, 199, 200, 201, 299, 300, 301).map(
    (length): Change =>
      () =>
        'å'.repeat(length),
  ),
);

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    'toString',
    '__proto__',
    'constructor',
    'null',
    'undefined',
    'NaN',
    'Infinity',
    '\ud800',
    '-0',
    '1e1',
  ),
);

const dateLike = fc.oneof(
  dateTexts,
  dateTexts,
  fc.constantFrom('2020-02-29', '2021-02-29', '1900-02-29', '2000-02-29', '0000-01-01', '0001-01-01', '9999-12-31'),
  fc.constantFrom(
    '2020-00-10',
    '2020-13-01',
    '2020-04-31',
    '2020-1-1',
    '20200101',
    '2020-01-0１',
    '2020-01-01T00:00',
    '43823',
  ),
);
const numberLike = fc.oneof(
  fc.nat(100).map(String),
  fc.nat(1_000_000).map((units) => String(units / 10_000)),
  fc.constantFrom(
    '0',
    '100',
    '100.0',
    '100.0000',
    '100.0001',
    '99.9999',
    '101',
    '100000',
    '100000.0001',
    '100001',
    '00',
  ),
  fc.constantFrom(
    '0.00',
    '-0',
    '-1',
    '+5',
    '.5',
    '5.',
    '1e1',
    '1E2',
    '0x10',
    '62,5',
    '1 000',
    '0.12345',
    '٣',
    '1_0',
    '5..5',
  ),
  fc.constantFrom('000000000000005', '0000000000000005', '0.0001', '999999999999999', '9'.repeat(400), '0.', '1.2.3'),
);
const booleanLike = fc.constantFrom(
  'true',
  'false',
  'TRUE',
  'False',
  'SANN',
  'usann',
  'tRuE',
  'yes',
  '1',
  '0',
  'ſann',
  'true ',
);
const codeLike = fc.oneof(
  fc.constantFrom(...new Set([employmentTypes, payTypes, endCauses].flatMap((codes) => Object.keys(codes)))),
  fc.constantFrom('a', 'f', '\u0080', 'Å', 'Ａ', 'AA', '1', '2', 'A ', 'Z'),
);
const wordLike = fc.oneof(
  fc.constantFrom(
    'Åse',
    'Łucja',
    'Đặng',
    'A\u030ase',
    'Storgata 7, H0101',
    'Box 12345678901',
    '0150',
    'улица',
    '\u212b',
    'x y',
  ),
  identityNumbers,
);
const keyLike = fc.oneof(
  fc.constantFrom('1', '2', '0001', '7', 'x', 'A-100-200-300-40', '12345678901234567890', '1000000000', 'Å7', 'ł'),
  identityNumbers,
);

const likes: Record<RosterColumn, fc.Arbitrary<string>> = {
  employeeNo: keyLike,
  companyId: keyLike,
  employmentTypeId: codeLike,
  dateOfBirth: dateLike,
  ssn: fc.oneof(
    fc.nat(99_999).map((number) => String(number).padStart(5, '0')),
    fc.constantFrom('1234', '123456', '１２３４５'),
  ),
  firstName: wordLike,
  surname: wordLike,
  addressLine: wordLike,
  postalCode: wordLike,
  abstainFromTicket: booleanLike,
  hireStartDate: dateLike,
  payType: codeLike,
  hireEndDate: dateLike,
  hireEndCause: codeLike,
  disabilityGrade: numberLike,
  disabilityFromDate: dateLike,
  employmentPercentage: numberLike,
  employmentPercentageDate: dateLike,
  paidPercentage: numberLike,
  leaveFromDate: dateLike,
  isDeleted: booleanLike,
};

/** Puts something into one column: what might stand there, the old value slightly changed, or anything at all. */
const edits = fc.constantFrom(...rosterColumns).chain((column) => {
  const at = rosterColumns.indexOf(column);
  return fc
    .oneof(
      {
        weight: 6,
        arbitrary: likes[column].map(
          (value): Change =>
            () =>
              value,
        ),
      },
      { weight: 4, arbitrary: changes },
      {
        weight: 1,
        arbitrary: anyText.map(
          (value): Change =>
            () =>
              value,
        ),
      },
    )
    .map((change) => (values: Values) => {
      values[at] = change(values[at] ?? '');
    });
});

const ownNumberAsKey = fc
  .tuple(fc.constantFrom(0, 1, 5, 7), fc.constantFrom('', ' ', '-', 'no '), fc.nat(1))
  .map(([at, between, cut]) => (values: Values) => {
    const [date = '', ssn = ''] = [values[3], values[4]];
    values[at] = (date.slice(8) + date.slice(5, 7) + date.slice(2, 4) + between + ssn).slice(cut);
  });

/** Rows that are valid but for a few edits, none of which need make them wrong. */
export const hostileRows: fc.Arbitrary<Values> = fc
  .tuple(
    fc.nat(5000),
    fc.option(births, { freq: 1 }),
    fc.array(fc.oneof({ weight: 20, arbitrary: edits }, { weight: 1, arbitrary: ownNumberAsKey }), { maxLength: 3 }),
    fc.constantFrom(21, 21, 21, 21, 20, 19, 22, 3),
  )
  .map(([i, birth, editsOfRow, length]) => {
    const row = syntheticEmployee(i, birth ?? {});
    const values: Values = rosterColumns.map((column) => row[column]);
    for (const edit of editsOfRow) edit(values);
    values.length = length;
    return values;
  });

function insert(text: string, at: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at);
}
