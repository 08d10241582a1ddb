import { rosterColumns } from '../fixtures/roster.ts';

/** Where a column stands in a row. */
export const column = Object.fromEntries(rosterColumns.map((name, index) => [name, index])) as Record<
  (typeof rosterColumns)[number],
  number
>;

/** What is drawn about a person, each from numbers of its own, so that any person can be made without the others. */
const questions = [
  ...(['fate', 'change', 'first', 'second', 'last', 'double', 'street', 'house'] as const),
  ...(['flat', 'quote', 'postal', 'abstain', 'hire', 'pay', 'ended', 'end', 'cause', 'disabled', 'grade'] as const),
  ...(['graded', 'part', 'percent', 'since', 'paid', 'leave', 'left', 'deleted', 'type'] as const),
];

type Question = (typeof questions)[number];

const numberOf = Object.fromEntries(questions.map((question, index) => [question, index + 1])) as Record<
  Question,
  number
>;

/** The values of one row, in the order of the file. */
export function personAt(i: number, nextSsn: (birthDay: number) => string): string[] {
  const chance = (question: Question) => draw(i, question);
  const pick = (list: readonly string[], question: Question) => list[Math.floor(chance(question) * list.length)] ?? '';
  const birthDay = (i * 7919) % birthDays;
  const hireDay = Math.max(firstBirthDay + birthDay + 18 * 366, firstHireDay) + Math.floor(chance('hire') * 4000);
  const ended = chance('ended') < 0.04;
  const disabled = chance('disabled') < 0.05;
  const isPartTime = chance('part') < 0.25;
  const share = (question: Question) => (isPartTime ? String(20 + 5 * Math.floor(chance(question) * 16)) : '100');
  const later = (days: number, question: Question) => isoDate(hireDay + 100 + Math.floor(chance(question) * days));
  return [
    String(100_000 + i),
    String(1 + (i % 4)),
    pick(employmentTypes, 'type'),
    isoDate(firstBirthDay + birthDay),
    nextSsn(birthDay),
    chance('double') < 0.25 ? `${pick(firstNames, 'first')} ${pick(firstNames, 'second')}` : pick(firstNames, 'first'),
    chance('double') > 0.9 ? `${pick(surnames, 'last')}-${pick(surnames, 'second')}` : pick(surnames, 'last'),
    address(pick(streets, 'street'), 1 + Math.floor(chance('house') * 180), chance('flat'), chance('quote')),
    String(1 + Math.floor(chance('postal') * 9990)).padStart(4, '0'),
    chance('abstain') < 0.02 ? 'true' : 'false',
    isoDate(hireDay),
    pick(payTypes, 'pay'),
    ended ? later(3000, 'end') : '',
    ended ? pick(endCauses, 'cause') : '',
    disabled ? String(10 + 5 * Math.floor(chance('grade') * 19)) : '0',
    disabled ? later(2000, 'graded') : '',
    share('percent'),
    isPartTime ? later(2000, 'since') : '',
    share('paid'),
    chance('leave') < 0.03 ? later(3000, 'left') : '',
    chance('deleted') < 0.005 ? 'true' : 'false',
  ];
}

function address(street: string, house: number, flat: number, quote: number): string {
  const door = flat < 0.06 ? `, H0${101 + Math.floor(flat * 5000)}` : '';
  return `${street} ${house}${door}${quote < 0.003 ? ' "Solbakken"' : ''}`;
}

/** Somebody who moved, is paid in another way, works more or less, or has married: always a real change. */
export function changedPerson(person: readonly string[], i: number): string[] {
  const changed = [...person];
  const kind = Math.floor(draw(i, 'change') * 4);
  if (kind === 0) {
    changed[column.addressLine] = `Nyveien ${i % 200}`;
    changed[column.postalCode] = person[column.postalCode] === '0150' ? '0151' : '0150';
  } else if (kind === 1) {
    changed[column.payType] = person[column.payType] === 'A' ? 'F' : 'A';
  } else if (kind === 2) {
    const percentage = person[column.employmentPercentage] === '100' ? '80' : '100';
    changed[column.employmentPercentage] = percentage;
    changed[column.employmentPercentageDate] = '2026-11-01';
    changed[column.paidPercentage] = percentage;
  } else {
    changed[column.surname] = `${person[column.surname]}-Øst`;
  }
  return changed;
}

