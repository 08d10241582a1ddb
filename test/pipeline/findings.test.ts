import { expect, it } from 'vitest';
import type { Issue } from '../../src/domain/issue.ts';
import { createFindings } from '../../src/pipeline/findings.ts';

async function causeOf(shape: Pick<Issue, 'pattern' | 'expected'>): Promise<string | undefined> {
  const findings = createFindings(null, () => 3);
  for (const line of [2, 3, 4]) {
    findings.report({
      code: 'invalid-date',
      severity: 'row',
      line,
      column: 9,
      field: 'hireStartDate',
      employeeNo: String(line),
      companyId: null,
      message: 'hireStartDate is not a date.',
      ...shape,
    });
  }
  return (await findings.finish())[0]?.message;
}

it('tells of a whole column how it is written and how it should be, as the feed has it', async () => {
  expect(await causeOf({ pattern: 'dd.MM.yyyy' })).toBe(
    'The whole column hireStartDate (column I) is written as dd.MM.yyyy: 3 of 3 rows. Expected is yyyy-MM-dd.',
  );
  expect(await causeOf({ pattern: 'yyyy-MM-dd', expected: 'dd.MM.yyyy or dd.MM.yy' })).toBe(
    'The whole column hireStartDate (column I) is written as yyyy-MM-dd: 3 of 3 rows. Expected is dd.MM.yyyy or dd.MM.yy.',
  );
  expect(await causeOf({ pattern: 'serial' })).toContain(
    'is written as the serial numbers that a spreadsheet keeps for dates: 3 of 3 rows.',
  );
});
