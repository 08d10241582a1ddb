import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/domain/diagnosis/diagnose.ts';
import type { HeldPlan, Person } from '../../../src/domain/diagnosis/held-plan.ts';
import { holdOf, numbers, people, person } from './hold-of.ts';

const tell = (hold: HeldPlan) => diagnose(hold).map(({ code, message }) => [code, message]);
const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const renamed = (all: readonly Person[], change: (employeeNo: string, i: number) => string) =>
  all.map((one, i) => ({ ...one, employeeNo: change(one.employeeNo, i) }));

describe('a hold in which numbers are written otherwise', () => {
  const register = people(430);
  const padded = renamed(register, (_, i) => String(i).padStart(7, '0'));
  const lettered = renamed(register, (no) => `E-${no}`);
  const stripped = (no: string) => no.replace(/^0+(?=\d)/, '');

  it.each([
    ['leading-zeros-lost', padded, renamed(padded, stripped), 'leading zeros are restored, to 7 digits'],
    ['leading-zeros-added', renamed(padded, stripped), padded, 'leading zeros are removed'],
    ['prefix-added', register, lettered, 'the prefix E- is removed'],
    ['prefix-removed', lettered, register, 'the prefix E- is added'],
    ['suffix-added', register, renamed(register, (no) => `${no}.0`), 'the ending .0 is removed'],
    ['suffix-removed', renamed(register, (no) => `${no}/A`), register, 'the ending /A is added'],
    [
      'letter-case-changed',
      renamed(register, (no) => `ab${no}`),
      renamed(register, (no) => `AB${no}`),
      'capital and small letters of the employee numbers are taken for the same',
    ],
    [
      'separators-removed',
      renamed(register, (no) => `${no.slice(0, 2)}-${no.slice(2)}`),
      register,
      'the spaces and signs within the employee numbers are restored',
    ],
    [
      'company-changed',
      register,
      register.map((one) => ({ ...one, companyId: '99' })),
      'company 99 is read as company 1',
    ],
  ])('is told as %s', (code, before, after, remedy) => {
    expect(tell(holdOf(before, after))).toEqual([[code, `All 430 missing employees match if ${remedy}.`]]);
    expect(diagnose(holdOf(before, after))).toMatchObject([{ code, count: 430, of: 430 }]);
  });

  it('counts who matches, beside those who have left', () => {
    const hold = holdOf(padded, renamed(padded.slice(18), stripped));
    expect(diagnose(hold)).toMatchObject([
      { count: 412, of: 430, facts: { count: 412, of: 430, in: 'number', digits: '7' } },
    ]);
    expect(tell(hold)).toEqual([
      ['leading-zeros-lost', '412 of the 430 missing employees match if leading zeros are restored, to 7 digits.'],
    ]);
  });

  it('tells where the zeros were: in the company ids, or in both', () => {
    const inCompany = (id: string, all: readonly Person[]) => all.map((one) => ({ ...one, companyId: id }));
    expect(tell(holdOf(inCompany('007', register), inCompany('7', register)))).toEqual([
      ['leading-zeros-lost', 'All 430 missing employees match if leading zeros of the company ids are restored.'],
    ]);
    expect(tell(holdOf(inCompany('007', padded), inCompany('7', renamed(padded, stripped))))).toEqual([
      [
        'leading-zeros-lost',
        'All 430 missing employees match if leading zeros of company ids and employee numbers are restored.',
      ],
    ]);
  });

  it('says no width where there is none, and takes zeros for no prefix', () => {
    const mixed = numbers(range(40, 1).map((i) => (i % 2 === 0 ? `00${i}` : `0${i}`)));
    expect(tell(holdOf(mixed, renamed(mixed, stripped)))).toEqual([
      ['leading-zeros-lost', 'All 40 missing employees match if leading zeros are restored.'],
    ]);
    const zeroed = numbers(range(40, 10).map((i) => `0${i}`));
    expect(diagnose(holdOf(zeroed, renamed(zeroed, stripped)))[0]?.code).toBe('leading-zeros-lost');
  });

  it('is not told of numbers that are handed out one after the other to other people', () => {
    // Without their first digit 1100 to 1999 are 100 to 999.
    const [long, short] = [range(900, 1100).map(String), range(900, 100).map(String)];
    const called = (all: string[], from: number) => renamed(people(900, from), (_, i) => all[i] ?? '');
    expect(diagnose(holdOf(called(long, 0), called(short, 5000)))).toMatchObject([{ code: 'nobody-known' }]);
    expect(diagnose(holdOf(numbers(long), numbers(short)))).toEqual([]);
    expect(diagnose(holdOf(called(long, 0), called(short, 0)))).toMatchObject([{ code: 'prefix-removed' }]);
  });

  it('is not told where few match, or hardly anybody is missing', () => {
    const half = [...renamed(padded.slice(0, 300), stripped), ...people(130, 7000)];
    expect(diagnose(holdOf(padded, half))).toEqual([]);
    expect(diagnose(holdOf(padded.slice(0, 2), renamed(padded.slice(0, 2), stripped)))).toEqual([]);
  });

  it('shows no national identity number that stands as an affix', () => {
    const id = '10050050489';
    const [found] = diagnose(
      holdOf(
        register,
        renamed(register, (no) => `${id}/${no}`),
      ),
    );
    expect(found?.code).toBe('prefix-added');
    expect(JSON.stringify(found)).not.toContain(id);
  });
});

