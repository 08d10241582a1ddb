import { type Employee, sealedFields } from './employee.ts';

/**
 * The sealed fields as one text: a JSON array in their order, without the empty ones at its end. Names and empty values
 * would make up two thirds of what a million rows have to keep. An employee with nothing to seal has an empty text.
 */
export function renderSealedText(employee: Pick<Employee, (typeof sealedFields)[number]>): string {
  const { nationalId, disabilityGrade, disabilityFromDate } = employee;
  if (disabilityFromDate !== null) return JSON.stringify([nationalId, disabilityGrade, disabilityFromDate]);
  if (disabilityGrade !== null) return JSON.stringify([nationalId, disabilityGrade]);
  return nationalId === null ? '' : JSON.stringify([nationalId]);
}

/** The values by field; also of a text that was sealed with the fields' names. */
export function parseSealedText(text: string): Record<string, unknown> {
  const values: unknown = JSON.parse(text);
  if (!Array.isArray(values)) return values as Record<string, unknown>;
  return Object.fromEntries(sealedFields.map((field, index) => [field, values[index] ?? null]));
}
