import { chmod, constants, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../domain/app-error.ts';
import { archiveFolders } from '../inbox/contract.ts';
import { newKey } from '../runtime/vault.ts';
import { exitCodes } from './exit-code.ts';
import { renderConfig, renderEcosystem, renderEnv, renderGitignore } from './init-files.ts';
import type { Printer } from './printer.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

interface Outcome {
  directory: string;
  created: string[];
  /** What was there already. */
  leftAlone: string[];
}

/** `init`: a project of one's own. */
export function addInit(cli: Cli): void {
  const command = cli.program
    .command('init')
    .description('write a commented config, the inbox directories and a fresh key; never overwrites anything')
    .argument('[dir]', 'the project directory', '.')
    .addHelpText('after', examples('rollcall init my-rollcall'));
  verb(cli, command, async (options, [directory = '.']) => {
    const outcome = await createProject(resolve(directory));
    if (options.json) cli.printer.json(outcome);
    else printOutcome(cli.printer, outcome);
    return exitCodes.done;
  });
}

async function createProject(directory: string): Promise<Outcome> {
  const outcome: Outcome = { directory, created: [], leftAlone: [] };
  const place = (path: string) => join(directory, path);
  const tell = (path: string, isNew: boolean) => void (isNew ? outcome.created : outcome.leftAlone).push(path);
  const write = async (path: string, text: string, mode?: number) =>
    tell(path, await writeNew(place(path), text, mode));
  try {
    await mkdir(place('config'), { recursive: true });
    await write('config/rollcall.yaml', renderConfig());
    tell('config/rollcall.schema.json', await copyNew('config/rollcall.schema.json', directory));
    await write('.env', renderEnv(newKey()), 0o600);
    await write('.gitignore', renderGitignore());
    await write(
      'ecosystem.config.cjs',
      renderEcosystem({ script: join(packageRoot, 'dist', 'main.js'), interpreter: process.execPath }),
    );
    tell('data/', await makeNew(place('data'), 0o700));
    const inbox = 'data/inbox/acme';
    tell(`${inbox}/`, await makeNew(place(inbox)));
    for (const folder of archiveFolders) {
      const path = join(inbox, folder);
      // As the daemon makes them: the inbox itself is open to whoever drops files, what came in is not.
      tell(`${path}/`, await makeNew(place(path), 0o700));
    }
    if (await linkCommand(directory)) outcome.created.push('node_modules/.bin/rollcall');
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'usage-directory',
      `The project can't be written to ${directory}: ${(cause as Error).message}.`,
      {
        hint: 'Name a directory that you may write to.',
        cause,
      },
    );
  }
  return outcome;
}

async function writeNew(path: string, text: string, mode = 0o644): Promise<boolean> {
  const written = await unlessExists(writeFile(path, text, { flag: 'wx', mode }));
  if (written) await chmod(path, mode);
  return written;
}

async function copyNew(path: string, directory: string): Promise<boolean> {
  return unlessExists(copyFile(join(packageRoot, path), join(directory, path), constants.COPYFILE_EXCL));
}

async function makeNew(path: string, mode?: number): Promise<boolean> {
  return (await mkdir(path, { recursive: true, mode })) !== undefined;
}

/** So that `npx rollcall` finds this Rollcall in the project, and no stranger of that name in the registry. */
async function linkCommand(directory: string): Promise<boolean> {
  if (resolve(directory) === resolve(packageRoot)) return false;
  const bin = join(directory, 'node_modules', '.bin');
  await mkdir(bin, { recursive: true });
  const target = relative(bin, join(packageRoot, 'dist', 'main.js'));
  return unlessExists(symlink(target, join(bin, 'rollcall')));
}

async function unlessExists(writing: Promise<unknown>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function printOutcome(printer: Printer, { directory, created, leftAlone }: Outcome): void {
  const here = relative(process.cwd(), directory) === '' ? '' : `cd ${relative(process.cwd(), directory)}\n  `;
  const sample = join(relative(directory, packageRoot) || '.', 'samples', 'personnel-ticket', 'day-1.csv');
  printer.line(printer.style('bold', `A Rollcall project in ${directory}`));
  for (const path of created) printer.line(`  ${printer.style('green', 'created')}     ${path}`);
  for (const path of leftAlone) printer.line(`  ${printer.style('dim', 'left alone')}  ${path}`);
  printer.line(`
Next:
  1. Look through config/rollcall.yaml: your feed, and who gets the mails.
  2. Keep a copy of ROLLCALL_KEY from .env in a safe place.
  3. Try it:
  ${here}npx rollcall doctor
  npx rollcall run
     and in another terminal drop a roster into the inbox:
  cp ${sample} data/inbox/acme/
  npx rollcall files`);
}
