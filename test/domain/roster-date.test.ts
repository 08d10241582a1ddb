import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRosterDates, olderByName, parseRosterDate } from '../../src/domain/roster-date.ts';
import { tellRosterDate } from '../../src/domain/tell-date.ts';

/** What the dates of the two names are called, or null where the first is not the older one. */
function tellOlder(name: string, thanName: string): [string, string] | null {
  const older = olderByName(name, thanName);
  if (older === null) return null;
  return [tellRosterDate(older.date, older.thanDate), tellRosterDate(older.thanDate, older.date)];
}

const seconds = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true });
/** `yyyyMMddHHmmss`. */
const stamp = (at: Date) => at.toISOString().replace(/\D/g, '').slice(0, 14);
const cut = (at: Date) => (stamp(at).match(/^(....)(..)(..)(..)(..)(..)$/) ?? []).slice(1);

/** How exports write a day, or a moment, into a name. */
const daysWritten: Record<string, (at: Date) => string> = {
  'yyyy-MM-dd': (at) => cut(at).slice(0, 3).join('-'),
  yyyy_MM_dd: (at) => cut(at).slice(0, 3).join('_'),
  yyyyMMdd: (at) => stamp(at).slice(0, 8),
  'dd.MM.yyyy': (at) => cut(at).slice(0, 3).reverse().join('.'),
  'd.M.yyyy': (at) => cut(at).slice(0, 3).reverse().map(Number).join('.'),
};
const momentsWritten: Record<string, (at: Date) => string> = {
  'yyyy-MM-ddTHHmmss': (at) => `${at.toISOString().slice(0, 10)}T${stamp(at).slice(8)}`,
  'yyyy-MM-ddTHH-mm-ss': (at) => at.toISOString().slice(0, 19).replaceAll(':', '-'),
  'yyyy-MM-dd HH.mm.ss': (at) => at.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.'),
  yyyyMMdd_HHmmss: (at) => stamp(at).replace(/^.{8}/, '$&_'),
  yyyyMMddHHmmss: stamp,
  yyyyMMddTHHmmssZ: (at) => `${stamp(at).replace(/^.{8}/, '$&T')}Z`,
};

const frame = fc.constantFrom(['acme_', '.csv'], ['', '.xml'], ['Ansatte Acme ', ' (1).csv.gz'], ['v2-', '-full.json']);

