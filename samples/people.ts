/** Made-up employees. Every value follows from the index alone, so that the samples are the same on every machine. */

export const columns = [
  'employeeNo',
  'companyId',
  'employmentTypeId',
  'dateOfBirth',
  'ssn',
  'firstName',
  'surname',
  'addressLine',
  'postalCode',
  'abstainFromTicket',
  'hireStartDate',
  'payType',
  'hireEndDate',
  'hireEndCause',
  'disabilityGrade',
  'disabilityFromDate',
  'employmentPercentage',
  'employmentPercentageDate',
  'paidPercentage',
  'leaveFromDate',
  'isDeleted',
] as const;

export type Person = Record<(typeof columns)[number], string>;

const firstNames =
  'Åsne Øyvor Bjørnar Kårhild Ragnvald Sigyn Olve Karine Njål Ingvild Håvard Jørn Mårten Åsleik Lærke Torbjørg Vårin Sølve Eirunn Gæir';
const surnames =
  'Åkerholt Ødemark Bråtelund Sæterlid Fjellvåg Nordgårdsæter Løvmo Kvernøy Tjernås Vårdal Rødhaugen Myrvær Elvestøl Granåsen Skjærhus Brønnlid';
const streets = 'Furuåsen Bekkeløkka Tømmerstien Fløyveien Kværnbakken Nøtteveien Hasselgata Måneveien';

/** @param index from 0; one person for each */
export function person(index: number): Person {
  const birthDay = utcDay(1952, 2, 11) + ((index * 83) % 19_700);
  const hireDay = birthDay + 20 * 366 + ((index * 37) % 1500);
  const pensioner = index % 55 === 50;
  const disabled = index % 40 === 7;
  const partTime = index % 6 === 4;
  const percentage = partTime ? String(40 + (index % 5) * 10) : '100';
  const dateOfBirth = isoDate(birthDay);
  return {
    employeeNo: String(10_401 + index),
    companyId: index % 4 === 3 ? '2' : '1',
    employmentTypeId: pick('F F F M F T', index),
    dateOfBirth,
    ssn: ssnFor(dateOfBirth, index),
    firstName: pick(firstNames, index * 7) + (index % 9 === 2 ? ` ${pick(firstNames, index * 11 + 5)}` : ''),
    surname: pick(surnames, index * 5 + Math.floor(index / 16)),
    addressLine: `${pick(streets, index * 3 + 1)} ${1 + ((index * 13) % 96)}${index % 11 === 3 ? ', H0201' : ''}`,
    postalCode: String(151 + ((index * 389) % 9700)).padStart(4, '0'),
    abstainFromTicket: String(index % 50 === 20),
    hireStartDate: isoDate(hireDay),
    payType: partTime ? pick('D E', Math.floor(index / 6)) : 'A',
    hireEndDate: pensioner ? '2024-06-30' : '',
    hireEndCause: pensioner ? 'A' : '',
    disabilityGrade: disabled ? '40' : '0',
    disabilityFromDate: disabled ? isoDate(hireDay + 700) : '',
    employmentPercentage: percentage,
    employmentPercentageDate: partTime ? isoDate(hireDay + 90) : '',
    paidPercentage: percentage,
    leaveFromDate: index % 60 === 33 ? '2026-03-02' : '',
    isDeleted: 'false',
  };
}

/** Five digits that make a valid national identity number behind the birth date: see skatteetaten.no on its check digits. */
function ssnFor(dateOfBirth: string, start: number): string {
  const [year = '', month = '', day = ''] = dateOfBirth.split('-');
  const firstOfCentury = Number(year) < 2000 ? 0 : 500;
  for (let step = 0; step < 500; step += 1) {
    const individual = String(firstOfCentury + ((start * 29 + step) % 500)).padStart(3, '0');
    const nine = day + month + year.slice(2) + individual;
    const first = checkDigit(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2]);
    const second = checkDigit(nine + first, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    if (first < 10 && second < 10) return `${individual}${first}${second}`;
  }
  throw new Error(`no valid number for ${dateOfBirth}`);
}

/** 10 means that there is none. */
function checkDigit(digits: string, weights: readonly number[]): number {
  const sum = weights.reduce((total, weight, position) => total + weight * Number(digits[position]), 0);
  return (11 - (sum % 11)) % 11;
}

function pick(words: string, index: number): string {
  const list = words.split(' ');
  return list[index % list.length] ?? '';
}

function utcDay(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

function isoDate(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
