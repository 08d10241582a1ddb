import { isCalendarDate, shiftYears } from '../domain/calendar-date.ts';
import { findNationalId } from '../domain/check-digits.ts';
import { maxKeyLength } from '../domain/employee.ts';
import { isFiveDigits, relaxedFrom } from '../domain/national-id.ts';
import { createCodeCheck, isCleanKey, isCleanText, isNumberUpTo } from './clean-values.ts';
import type { LayoutSettings } from './contract.ts';
import { oldestYears } from './field-schemas.ts';
import { employmentTypes, endCauses, payTypes } from './personnel-ticket-codes.ts';
import { maxPaidPercentage, maxPercentage, textLimits } from './personnel-ticket-rules.ts';
import { isShortPostalCode } from './wording.ts';

/**
 * Recognises rows that need no second look: every rule is kept, nothing is to be trimmed, mended or warned of. That is
 * nearly every row of a real roster, in 0.4 us where the schema takes 3.5. Whatever is not recognised goes through the
 * schema, which alone decides what is wrong. test/layouts/personnel-ticket-clean.test.ts holds the two against each other.
 *
 * @returns the check, which gives the row's national identity number, or null where the row is not recognised
 */
export function createCleanCheck(settings: LayoutSettings): (values: readonly (string | undefined)[]) => string | null {
  const { today } = settings;
  const earliestBirth = shiftYears(today, -oldestYears);
  const relaxed = today >= relaxedFrom;
  const companies = settings.companies === null ? null : new Set(settings.companies);

  return (values) => {
    const companyId = values[1] ?? '';
    if (companies !== null && !companies.has(companyId)) return null;
    const dateOfBirth = values[3] ?? '';
    const ssn = values[4] ?? '';
    if (!isCalendarDate(dateOfBirth) || dateOfBirth > today || dateOfBirth < earliestBirth) return null;
    if (!isFiveDigits(ssn)) return null;
    const nationalId = findNationalId(dateOfBirth, ssn, relaxed);
    if (nationalId === null) return null;
    const clean =
      isCleanKey(values[0] ?? '', maxKeyLength, nationalId) &&
      isCleanKey(companyId, maxKeyLength, nationalId) &&
      isEmploymentType(values[2] ?? '') &&
      isCleanText(values[5] ?? '', textLimits.firstName) &&
      isCleanText(values[6] ?? '', textLimits.surname) &&
      isCleanText(values[7] ?? '', textLimits.addressLine) &&
      isCleanText(values[8] ?? '', textLimits.postalCode) &&
      !isShortPostalCode(values[8] ?? '') &&
      isBooleanOrEmpty(values[9]) &&
      isCalendarDate(values[10] ?? '') &&
      isPayType(values[11] ?? '') &&
      isDateOrEmpty(values[12]) &&
      (isEmpty(values[13]) || isEndCause(values[13])) &&
      isDisability(values[14], values[15]) &&
      isNumberUpTo(values[16] ?? '', maxPercentage) &&
      isDateOrEmpty(values[17]) &&
      isNumberUpTo(values[18] ?? '', maxPaidPercentage) &&
      isDateOrEmpty(values[19]) &&
      isBooleanOrEmpty(values[20]);
    return clean ? nationalId : null;
  };
}

const isEmploymentType = createCodeCheck(Object.keys(employmentTypes));
const isPayType = createCodeCheck(Object.keys(payTypes));
const isEndCause = createCodeCheck(Object.keys(endCauses));

function isBooleanOrEmpty(value: string | undefined): boolean {
  return value === 'false' || value === 'true' || isEmpty(value);
}

function isDateOrEmpty(value: string | undefined): boolean {
  return isEmpty(value) || isCalendarDate(value);
}

/** A grade above 0 needs its date. */
function isDisability(grade: string | undefined, fromDate: string | undefined): boolean {
  if (isEmpty(grade) || grade === '0') return isDateOrEmpty(fromDate);
  return !isEmpty(fromDate) && isCalendarDate(fromDate) && isNumberUpTo(grade, maxPercentage);
}

function isEmpty(value: string | undefined): value is undefined | '' {
  return value === undefined || value === '';
}