describe('a date in a file name', () => {
  it.each(Object.keys(daysWritten))('written %s tells which of any two names is the older one', (form) => {
    const write = daysWritten[form] ?? String;
    fc.assert(
      fc.property(frame, seconds, seconds, ([before, after], one, other) => {
        const [day, otherDay] = [one, other].map((at) => at.toISOString().slice(0, 10)) as [string, string];
        const older = olderByName(`${before}${write(one)}${after}`, `${before}${write(other)}${after}`);
        expect(older !== null).toBe(day < otherDay);
        expect(older?.date.dayFirst ?? day).toBe(day);
      }),
    );
  });

  it.each(Object.keys(momentsWritten))('and time written %s tell it to the second', (form) => {
    const write = momentsWritten[form] ?? String;
    fc.assert(
      fc.property(frame, seconds, fc.integer({ min: -100_000, max: 100_000 }), ([before, after], one, apart) => {
        const other = new Date(one.getTime() + apart * 1000);
        fc.pre(/^20/.test(stamp(other)));
        const older = olderByName(`${before}${write(one)}${after}`, `${before}${write(other)}${after}`);
        expect(older !== null).toBe(stamp(one) < stamp(other));
      }),
    );
  });

  it('is never found to make each of two names the older one, whatever they are', () => {
    const piece = fc.oneof(
      seconds.map(stamp),
      fc.constantFrom('2026', '11', '-', '_', '.', 'T', '0512', '30', '01', 'acme', '99999999', 'Z', '+0100', ' PM'),
      fc.string({ maxLength: 3 }),
    );
    const name = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(olderByName(one, one)).toBeNull();
        expect(olderByName(one, other) !== null && olderByName(other, one) !== null).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['roster_2026-11-29.csv', 'roster_2026-11-30.csv', '29 November 2026', '30 November 2026'],
    ['ROSTER_20261129.CSV', 'roster_2026-11-30.csv', '29 November 2026', '30 November 2026'],
    ['29112026.csv', '01122026.csv', '29 November 2026', '1 December 2026'],
    ['roster 9.11.2026.csv', 'roster 10.11.2026.csv', '9 November 2026', '10 November 2026'],
    ['r-30-11-2026.csv', 'r-01-12-2026.csv', '30 November 2026', '1 December 2026'],
    ['r-11-30-2026.csv', 'r-12-01-2026.csv', '30 November 2026', '1 December 2026'],
    ['r-03-04-2026.csv', 'r-04-05-2026.csv', '03-04-2026', '04-05-2026'],
    ['r_20261130_0512.csv', 'r_20261130_0600.csv', '30 November 2026, 05:12', '30 November 2026, 06:00'],
    [
      'r_20261130_051200123.csv',
      'r_20261130_051201.csv',
      '30 November 2026, 05:12:00.123',
      '30 November 2026, 05:12:01',
    ],
    [
      'r_2026-10-25T0210+0200.csv',
      'r_2026-10-25T0205+0100.csv',
      '25 October 2026, 02:10 UTC+02:00',
      '25 October 2026, 02:05 UTC+01:00',
    ],
    ['2026-11-01_2026-11-30.csv', '2026-11-01_2026-12-31.csv', '30 November 2026', '31 December 2026'],
  ])('makes %s older than %s', (name, thanName, date, thanDate) => {
    expect(tellOlder(name, thanName)).toEqual([date, thanDate]);
    expect(olderByName(thanName, name)).toBeNull();
  });

  it.each([
    ['no date', 'acme_2025.csv', 'acme_2026.csv'],
    ['no date', 'acme.csv', 'acme.csv'],
    ['a serial number of eight digits', 'acme_10000001.csv', 'acme_10000002.csv'],
    ['a date that is no day', 'acme_2026-02-30.csv', 'acme_2026-11-30.csv'],
    ['a date that no roster has', 'acme_19850101.csv', 'acme_19860101.csv'],
    ['digits of a longer number', 'acme_120261129.csv', 'acme_120261130.csv'],
    ['seconds since 1970', 'acme_1764480000.csv', 'acme_1764566400.csv'],
    ['another name around the date', 'north_2026-11-29.csv', 'south_2026-11-30.csv'],
    ['another number around the date', '987654321_2026-11-29.csv', '123456785_2026-11-30.csv'],
    ['the date at another place', '2026-11-29_a.csv', 'a_2026-11-30.csv'],
    ['the same day', '2026-11-30.csv', '30.11.2026.csv'],
    ['the same day and a time in one of them', 'r-2026-11-30.csv', 'r-2026-11-30T0512.csv'],
    ['a day and month that can be either way round', 'r-03-04-2026.csv', 'r-02-05-2026.csv'],
    ['one reading only in each', 'r-30-11-2026.csv', 'r-12-31-2026.csv'],
    ['one date earlier and the other one later', '2026-11-01_2026-12-31.csv', '2026-11-02_2026-11-30.csv'],
    ['a time of the twelve-hour clock', 'r 2026-11-30 01.30 PM.csv', 'r 2026-11-30 12.30 PM.csv'],
    ['a number behind the date that is no time', 'r_20261130_0060.csv', 'r_20261130_0061.csv'],
  ])('says nothing with %s (%s after %s)', (_, name, thanName) => {
    expect(olderByName(name, thanName)).toBeNull();
  });
});

describe('a date of a manifest', () => {
  it('is any moment that the platform writes', () => {
    fc.assert(
      fc.property(seconds, seconds, (one, other) => {
        const [date, otherDate] = [one, other].map((at) => parseRosterDate(at.toISOString()));
        if (!date || !otherDate) throw new Error('not read');
        expect(compareRosterDates(date, otherDate)).toBe(Math.sign(one.getTime() - other.getTime()));
      }),
    );
  });

  it.each([
    ['2026-11-29', '2026-11-30T00:00:00Z', -1],
    ['2026-11-30', '2026-11-30T23:59:59Z', 0],
    ['2026-11-30T05:12:00.1234567+01:00', '2026-11-30T04:12:00Z', 1],
    ['2026-11-30T05:12+01:00', '2026-11-30T04:12Z', 0],
    ['2026-11-30 05:12:01', '2026-11-30T05:12:00', 1],
    ['2026-11-30T01:00:00+02:00', '2026-11-29T23:30:00Z', -1],
  ])('written %s is to one written %s as %i to 0', (text, otherText, order) => {
    const [date, otherDate] = [text, otherText].map(parseRosterDate);
    expect(date && otherDate && compareRosterDates(date, otherDate)).toBe(order);
  });

  it.each([
    '',
    '2026-02-30',
    '30.11.2026',
    '20261130',
    '2026-11-30T25:00:00Z',
    '2026-11-30T05',
    '2026-11-30Z',
    'today',
  ])('is not %j', (text) => {
    expect(parseRosterDate(text)).toBeNull();
  });
});
