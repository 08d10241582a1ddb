import { shiftYears } from '../domain/calendar-date.ts';
import type { NationalIdScheme } from '../domain/national-ids/scheme.ts';
import type { LayoutSettings } from './contract.ts';
import { oldestYears } from './field-schemas.ts';
import type { Row } from './record-row.ts';
import { invalidNationalId } from './wording.ts';

/**
 * Checks the row's national identity number, and with it the birth date: what one of them tells, the other need not.
 * Sets both.
 */
export function readNationalId(row: Row, scheme: NationalIdScheme, { today, allowSyntheticIds }: LayoutSettings): void {
  const text = row.texts.get('nationalId');
  if (text === undefined) return;
  row.texts.delete('nationalId');
  const dateOfBirth = row.hasFailed('dateOfBirth') ? null : (row.texts.get('dateOfBirth') ?? null);
  const check = scheme.check(text, { today, allowSyntheticIds, dateOfBirth });
  const fault = check.ok ? faultOf(check.dateOfBirth, dateOfBirth, today) : check.message;
  if (fault !== null) row.report(invalidNationalId('nationalId', fault));
  if (!check.ok || fault !== null) return;
  row.nationalId = check.nationalId;
  row.texts.set('nationalId', check.nationalId);
  if (check.dateOfBirth === null || row.hasFailed('dateOfBirth')) return;
  row.texts.set('dateOfBirth', check.dateOfBirth);
  row.set('dateOfBirth', check.dateOfBirth);
}

function faultOf(told: string | null, dateOfBirth: string | null, today: string): string | null {
  if (told === null) return null;
  if (dateOfBirth !== null && told !== dateOfBirth) return 'it belongs to another birth date than dateOfBirth says';
  if (told > today) return 'its birth date lies in the future';
  return told < shiftYears(today, -oldestYears) ? `its birth date is more than ${oldestYears} years ago` : null;
}
