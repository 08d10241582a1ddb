import { mailAddress } from './mail-address.ts';
import { person } from './people.ts';
import { renderCsv, renderJson, renderXml } from './write-formats.ts';

interface User {
  email: string;
  external_id?: string;
  active: boolean;
  approvers: { email: string; label: string; can_approve: boolean }[];
  tags?: string[];
  [field: string]: unknown;
}

const users = 60;
const leaver = 12;
const closed = 20;
const named = 33;
const moved = 5;
const managers = 4;
const path = ['users', 'user'] as const;

/** Every sample of the layout springest, by file name. */
export function renderSpringestSamples(): Record<string, string> {
  const dayOne = Array.from({ length: users }, (_, index) => user(index));
  const dayTwo = Array.from({ length: users + 1 }, (_, index) => nextDay(index)).filter((_, index) => index !== leaver);
  return {
    'day-1.json': renderJson(dayOne),
    'day-1.xml': renderXml(dayOne, path),
    'day-1.csv': renderCsv(dayOne.map(asCells)),
    'day-2.json': renderJson(dayTwo),
    'bad.json': renderJson(dayTwo.map(spoil)),
  };
}

/** The first four are the managers of all others. One has no external_id: the email tells who it is. */
function user(index: number): User {
  const { firstName, surname, dateOfBirth, addressLine, postalCode, hireStartDate, hireEndDate } = person(index);
  const [street = '', houseNumber = ''] = addressLine.split(/ (?=\d)/);
  return {
    email: addressOf(index),
    ...(index !== named && { external_id: `SP-${1001 + index}` }),
    gender: index % 2 === 0 ? 'f' : 'm',
    first_name: firstName,
    last_name: surname,
    phone_number: `+47 22 ${String(10 + (index % 80))} ${String(10 + ((index * 7) % 80))} 00`,
    birthdate: dateOfBirth,
    birthplace: index % 5 === 0 ? 'Bodø' : '',
    company_name: index % 3 === 2 ? 'Furuåsen Øst AS' : 'Furuåsen AS',
    address: street,
    house_number: houseNumber,
    zip_code: postalCode,
    city: index % 3 === 2 ? 'Hamar' : 'Tananger',
    country: 'NO',
    active: true,
    job_title: index < managers ? 'Leder' : 'Rådgiver',
    department_name: ['Drift', 'Salg', 'IT', 'Økonomi'][index % 4] ?? '',
    business_unit: 'Nord',
    cost_center: `0${410 + (index % 4)}`,
    cost_center_name: `Kostnadssted ${index % 4}`,
    approvers: index < managers ? [] : approversOf(index),
    tags: index % 2 === 0 ? ['marketer', 'norway'] : ['norway'],
    employment_start_date: hireStartDate,
    employment_end_date: hireEndDate,
  };
}

function approversOf(index: number): User['approvers'] {
  const manager = { email: addressOf(index % managers), label: 'Manager', can_approve: true };
  const second = { email: addressOf((index + 1) % managers), label: 'Non-approving manager', can_approve: false };
  return index % 6 === 0 ? [manager, second] : [manager];
}

function addressOf(index: number): string {
  const { firstName, surname } = person(index);
  return mailAddress(firstName, surname, 1001 + index);
}

/** One closed account, one who gains an external_id, one whose telephone is emptied and whose tags are not sent. */
function nextDay(index: number): User {
  const one = user(index);
  if (index === closed) return { ...one, active: false };
  if (index === named) return { ...one, external_id: `SP-${1001 + index}` };
  if (index !== moved) return one;
  const { tags: _, ...rest } = one;
  return { ...rest, phone_number: '' };
}

/** Nobody's birth date is wrong: that would reject the file. */
function spoil(one: User, index: number): User {
  if (index === 8) return { ...one, gender: 'x' };
  if (index === 10) return { ...one, email: '', external_id: '' };
  if (index === 25) return { ...one, approvers: [{ email: addressOf(1), label: 'Boss', can_approve: true }] };
  if (index === 30)
    return { ...one, approvers: [{ email: 'nobody@example.org', label: 'Manager', can_approve: true }] };
  if (index === 41) return { ...one, phone_number: '4,72212E+09' };
  return one;
}

function asCells(one: User): Record<string, string> {
  const { approvers, tags = [], external_id = '', ...rest } = one;
  const texts = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
  return { external_id, ...texts, approvers: JSON.stringify(approvers), tags: tags.join('; ') };
}
