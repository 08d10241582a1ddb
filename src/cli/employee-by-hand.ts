import type { App } from '../app/contract.ts';
import { AppError } from '../domain/app-error.ts';
import type { CommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { valueText } from './history.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import { renderTable } from './render-table.ts';
import { parseTypedValues, readTypedValues } from './typed-values.ts';
import type { Cli } from './verb.ts';
import { examples, parseId, verb } from './verb.ts';

type Parent = ReturnType<Cli['program']['command']>;
type Edited = Awaited<ReturnType<App['addEmployee']>>;

/** `employee add`, `set`, `deactivate` and `activate`: by hand. */
export function addEmployeeByHand(cli: Cli, employee: Parent): void {
  addAdd(cli, employee);
  addSet(cli, employee);
  for (const turn of turns) addTurn(cli, employee, turn);
}

const registerId = 'the register\'s id, as "rollcall employee" shows it';
const values =
  'field=value, by the names that "rollcall employee --json" shows; nationalId=- reads the number from stdin';

function addAdd(cli: Cli, employee: Parent): void {
  const command = employee
    .command('add')
    .description('add somebody whom no roster brings, and so none ever deactivates')
    .option('--company <id>', 'the company id', '')
    .requiredOption('--employee-no <number>', 'the employee number')
    .option('--feed <id>', 'always "manual": the feed of those who are added by hand', 'manual')
    .argument('[values...]', values)
    .addHelpText(
      'after',
      examples(
        'rollcall employee add --company 1 --employee-no X1 firstName=Kari surname=Nordmann email=kari@example.org',
        'rollcall employee add --company 1 --employee-no X2 dateOfBirth=1979-01-02 nationalId=- < number.txt',
      ),
    );
  verb<{ company: string; employeeNo: string; feed: string }>(cli, command, async (options, args) => {
    if (options.feed !== 'manual') throw onlyManual();
    const key = { companyId: options.company, employeeNo: options.employeeNo };
    const typed = await readTypedValues(cli.context, parseTypedValues(args), ['nationalId']);
    return edit(cli, options, 'is added', (app) => app.addEmployee(key, typed));
  });
}

function addSet(cli: Cli, employee: Parent): void {
  const command = employee
    .command('set')
    .description('set fields of an employee that are kept by hand')
    .requiredOption('--id <id>', registerId)
    .argument('<values...>', values)
    .addHelpText(
      'after',
      `\nOf somebody who was added by hand every field can be set; of somebody whom a feed brings those that its "manualFields"
name: all others are the feed's, and its next roster would take the change back.\n${examples(
        'rollcall employee set --id 41 phone="+47 22 33 44 55" department=',
      )}`,
    );
  verb<{ id: string }>(cli, command, async (options, args) => {
    const id = parseId(options.id, 'an employee');
    const typed = await readTypedValues(cli.context, parseTypedValues(args), ['nationalId']);
    return edit(cli, options, 'is changed', (app) => app.setEmployee(id, typed));
  });
}

interface Turn {
  name: 'deactivate' | 'activate';
  active: boolean;
  description: string;
  help: string;
  done: string;
}

const turns: readonly Turn[] = [
  {
    name: 'deactivate',
    active: false,
    description: 'deactivate an employee by hand; with "reactivate: absent-only" no roster brings them back',
    help: examples('rollcall employee deactivate --id 41 --reason "left without notice"'),
    done: 'is deactivated',
  },
  {
    name: 'activate',
    active: true,
    description: 'make an employee active again by hand',
    help: `\nWhere a roster or an end date had deactivated them, what would do so again is held until somebody approves it.\n${examples('rollcall employee activate --id 41')}`,
    done: 'is active again',
  },
];

function addTurn(cli: Cli, employee: Parent, { name, active, description, help, done }: Turn): void {
  const command = employee
    .command(name)
    .description(description)
    .requiredOption('--id <id>', registerId)
    .option('--reason <text>', 'why, for the history')
    .addHelpText('after', help);
  verb<{ id: string; reason?: string }>(cli, command, async (options) => {
    const id = parseId(options.id, 'an employee');
    const reason = readReason(options.reason);
    return edit(cli, options, done, (app) => app.setActive(id, active, reason));
  });
}

async function edit(
  cli: Cli,
  options: CommonOptions,
  done: string,
  work: (app: App) => Promise<Edited>,
): Promise<ExitCode> {
  return withApp(cli.context, options, {}, async (app) => {
    tellEdited(cli.printer, options, await work(app), done);
    return exitCodes.done;
  });
}

function tellEdited(printer: Printer, options: { json?: boolean }, { employee, changes }: Edited, done: string): void {
  if (options.json) {
    printer.json({ employee, changes });
    return;
  }
  const { id, employeeNo, companyId, feed } = employee;
  const who = `Employee ${id} (${employeeNo}${companyId === '' ? '' : ` of company ${companyId}`}, feed ${feed})`;
  printer.line(changes.length === 0 && done !== 'is added' ? `${who} was like this already.` : `${who} ${done}.`);
  if (changes.length === 0) return;
  const rows = changes.map(({ field, before, after }) => [field, valueText(before), valueText(after)]);
  for (const line of renderTable(['field', 'before', 'after'], rows)) printer.line(line);
}

function readReason(text: string | undefined): string | null {
  const reason = text?.trim() ?? '';
  if (reason.length <= longestReason) return reason === '' ? null : reason;
  throw new AppError('usage-reason', `The reason is longer than ${longestReason} characters.`, {
    hint: 'Nothing was changed.',
  });
}

const longestReason = 255;

function onlyManual(): AppError {
  return new AppError('usage-feed', 'Employees are added by hand to the feed "manual" alone.', {
    hint: 'Whoever was added to the feed of a roster would be deactivated by its next one, for not standing in it.',
  });
}
