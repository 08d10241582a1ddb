import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from '../app/contract.ts';
import { AppError } from '../domain/app-error.ts';
import { isFinal } from '../domain/file-status.ts';
import { sleep } from '../runtime/backoff.ts';
import { newKey } from '../runtime/vault.ts';
import type { RosterFile } from '../store/contract.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCodes } from './exit-code.ts';
import { renderEnv } from './init-files.ts';
import { mailSubject, mailText } from './mail-text.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import { planSummary } from './render-report.ts';
import { renderTable } from './render-table.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

const samples = fileURLToPath(new URL('../../samples/personnel-ticket/', import.meta.url));

interface DemoOptions {
  keep?: boolean;
  verbose?: boolean;
}

/** The samples in the order of the story, and what each is meant to end as. */
const story = [
  { sample: 'day-1.csv', expected: 'processed', about: 'the first roster' },
  { sample: 'day-2.csv', expected: 'processed', about: 'the next day: a leaver, a new address, a new hire' },
  { sample: 'rejected.csv', expected: 'rejected', about: 'two impossible birth dates and a wrong SSN' },
  { sample: 'held.csv', expected: 'held', about: 'cut off after 100 rows' },
] as const;

const patienceMs = 60_000;

/** `demo`: the daemon on the samples, in a temporary directory. */
export function addDemo(cli: Cli): void {
  const command = cli.program
    .command('demo')
    .description('watch Rollcall at work on the samples, in a temporary directory')
    .option('--keep', 'leave the directory, to look around in it')
    .addHelpText('after', examples('rollcall demo', 'rollcall demo --keep'));
  verb<DemoOptions>(cli, command, async (options) => {
    const directory = await mkdtemp(join(tmpdir(), 'rollcall-demo-'));
    try {
      return await playDemo(cli, directory, options);
    } finally {
      if (options.keep) cli.printer.line(`Everything lies in ${directory}`);
      else await rm(directory, { recursive: true, force: true });
    }
  });
}

async function playDemo(cli: Cli, directory: string, options: DemoOptions): Promise<ExitCode> {
  const key = newKey();
  const config = await writeProject(directory, key);
  // The caller's own key has nothing to do with the demo.
  const context = { ...cli.context, env: { ...cli.context.env, ROLLCALL_KEY: key } };
  cli.printer.line(`Starting the daemon in ${directory} ...`);

  return withApp(context, { config, verbose: options.verbose }, {}, async (app) => {
    const files = await whileRunning(app, () => dropSamples(app, directory));
    await tellStory(cli.printer, app, directory, files);
    const asMeant = story.every(({ expected }, index) => files[index]?.status === expected);
    return asMeant ? exitCodes.done : exitCodes.infrastructure;
  });
}

/** The embedded default, with times for people who watch. */
async function writeProject(directory: string, key: string): Promise<string> {
  const path = join(directory, 'config', 'rollcall.yaml');
  await mkdir(join(directory, 'config'));
  const text = `
technicalUsers: [{ name: Technical user, email: tech@example.org, notify: [rejected, held, warnings] }]
feeds:
  - id: acme
    layout: personnel-ticket
    inbox: { kind: local, path: data/inbox/acme, settle: 200ms, poll: 500ms }
`;
  await writeFile(path, text);
  await writeFile(join(directory, '.env'), renderEnv(key), { mode: 0o600 });
  return path;
}

/** Runs the daemon while the work is done, and stops it cleanly whatever comes of it. */
async function whileRunning<T>(app: App, work: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const running = app.run(stop.signal, resolve);
  try {
    await Promise.race([ready, running]);
    return await Promise.race([work(), running.then(stoppedEarly)]);
  } finally {
    stop.abort();
    await running;
  }
}

async function dropSamples(app: App, directory: string): Promise<RosterFile[]> {
  const files: RosterFile[] = [];
  for (const { sample } of story) {
    const inbox = join(directory, 'data', 'inbox', 'acme');
    await copyFile(join(samples, sample), join(inbox, `${sample}.tmp`));
    await rename(join(inbox, `${sample}.tmp`), join(inbox, sample));
    files.push(await verdictOn(app, sample));
  }
  return files;
}

/** Waits until the file has its verdict and its mails are out. */
async function verdictOn(app: App, name: string): Promise<RosterFile> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 100) {
    const file = (await app.files({ feed: 'acme' })).find((candidate) => candidate.name === name);
    if (file !== undefined && (isFinal(file.status) || file.status === 'held')) {
      const { mails } = await app.file(file.id);
      if (mails.every((mail) => mail.status === 'sent')) return file;
    }
    await sleep(100);
  }
  throw new AppError('demo-stuck', `The daemon gave no verdict on ${name} within ${patienceMs / 1000} s.`, {
    hint: 'Run "rollcall demo --verbose --keep" and look at its log.',
  });
}

async function tellStory(printer: Printer, app: App, directory: string, files: readonly RosterFile[]): Promise<void> {
  printer.line();
  printer.line(printer.style('bold', 'Four files were dropped into the inbox:'));
  const rows = files.map((file, index) => [
    file.name,
    story[index]?.about ?? '',
    file.rows,
    file.status,
    file.status === 'rejected' ? 'nothing is applied' : planSummary(file.plan),
  ]);
  for (const line of renderTable(['file', 'what it is', 'rows', 'verdict', 'changes'], rows)) printer.line(line);

  for (const file of files.slice(1, 2)) await tellChanges(printer, app, file);
  printer.line();
  for (const file of files.filter(({ status }) => status === 'held')) {
    printer.line(`${printer.style('bold', `Why ${file.name} is held:`)}`);
    for (const { message } of [...file.diagnosis, ...file.holdReasons]) printer.line(`  ${message}`);
  }
  await tellMail(printer, join(directory, 'data', 'mail'));
  printer.line(`
Where to go next:
  rollcall init my-project     a project of your own, with a commented config
  rollcall run                 the daemon; drop a roster into data/inbox/acme
  rollcall --help              everything else`);
}

async function tellChanges(printer: Printer, app: App, file: RosterFile): Promise<void> {
  printer.line();
  printer.line(printer.style('bold', `What ${file.name} changed:`));
  for await (const change of app.fileChanges(file.id)) {
    const [person] = await app.employees({ feed: file.feed, employeeNo: change.employeeNo ?? '' });
    const name = [person?.firstName, person?.surname].filter(Boolean).join(' ');
    const fields = change.kind === 'updated' ? ` (${change.fields.map(({ field }) => field).join(', ')})` : '';
    printer.line(`  ${change.kind.padEnd(11)}  ${change.employeeNo}  ${name}${fields}`);
  }
}

async function tellMail(printer: Printer, directory: string): Promise<void> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  const mail = mails.find((eml) => mailSubject(eml).includes('REJECTED'));
  if (mail === undefined) {
    throw new AppError('demo-mail', `No mail about the rejected file lies in ${directory}.`, {
      hint: 'Run "rollcall demo --verbose --keep" and look at its log.',
    });
  }
  printer.line();
  printer.line(printer.style('bold', 'The mail that the technical user got about the rejected file:'));
  const lines = [`Subject: ${mailSubject(mail)}`, '', ...mailText(mail).split(/\r?\n/)];
  for (const line of lines) printer.line(`  | ${line}`.trimEnd());
}

function stoppedEarly(): never {
  throw new AppError('demo-stopped', 'The daemon stopped in the middle of the demo.', {
    hint: 'Run "rollcall demo --verbose --keep" and look at its log.',
  });
}
