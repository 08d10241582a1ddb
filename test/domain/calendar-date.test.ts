import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datePattern, isCalendarDate, shiftYears } from '../../src/domain/calendar-date.ts';

describe('calendar dates', () => {
  it('takes every day that the calendar has', () => {
    const days = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(fc.property(days, (day) => isCalendarDate(day.toISOString().slice(0, 10))));
  });

  it('refuses days that the calendar does not have', () => {
    const wrong = ['2024-02-30', '2023-02-29', '1900-02-29', '2024-04-31', '2024-13-01', '2024-00-10', '2024-01-00'];
    expect(wrong.filter(isCalendarDate)).toEqual([]);
    expect(['2024-02-29', '2000-02-29', '2024-12-31'].every(isCalendarDate)).toBe(true);
  });

  it('refuses every other way of writing a date', () => {
    const wrong = [
      '0000-00-00',
      '0000-01-01',
      '',
      '2024-1-1',
      ' 2024-01-01',
      '2024-01-01 ',
      '2024/01/01',
      '２０２４-01-01',
    ];
    expect(wrong.filter(isCalendarDate)).toEqual([]);
  });

  it('agrees with the calendar of the platform on any digits', () => {
    const digits = (max: number, length: number) => fc.nat(max).map((value) => String(value).padStart(length, '0'));
    fc.assert(
      fc.property(digits(9999, 4), digits(99, 2), digits(99, 2), (year, month, day) => {
        const text = `${year}-${month}-${day}`;
        const parsed = new Date(`${text}T00:00:00Z`);
        const real = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text) && year !== '0000';
        expect(isCalendarDate(text)).toBe(real);
      }),
    );
  });

  it.each([
    ['31.12.1974', 'dd.MM.yyyy'],
    ['31/12/1974', 'dd/MM/yyyy'],
    ['31-12-1974', 'dd-MM-yyyy'],
    ['19741231', 'yyyyMMdd'],
    ['27394', 'serial'],
    ['1974-12-31T00:00:00', 'yyyy-MM-dd HH:mm'],
    ['1974-02-30', 'yyyy-MM-dd'],
  ])('recognises %s as %s', (text, pattern) => {
    expect(datePattern(text)).toBe(pattern);
  });

  it('recognises no date in other text', () => {
    expect(['', 'Hansen', '01019012345', '100'].map(datePattern)).toEqual([null, null, null, null]);
  });

  it('moves 29 February to the 28th in a common year', () => {
    expect(shiftYears('2024-02-29', -1)).toBe('2023-02-28');
    expect(shiftYears('2024-02-29', -4)).toBe('2020-02-29');
  });
});
