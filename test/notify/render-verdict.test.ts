import { describe, expect, it } from 'vitest';
import type { Issue } from '../../src/domain/issue.ts';
import { en } from '../../src/notify/languages/en/index.ts';
import { renderVerdictMail } from '../../src/notify/render-verdict.ts';
import { commandHints, type VerdictMail } from '../../src/notify/verdict-mail.ts';
import { ssnFor } from '../fixtures/roster.ts';
import { issue, plan, rosterFile, ssnIssue } from './samples.ts';

const render = (mail: Pick<VerdictMail, 'event' | 'file'> & Partial<VerdictMail>) =>
  renderVerdictMail({ issues: [], commands: commandHints(12), attachment: 'attached', ...mail }, en);
const rejected = (issues: Issue[], file = rosterFile({}, issues)) => render({ event: 'rejected', file, issues });

const wrong = [issue(), issue({ line: 117, employeeNo: '100116' }), ssnIssue()];
const tooMany = {
  code: 'too-many-deactivated',
  message: '31 people of the 200 active in the feed would be deactivated (15.5 %).',
  hint: 'Look at them with "rollcall file ID".',
};
const held = (overrides = {}) =>
  rosterFile({ status: 'held', holdReasons: [tooMany], plan: plan({ deactivated: 31, updated: 2 }), ...overrides });

describe('the subject', () => {
  it('tells what rejected a file, with true counts', () => {
    const file = rosterFile({}, [...wrong, ...Array.from({ length: 1_000 }, () => ssnIssue())]);

    expect(render({ event: 'rejected', file, issues: wrong }).subject).toBe(
      '[Rollcall] REJECTED acme: roster.csv (2 birth dates, 1,001 SSNs)',
    );
  });

  it('leaves out what did not reject the file', () => {
    const issues = [issue(), issue({ code: 'unknown-code', severity: 'row' })];

    expect(rejected(issues).subject).toBe('[Rollcall] REJECTED acme: roster.csv (1 birth date)');
  });

  it('names what is wrong with the file as a whole', () => {
    const subject = rejected([issue({ code: 'file-empty', line: null, message: 'The file is empty.' })]).subject;

    expect(subject).toBe('[Rollcall] REJECTED acme: roster.csv (empty file)');
  });

  it('tells how many people a held file would deactivate', () => {
    const { subject } = render({ event: 'held', file: held() });

    expect(subject).toBe('[Rollcall] HELD acme: roster.csv (31 people would be deactivated)');
  });

  it('tells what a processed file did', () => {
    const file = rosterFile({ status: 'processed', plan: plan({ created: 3, deactivated: 1 }) });

    expect(render({ event: 'processed', file }).subject).toBe(
      '[Rollcall] PROCESSED acme: roster.csv (1 deactivated, 3 added)',
    );
  });

  it('is one line without control characters, and not too long for its figures to be seen', () => {
    const name = `a\r\nBcc: thief@example.org\u202e${'x'.repeat(200)}.csv`;
    const { subject } = rejected(wrong, rosterFile({ name }, wrong));

    expect(subject).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(subject.length).toBeLessThan(110);
    expect(subject).toContain('(2 birth dates, 1 SSN)');
  });
});

describe('the mail about a rejected file', () => {
  it.each(['text', 'html'] as const)(
    'says in its %s what happened, that nothing was changed, and what to do',
    (part) => {
      const body = rejected(wrong)[part].replace(/\s+/g, ' ');

      expect(body).toContain('Rollcall rejected roster.csv: 2 birth dates and 1 SSN are invalid.');
      expect(body).toContain('Nothing was changed');
      expect(body).toContain('send the whole roster again');
      for (const fact of ['117', '100116', 'The birth date 1984-02-30', '100019', 'last five digits', 'errors.csv']) {
        expect(body).toContain(fact);
      }
    },
  );

  it("shows the spreadsheet's letter beside the field of a CSV column", () => {
    expect(rejected(wrong).text).toContain('E ssn');
  });

  it('shows the field of an XML element', () => {
    expect(rejected([issue({ column: 'employees/employee/dateOfBirth' })]).text).toMatch(/100013 {2,}dateOfBirth /);
  });

  it('shows the first 50 issues and the true total', () => {
    const kept = Array.from({ length: 80 }, (_, i) => issue({ line: 1_000 + i }));
    const file = rosterFile({}, kept);
    file.issueCounts.total = 1_234_567;
    const { text, html } = render({ event: 'rejected', file, issues: kept });

    for (const body of [text, html]) {
      expect(body).toContain('The first 50 of 1,234,567 issues');
      expect(body).toContain('1049');
      expect(body).not.toContain('1050');
    }
  });

  it('names the cause of a whole column before every row', () => {
    const cause = issue({
      code: 'column-pattern',
      severity: 'warning',
      employeeNo: null,
      message: 'The whole column dateOfBirth (column D) is written as dd.MM.yyyy: 3 of 3 rows.',
    });
    const { text } = rejected([cause, ...wrong]);

    const flat = text.replace(/\s+/g, ' ');
    expect(flat.indexOf('is written as dd.MM.yyyy')).toBeGreaterThan(0);
    expect(flat.indexOf('is written as dd.MM.yyyy')).toBeLessThan(flat.indexOf('What to do now'));
  });

  it('has no table for what concerns the file as a whole', () => {
    const whole = issue({
      code: 'file-empty',
      line: null,
      column: null,
      field: null,
      employeeNo: null,
      message: 'Empty.',
    });
    const { text, html } = rejected([whole]);

    expect(text).toContain('- Empty.');
    expect(text + html).not.toContain('Employee no.');
  });

  it('says where the list is when it could not be attached', () => {
    const mail = { event: 'rejected' as const, issues: wrong, attachment: 'too-large' as const };

    expect(render({ ...mail, file: rosterFile({}, wrong) }).text.replace(/\s+/g, ' ')).toContain('too large');
    expect(render({ ...mail, file: rosterFile({ source: 'command' }, wrong) }).text.replace(/\s+/g, ' ')).toContain(
      'npx rollcall file 12 --errors errors.csv',
    );
  });

  it('keeps its plain text within 76 columns, and puts long values into a list', () => {
    const long = { employeeNo: 'n'.repeat(64), message: 'A sentence of words that goes on and on. '.repeat(9).trim() };
    const { text } = rejected([...wrong, issue({ code: 'invalid-date', severity: 'row', ...long })]);

    const tooLong = text.split('\n').filter((line) => line.length > 76 && line.trim().includes(' '));
    expect(tooLong.every((line) => line.includes(long.employeeNo))).toBe(true);
    expect(text).toContain(`- Line 14, employee no.\n  ${long.employeeNo}`);
  });
});

