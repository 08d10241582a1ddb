import { describe, expect, it } from 'vitest';
import { mailSubject, mailText } from '../../src/cli/mail-text.ts';
import { renderTable } from '../../src/cli/render-table.ts';
import { renderChangesCsv, renderIssuesCsv } from '../../src/cli/write-csv.ts';
import type { Change } from '../../src/domain/plan.ts';

describe('a table', () => {
  it('aligns words to the left and numbers to the right', () => {
    expect(
      renderTable(
        ['name', 'rows'],
        [
          ['a.csv', 5],
          ['longer.csv', 1200],
        ],
      ),
    ).toEqual(['name         rows', 'a.csv           5', 'longer.csv  1,200']);
  });

  it('shows a dash for nothing', () => {
    expect(renderTable(['a', 'b'], [[null, 'x']])[1]).toBe('-  x');
  });

  it('lets no control character of a file name reach the terminal', () => {
    expect(renderTable(['name'], [['a\u001b[31m\nb.csv']])[1]).toBe('a?[31m?b.csv');
  });
});

describe('a CSV list', () => {
  it('has one line for each changed field, and no formula', async () => {
    async function* changes(): AsyncIterable<Change> {
      yield {
        kind: 'updated',
        companyId: '1',
        employeeNo: '=1+1',
        fields: [{ field: 'city', before: null, after: 'a,b' }],
      };
      yield { kind: 'deactivated', companyId: '1', employeeNo: '7', fields: [] };
    }

    const lines = await Array.fromAsync(renderChangesCsv(changes(), 'employees'));

    expect(lines).toEqual([
      'change,companyId,employeeNo,field,before,after\r\n',
      'updated,1,\'=1+1,city,,"a,b"\r\n',
      'deactivated,1,7\r\n',
    ]);
  });

  it('of issues has their place and message', () => {
    const issue = {
      code: 'date-invalid',
      severity: 'fatal' as const,
      line: 4,
      column: 4,
      field: 'dateOfBirth',
      employeeNo: '12',
      companyId: '1',
      message: 'No such day.',
    };

    expect([...renderIssuesCsv([issue])][1]).toBe('4,12,dateOfBirth,fatal,date-invalid,No such day.\r\n');
  });
});

describe('a mail that is shown', () => {
  const eml = [
    'Subject: =?UTF-8?Q?=5BRollcall=5D_REJECTED_=C3=A5?= =?UTF-8?Q?cme?=',
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    'Content-Type: multipart/alternative;',
    ' boundary="inner"',
    '',
    '--inner',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'B=C3=A5t =',
    'og tog',
    '--inner',
    'Content-Type: text/html',
    '',
    '<p>no</p>',
    '--inner--',
    '--outer--',
    '',
  ].join('\r\n');

  it('has its subject and its plain text', () => {
    expect(mailSubject(eml)).toBe('[Rollcall] REJECTED åcme');
    expect(mailText(eml)).toBe('Båt og tog');
  });
});
