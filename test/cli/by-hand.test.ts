import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { csvOf, ssnFor, syntheticEmployees } from '../fixtures/roster.ts';
import { migratedProject } from './migrated-project.ts';
import { type Run, rollcall } from './run.ts';

const config = `
feeds:
  - id: acme
    layout: personnel-ticket
    manualFields: [phone]
    inbox: { kind: local, path: data/inbox/acme }
technicalUsers: [{ name: Tech, email: tech@example.org }]
mail: { transport: file, directory: data/mail }
`;

/** File 1 is the first roster; file 2 is held for seven rows of 60 that can't be used. */
async function openProject() {
  const root = await migratedProject(config);
  const path = join(root, 'config', 'rollcall.yaml');
  const run = (line: string | string[], stdin?: string): Promise<Run> => {
    const args = typeof line === 'string' ? line.split(' ') : line;
    return rollcall([...args, '--config', path], stdin === undefined ? {} : { stdin });
  };
  const json = async (line: string) => JSON.parse((await run(`${line} --json`)).stdout);
  const rows = syntheticEmployees(60);
  await writeFile(join(root, 'first.csv'), csvOf(rows));
  await writeFile(join(root, 'held.csv'), csvOf(rows.map((row, i) => (i < 7 ? { ...row, payType: 'Q' } : row))));
  expect(await run(`import ${root}/first.csv --feed acme`)).toMatchObject({ code: 0 });
  expect(await run(`import ${root}/held.csv --feed acme`)).toMatchObject({ code: 3 });
  return { run, json };
}

it('an import is listed, shown and corrected, and its file shows who has done it', async () => {
  const { run, json } = await openProject();
  const list = await run('imports --file 2');
  expect(list.stdout).toMatch(
    /import +line +company +employee +state +does\n2-2 +2 +1 +100000 +quarantined +left out\n/,
  );
  expect(await json('imports --file 2 --state staged')).toEqual({
    fileId: 2,
    status: 'held',
    counts: { staged: 0, quarantined: 7 },
    imports: [],
  });
  const shown = await run('imports show 2-2');
  expect(shown.stdout).toMatch(
    /quarantined: it is left out[\s\S]*ssn +\*{5}\n[\s\S]*payType +Q\n[\s\S]*"Q" is no known code/,
  );

  const corrected = await run(['imports', 'set', '2-2', 'payType=A', '2-3', 'payType=A', 'surname=Lie Dahl']);

  expect(corrected.stdout).toMatch(
    /Import 2-2 is corrected\. It is unchanged: the register has this very row.[\s\S]*Import 2-3 is corrected\. It is staged: updated/,
  );
  expect(corrected).toMatchObject({ code: 0, stdout: expect.stringContaining('File 2 is staged: 1 updated') });
  const file = await run('file 2');
  expect(file.stdout).toMatch(
    /plan +2, on version 1 of the register\n[\s\S]*corrected +by +import +fields\n.*@.* 2-2 +payType\n.*2-3 +payType, surname/,
  );
  expect(await json('file 2')).toMatchObject({
    file: { status: 'staged', planNo: 2, registerVersion: 1, decidedBy: null },
    corrections: [{ importId: '2-2', line: 2, fields: ['payType'] }, { importId: '2-3' }],
    undoneBy: null,
  });
});

it('a correction that would have the file rejected ends with 1, and wrong usage with 2', async () => {
  const { run } = await openProject();
  expect(await run('imports set 2-4 dateOfBirth=1999-02-30')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('file 2 would be rejected'),
  });
  expect(await run('imports set 1-4 payType=A')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('processed'),
  });
  for (const line of [
    'imports',
    'imports show 2',
    'imports show 2-999',
    'imports set 2-4',
    'imports set payType=A 2-4',
  ]) {
    expect(await run(line)).toMatchObject({ code: 2 });
  }
});

it('an identity number is taken from stdin alone, and never repeated', async () => {
  const { run } = await openProject();
  const dateOfBirth = '1979-01-02';
  const ssn = ssnFor(dateOfBirth);
  const number = `020179${ssn}`;
  for (const line of [
    `imports set 2-4 ssn=${ssn}`,
    `imports set 2-4 surname=${number}`,
    `employee add --employee-no X nationalId=${number}`,
    `employee add --employee-no X phone=${number}`,
  ]) {
    const refused = await run(line);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('stdin') });
    expect(refused.stdout + refused.stderr).not.toContain(ssn);
  }

  const set = await run(['imports', 'set', '2-4', 'ssn=-', `dateOfBirth=${dateOfBirth}`, 'payType=A'], `${ssn}\n`);
  expect(set).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Import 2-4 is corrected. It is staged: updated.'),
  });
  const add = await run('employee add --company 1 --employee-no X1 nationalId=- firstName=-', `${number}\nKari Anne\n`);
  expect(add).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/X1 of company 1, feed manual\) is added.[\s\S]*Kari Anne/),
  });
  expect(set.stdout + add.stdout).not.toContain(ssn);
  expect(await run('employee add --employee-no X2 nationalId=-', `${number}\n${number}\n`)).toMatchObject({ code: 2 });
});

it('an employee is changed by hand in what is kept by hand, and the history tells by whom and why', async () => {
  const { run, json } = await openProject();
  const [{ id }] = (await json('employee --employee-no 100009')).employees;
  expect(await run(`employee set --id ${id} surname=Ny`)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/feed acme, whose rosters bring this field: surname.*by hand are kept: phone/),
  });
  expect(await run(`employee --id ${id} --feed acme`)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('100009'),
  });

  expect(await run(['employee', 'set', '--id', `${id}`, 'phone=+47 22'])).toMatchObject({ code: 0 });
  expect(await run(['employee', 'deactivate', '--id', `${id}`, '--reason', 'left early'])).toMatchObject({ code: 0 });
  expect(await json(`employee activate --id ${id}`)).toMatchObject({ employee: { id, active: true }, changes: [{}] });

  const history = await run(`history ${id}`);
  expect(history.stdout).toMatch(
    /created +first\.csv:11\n.*updated +\S+@\S+ +phone +- +\+47 22\n.*deactivated +\S+@\S+: left early +active/,
  );
  expect(await json(`history ${id}`)).toMatchObject({
    changes: [
      { kind: 'created', fileId: 1, line: 11 },
      { kind: 'updated', fileId: null, actor: expect.stringContaining('@') },
      { kind: 'deactivated', reason: 'left early' },
      { kind: 'reactivated' },
    ],
  });
  for (const line of ['employee set phone=1', 'employee set --id 0 phone=1', `employee set --id ${id} phone`]) {
    expect(await run(line)).toMatchObject({ code: 2 });
  }
  expect(await run('employee add --feed acme --employee-no 1')).toMatchObject({ code: 2 });
});