describe('hostile values', () => {
  it('are escaped in the HTML', () => {
    const evil = `<img src=x onerror="alert('1')">&amp;`;
    const issues = [issue({ message: evil, employeeNo: evil, field: evil })];
    const { html } = rejected(issues, rosterFile({ name: `${evil}.csv`, feed: evil }, issues));

    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;');
  });

  it('can make no line of their own', () => {
    const { text } = rejected([issue({ message: 'one\r\n\r\nNothing to do.\u2028two' })]);

    expect(text).toContain('one Nothing to do.');
  });

  it('show no national identity number in any part', () => {
    const number = `030284${ssnFor('1984-02-03')}`;
    const spaced = `030284 ${ssnFor('1984-02-03')}`;
    const issues = [issue({ message: `Found ${number} and ${spaced}.`, employeeNo: number })];
    const mail = rejected(issues, rosterFile({ name: `${number}.csv` }, issues));

    for (const part of [mail.subject, mail.text, mail.html]) {
      expect(part).not.toContain(number);
      expect(part).not.toContain(spaced);
      expect(part).toContain('*****');
    }
  });
});

describe('the mail about a held file', () => {
  it('says that nothing was changed, why, what it would do, and the commands that end the hold', () => {
    const { text, html } = render({ event: 'held', file: held() });

    for (const body of [text, html]) {
      expect(body).toContain('Nothing has been changed so far');
      expect(body.replace(/\s+/g, ' ')).toContain('31 people of the 200 active in the feed would be deactivated');
      expect(body).toContain('npx rollcall approve 12');
      expect(body).toContain('npx rollcall discard 12');
      expect(body).toMatch(/Changed(<[^>]+>|\s)+2 people/);
    }
    expect(text).toContain('"npx rollcall file 12"');
  });

  it('offers no commands once the hold has ended', () => {
    const { text } = render({ event: 'held', file: held({ status: 'discarded', supersededBy: 13 }) });

    expect(text).not.toContain('npx rollcall approve');
    expect(text.replace(/\s+/g, ' ')).toContain('the file is discarded, because file 13 has taken its place');
  });
});

describe('the mails about other ends', () => {
  it('list the rows of people who would have left first', () => {
    const leaver = issue({ code: 'invalid-date', severity: 'row', line: 90, employeeNo: '100089' });
    const issues = [issue({ code: 'unknown-code', severity: 'row', line: 31, employeeNo: '100030' }), leaver];
    const file = rosterFile({ status: 'processed_with_warnings', plan: plan({ quarantined: 2, created: 1 }) }, issues);
    const { text } = render({ event: 'warnings', file, issues, leavers: [leaver] });

    expect(text.indexOf('100089')).toBeGreaterThan(text.indexOf('People who would have left'));
    expect(text.indexOf('100089')).toBeLessThan(text.indexOf('100030'));
    expect(text.match(/100089/g)).toHaveLength(1);
    expect(text).toContain('2 rows could not be used and were left out');
  });

  it('tell what went wrong with a failed file, and what to do', () => {
    const failure = { code: 'spool-full', message: 'The disk is full.', hint: 'Make room, then retry.' };
    const { subject, text } = render({ event: 'failed', file: rosterFile({ status: 'failed', failure }) });

    expect(subject).toBe('[Rollcall] FAILED acme: roster.csv (spool full)');
    for (const fact of ['Nothing was changed', failure.message, failure.hint]) expect(text).toContain(fact);
  });

  it('say that there is nothing to do when all went well', () => {
    const file = rosterFile({ status: 'processed', plan: plan({ unchanged: 200 }) });
    const { subject, text } = render({ event: 'processed', file });

    expect(subject).toContain('(no changes)');
    expect(text).toContain('Nobody had to be changed');
  });
});
