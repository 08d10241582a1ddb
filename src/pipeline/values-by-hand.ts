import { AppError } from '../domain/app-error.ts';
import { type Employee, sealedFields } from '../domain/employee.ts';
import { type FieldByHand, fieldsByHand, readFieldByHand } from '../domain/field-by-hand.ts';
import type { FieldChange } from '../domain/plan.ts';
import { type NationalIdCountry, nationalIdScheme } from '../runtime/national-id-schemes.ts';

/** Texts as somebody typed them, by canonical field. */
export type TypedValues = Readonly<Record<string, string>>;

export type ValuesByHand = Partial<Pick<Employee, FieldByHand>>;

export interface ValueRules {
  /** `yyyy-MM-dd` */
  today: string;
  /** Whose national identity numbers are read; the first one that knows the number counts. */
  countries: readonly NationalIdCountry[];
  allowSyntheticIds: boolean;
}

/**
 * Reads typed values by the types of their fields.
 *
 * @param known what the employee has otherwise
 * @throws AppError `usage-value`, with everything that is wrong
 */
export function readValues(typed: TypedValues, rules: ValueRules, known: ValuesByHand): ValuesByHand {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, text] of Object.entries(typed)) {
    const field = fieldsByHand.find((one) => one === name);
    if (field === undefined) {
      problems.push(unknownField(name));
      continue;
    }
    const read = readFieldByHand(field, text, rules.today);
    if (read.ok) values[field] = read.value;
    else problems.push(read.problem);
  }
  const { nationalId } = values;
  if (typeof nationalId === 'string') {
    const checked = checkNationalId(nationalId, rules, { ...known, ...values }.dateOfBirth ?? null);
    if (checked.ok) values.nationalId = checked.nationalId;
    else problems.push(checked.message);
  }
  if (problems.length === 0) return values;
  throw new AppError('usage-value', problems.join(' '), {
    hint: `Nothing was changed. Fields that can be set: ${fieldsByHand.join(', ')}.`,
  });
}

/** Which of the values differ from what the employee has; sealed ones read `*****`, and attributes are told one by one. */
export function differing(before: ValuesByHand, values: ValuesByHand): FieldChange[] {
  return (Object.keys(values) as FieldByHand[])
    .flatMap((field) => {
      const [was, is] = [before[field] ?? null, values[field] ?? null];
      return field === 'attributes' ? attributes(was, is) : [{ field, before: was, after: is }];
    })
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after))
    .map(({ field, before: was, after: is }) => ({ field, before: shown(field, was), after: shown(field, is) }));
}

function attributes(before: unknown, after: unknown): FieldChange[] {
  const [was, is] = [before, after].map((value) => (value ?? {}) as Record<string, unknown>);
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])].sort();
  return names.map((name) => ({
    field: `attributes.${name}`,
    before: was?.[name] ?? null,
    after: is?.[name] ?? null,
  }));
}

function shown(field: string, value: unknown): unknown {
  return value !== null && (sealedFields as readonly string[]).includes(field) ? '*****' : value;
}

function unknownField(name: string): string {
  if (name === 'companyId' || name === 'employeeNo') {
    return `${name} stays as it is: under another number somebody is another employee.`;
  }
  if (name === 'active') return 'Whether somebody is active is not set, but said by activate and deactivate.';
  const near = fieldsByHand.find((field) => field.toLowerCase() === name.toLowerCase());
  if (near !== undefined) return `There is no field ${name}: it is written ${near}.`;
  // A slip may have put the value in the place of the name.
  return /^[A-Za-z_.]{1,40}$/.test(name) ? `There is no field ${name}.` : 'A field that was given is none.';
}

type Checked = { ok: true; nationalId: string } | { ok: false; message: string };

function checkNationalId(text: string, rules: ValueRules, dateOfBirth: string | null): Checked {
  const checks = rules.countries.map((country) => nationalIdScheme(country).check(text, { ...rules, dateOfBirth }));
  const valid = checks.find((check) => check.ok);
  if (valid === undefined) {
    const reason = checks.flatMap((check) => (check.ok ? [] : [check.message]))[0];
    return { ok: false, message: `nationalId ***** is invalid: ${reason ?? 'no feed names a country'}.` };
  }
  if (dateOfBirth !== null && valid.dateOfBirth !== null && valid.dateOfBirth !== dateOfBirth) {
    return { ok: false, message: 'nationalId ***** and dateOfBirth tell different birth dates.' };
  }
  return valid;
}