describe('a hold in which people come back under other numbers', () => {
  const register = people(430);
  const shuffled = (all: readonly Person[]) => renamed(all, (_, i) => String(70_000 + ((i * 37) % 1000)));
  const blank = { email: null, dateOfBirth: null, nationalIdIndex: null };

  it.each([
    [
      'national identity number',
      { ...blank },
      '430 national identity numbers reappear under new employee numbers.',
      true,
    ],
    [
      'name and birth date',
      { email: null },
      'All 430 missing employees reappear with the same name and birth date under new employee numbers.',
      false,
    ],
    [
      'email address',
      { firstName: null, dateOfBirth: null },
      'All 430 missing employees reappear with the same email address under new employee numbers.',
      false,
    ],
    ['name', { ...blank }, 'All 430 missing employees reappear with the same name under new employee numbers.', false],
  ])('is told by %s', (_by, more, message, hasIds) => {
    const known = register.map((one, i) => ({ ...one, ...more, ...(hasIds && { nationalIdIndex: `index ${i}` }) }));
    expect(tell(holdOf(known, shuffled(known)))).toEqual([['new-numbers', message]]);
  });

  it('counts each newcomer once, and reads names of any capital letters', () => {
    const loud = shuffled(register.slice(2)).map((one) => ({
      ...one,
      surname: one.surname?.toUpperCase() ?? null,
      email: null,
    }));
    expect(tell(holdOf(register, loud))).toEqual([
      [
        'new-numbers',
        '428 of the 430 missing employees reappear with the same name and birth date under new employee numbers.',
      ],
    ]);
    const alike = register.map((one) => ({ ...one, ...blank, firstName: 'Kari', surname: 'Hansen' }));
    expect(diagnose(holdOf(alike, shuffled(alike.slice(0, 50))))).not.toMatchObject([{ code: 'new-numbers' }]);
  });
});

describe('a hold in which a part of the roster is missing', () => {
  const inCompanies = (...ids: string[]) =>
    ids.flatMap((companyId, at) => people(50, at * 50).map((one) => ({ ...one, companyId })));

  it.each([
    [['12'], 'company 12, which is'],
    [['12', '13'], 'companies 12 and 13, which are'],
    [['12', '13', '14'], 'companies 12, 13 and 14, which are'],
    [['12', '13', '14', '15', '16'], 'companies 12, 13, 14 and 2 more, which are'],
  ])('is told by the companies %j', (gone, named) => {
    const kept = inCompanies('1', '2');
    const left = gone.flatMap((companyId) => people(86, 500).map((one) => ({ ...one, companyId })));
    expect(tell(holdOf([...kept, ...left], kept))).toEqual([
      ['company-missing', `All ${86 * gone.length} missing employees belong to ${named} not in this file.`],
    ]);
  });

  it('is told by companies that the feed has never had, in the place of its own or beside them', () => {
    const [own, other] = [inCompanies('12'), people(60, 900).map((one) => ({ ...one, companyId: '99' }))];
    expect(tell(holdOf(own, other))).toEqual([
      [
        'other-company',
        'The file is of company 99, which the feed has never had; all 50 missing employees belong to company 12.',
      ],
    ]);
    expect(tell(holdOf(own, [...own, ...other]))).toEqual([
      ['new-company', 'All 60 new employees belong to company 99, which the feed has never had.'],
    ]);
  });

  const register = people(200);
  const byNumber = (one: Person, other: Person) => Number(one.employeeNo) - Number(other.employeeNo);
  const byName = (one: Person, other: Person) => Number((one.surname ?? '') > (other.surname ?? '')) - 0.5;

  it.each([
    ['earlier rosters', (all: Person[]) => all],
    ['employee numbers', (all: Person[]) => all.toSorted(byNumber)],
    ['names', (all: Person[]) => all.toSorted(byName)],
  ])('is told as cut in the order of %s', (order, sort) => {
    // The register got them in no order at all.
    const shuffled = range(200).map((i) => {
      const one = person((i * 77) % 200);
      return { ...one, surname: `Sur${String((i * 31) % 200).padStart(3, '0')}` };
    });
    const file = sort(shuffled);
    const message = `The file seems to end at employee ${file[119]?.employeeNo}, and all 80 missing employees come after it in the order of ${order}.`;
    expect(tell(holdOf(shuffled, file.slice(0, 120)))).toEqual([['file-cut', message]]);
  });

  it('is told as cut although some have left before, and others have come', () => {
    const file = [...register.slice(0, 40), ...register.slice(42, 120), ...people(5, -100)];
    expect(diagnose(holdOf(register, file))).toMatchObject([{ code: 'file-cut', count: 80, of: 82 }]);
  });

  it('is not told as cut for few people, for those who stand anywhere, for new ones behind its end, nor of an older roster', () => {
    expect(diagnose(holdOf(people(10), people(7)))).toEqual([]);
    expect(
      diagnose(
        holdOf(
          register,
          register.filter((_, i) => i % 3 > 0),
        ),
      ),
    ).toEqual([]);
    const goesOn = [...register.slice(0, 120), ...people(60, 200)];
    expect(diagnose(holdOf(register, goesOn))).toEqual([]);
    const cut = holdOf(register, register.slice(0, 120));
    expect(diagnose({ ...cut, plan: { ...cut.plan, reactivated: 10 } })).toEqual([]);
    const items = cut.roll.items.map((one, i) => ({ ...one, broughtBy: i < 120 ? 1 : 2 }));
    // Numbers and names have an order, too: here none that tells it.
    const unordered = items.map((one, i) => ({
      ...one,
      employeeNo: String((i * 77) % 200),
      surname: null,
      firstName: null,
    }));
    expect(diagnose({ ...cut, roll: { total: 200, items: unordered } })).toEqual([]);
  });

  it.each([
    [12, people(12, 500), 'all of its 12 employees are new'],
    [1, people(1, 500), 'its only employee is new'],
  ])('is told as partial with %i new employees', (_count, file, what) => {
    expect(tell(holdOf(register, file))).toEqual([['looks-partial', `The file looks partial: ${what}.`]]);
  });

  it('is told as partial with people who are new or changed, and not with those who are as they were', () => {
    const hold = holdOf(register, [...range(20).map((i) => person(i * 10)), ...people(2, 500)]);
    const changed = { ...hold, plan: { ...hold.plan, updated: 19, unchanged: 1 } };
    expect(tell(changed)).toEqual([
      ['looks-partial', 'The file looks partial: 21 of its 22 employees are new or changed.'],
    ]);
    expect(diagnose(hold)).toEqual([]);
  });
});

