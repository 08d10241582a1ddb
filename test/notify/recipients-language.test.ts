import { expect, it } from 'vitest';
import { openTestApp } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

eachDatabase('a mail', (databases) => {
  it('is written in the language of its recipient, each issue included; the list that goes with it is the same for all', async () => {
    const person = (name: string, language?: string) => ({ name, email: `${name}@example.org`, language });
    const test = await openTestApp({
      database: await databases.createConfig(),
      feed: { language: 'nb' },
      config: { technicalUsers: [person('anna'), person('bo', 'en')] },
    });
    const [first, ...others] = syntheticEmployees(4);
    const rows = [
      ...others,
      { ...first, dateOfBirth: '1984-02-30', employmentTypeId: 'XX' } as (typeof others)[number],
    ];
    await test.drop('roster.csv', csvOf(rows));

    const mails = await test.mails();
    const to = (name: string) => mails.find(({ to }) => JSON.stringify(to).includes(`${name}@example.org`));
    const [norwegian, english] = [to('anna'), to('bo')];
    expect(norwegian?.subject).toBe(`[Rollcall] AVVIST ${test.feed}: roster.csv (1 fødselsdato)`);
    expect(flat(norwegian?.text)).toContain('Rollcall avviste roster.csv: 1 fødselsdato er ugyldig.');
    expect(flat(norwegian?.text)).toMatch(
      /dateOfBirth "1984-02-30" er ingen dag .*employmentTypeId "XX" er en ukjent kode/,
    );
    expect(flat(norwegian?.text)).not.toMatch(/\b(the|was|which|with)\b/);
    expect(english?.subject).toBe(`[Rollcall] REJECTED ${test.feed}: roster.csv (1 birth date)`);
    expect(flat(english?.text)).toMatch(/dateOfBirth "1984-02-30" is no day .*employmentTypeId "XX" is no known code/);
    expect(norwegian?.attachments[0]?.content.equals(english?.attachments[0]?.content as Buffer)).toBe(true);
  });
});

function flat(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ');
}