/** One of the mistakes that exports have, `which` in turn: check digit, date, code, number. Each is one issue. */
export function brokenPerson(person: readonly string[], which: number): string[] {
  const broken = [...person];
  const breaks = [
    [column.ssn, wrongCheckDigit(person[column.ssn] ?? '')],
    [column.hireStartDate, '2020-02-30'],
    [column.payType, 'Q'],
    [column.employmentPercentage, '101'],
  ] as const;
  const [at, value] = breaks[which % breaks.length] ?? breaks[0];
  broken[at] = value;
  return broken;
}

function wrongCheckDigit(ssn: string): string {
  return `${ssn.slice(0, 4)}${(Number(ssn[4]) + 1) % 10}`;
}

/** For each birth date the next free number, whose arithmetic test/fixtures/roster.ts explains; good for nine million people. */
export function createSsnSource(): (birthDay: number) => string {
  const steps = new Uint16Array(birthDays);
  return (birthDay) => {
    const date = isoDate(firstBirthDay + birthDay);
    const sixDigits = date.slice(8, 10) + date.slice(5, 7) + date.slice(2, 4);
    const firstIndividual = date >= '2000' ? 500 : 0;
    for (;;) {
      const step = steps[birthDay] ?? 0;
      if (step === 500) throw new Error(`More people were asked for than ${date} has numbers.`);
      steps[birthDay] = step + 1;
      const individual = String(firstIndividual + ((step * 7) % 500)).padStart(3, '0');
      const checkDigits = checkDigitsOf(sixDigits + individual);
      if (checkDigits !== null) return individual + checkDigits;
    }
  };
}

function checkDigitsOf(nineDigits: string): string | null {
  let first = 0;
  let second = 0;
  for (let index = 0; index < 9; index += 1) {
    const digit = nineDigits.charCodeAt(index) - 48;
    first += digit * (firstWeights[index] ?? 0);
    second += digit * (secondWeights[index] ?? 0);
  }
  const firstCheck = (11 - (first % 11)) % 11;
  const secondCheck = (11 - ((second + 2 * firstCheck) % 11)) % 11;
  return firstCheck === 10 || secondCheck === 10 ? null : `${firstCheck}${secondCheck}`;
}

/** A fraction from 0 up to 1 that depends on person and question alone: the bits of their numbers, stirred. */
export function draw(i: number, question: Question): number {
  let bits = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(numberOf[question], 0x85ebca77);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}

const dates = new Map<number, string>();

function isoDate(day: number): string {
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(day * dayMs).toISOString().slice(0, 10);
    dates.set(day, date);
  }
  return date;
}

const dayMs = 86_400_000;
const firstBirthDay = Date.UTC(1946, 0, 1) / dayMs;
const birthDays = Date.UTC(2007, 0, 1) / dayMs - firstBirthDay;
const firstHireDay = Date.UTC(1985, 0, 1) / dayMs;
const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3];

const employmentTypes = [...'FFFFFFFMMTU'];
const payTypes = [...'AAAAAAAAAAAA1DEFLMNOPRST'];
const endCauses = [...'ABDEFIMOST'];
const firstNames = (
  'Åse Øyvind Bjørn Kåre Ragnhild Sigrid Ola Kari Nils Ingrid Håkon Jørgen Marit Åshild Lars Anne Per Liv Knut Solveig ' +
  'Torbjørn Gudrun Eirik Hanne Terje Siri Øystein Vigdis Trond Elin Stian Maren Vebjørn Tuva Sindre Frøya Amir Leila'
).split(' ');
const surnames = (
  'Hansen Olsen Sæther Ødegård Dahl Nygård Strøm Lie Rønning Moe Næss Aas Åmodt Vik Bakke Ruud Lund Berg Hagen Haugen ' +
  'Bråten Fjeld Granli Hovland Kjær Lindø Mørk Nordby Opdal Prestegård Røed Skaugen Tønnessen Ulvestad Wærås Østby'
).split(' ');
const streets =
  'Storgata,Åsveien,Sjøgata,Ærfuglveien,Kongens gate,Møllergata,Øvre Slottsgate,Bryggeveien,Gamle Drammensvei,Lyngstien'.split(
    ',',
  );