describe('a hold in which people are changed', () => {
  const updates = (count: number, fields: (i: number) => string[], after: unknown = 'x') => ({
    total: count,
    items: range(count).map((i) => fields(i).map((field) => ({ field, before: 'y', after }))),
  });
  const reasons = [{ code: 'too-many-updated', message: '', hint: '' }];
  const hold = holdOf(people(100), people(100), { holdReasons: reasons });

  it('is told by the field that most of them have in common', () => {
    const some = (i: number) => (i % 10 === 0 ? ['surname'] : i % 7 === 0 ? ['postalCode', 'city'] : ['postalCode']);
    expect(tell({ ...hold, updates: updates(90, some) })).toEqual([
      ['field-changed', '81 of the 90 changed employees change in postalCode.'],
    ]);
    expect(tell({ ...hold, updates: updates(90, () => ['jobTitle'], null) })).toEqual([
      ['field-emptied', 'All 90 changed employees lose what stands in jobTitle.'],
    ]);
  });

  it('is not told where many fields change, or it is held for something else', () => {
    expect(diagnose({ ...hold, updates: updates(90, () => ['postalCode', 'city']) })).toEqual([]);
    expect(diagnose({ ...hold, holdReasons: [], updates: updates(90, () => ['postalCode']) })).toEqual([]);
  });
});

describe('a hold of more people than are looked at', () => {
  const register = people(2000);
  const lettered = renamed(register, (no) => `E-${no}`);
  const sampled = (file: readonly Person[]): HeldPlan => ({
    ...holdOf(register, file),
    missing: { total: 412_000, items: register },
  });

  it('is told by what nearly all or about so many of them are', () => {
    expect(tell(sampled(lettered))).toEqual([
      ['prefix-added', 'Nearly all 412,000 missing employees match if the prefix E- is removed.'],
    ]);
    expect(tell(sampled(lettered.slice(0, 1801)))).toEqual([
      ['prefix-added', 'About 370,000 of the 412,000 missing employees match if the prefix E- is removed.'],
    ]);
  });
});

describe('a hold of an old roster', () => {
  it('is told by its day or its order, and by nothing else', () => {
    const cut = holdOf(people(200), people(120));
    const because = (code: string, facts: Record<string, string | number>) =>
      tell({ ...cut, holdReasons: [{ code, message: '', hint: '', facts }] });
    expect(because('resent', { day: '2026-11-03' })).toEqual([
      ['old-roster-resent', 'This file is the roster of 3 November 2026 again.'],
    ]);
    expect(because('older-than-last', { newerFile: 7 })).toEqual([
      ['old-roster-resent', 'This file came before file 7, which has been applied already.'],
    ]);
    expect(because('window-full', {})).toMatchObject([['file-cut', expect.anything()]]);
  });
});
