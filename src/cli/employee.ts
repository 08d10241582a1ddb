import { text as readText } from 'node:stream/consumers';
import { AppError } from '../domain/app-error.ts';
import type { CliContext } from './context.ts';
import { addEmployeeByHand } from './employee-by-hand.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import { renderTable } from './render-table.ts';
import type { Cli } from './verb.ts';
import { examples, parseId, verb } from './verb.ts';

interface EmployeeOptions {
  employeeNo?: string;
  nationalId?: string;
  id?: string;
  feed?: string;
}

/** `employee`: looks people up, and by its own verbs changes them. */
export function addEmployee(cli: Cli): void {
  const command = cli.program
    .command('employee')
    .description('look up an employee; add, change or deactivate one by hand')
    // So that "add" and "set" have options of their own with the same names.
    .enablePositionalOptions()
    .option('--employee-no <number>', 'the employee number; it may match people of several feeds and companies')
    .option('--national-id <->', 'always "-": the number is read from stdin, so that it stays out of the shell history')
    .option('--id <id>', "the register's own id")
    .option('--feed <id>', 'only in this feed')
    .addHelpText(
      'after',
      examples(
        'rollcall employee --employee-no 10401',
        'rollcall employee --national-id - < number.txt',
        'rollcall employee set --id 41 phone="+47 22 33 44 55"',
      ),
    );
  verb<EmployeeOptions>(cli, command, async (options) => {
    const query = await readQuery(cli.context, options);
    return withApp(cli.context, options, {}, async (app) => {
      const employees = await app.employees(query);
      if (options.json) cli.printer.json({ employees });
      else if (employees.length === 0) cli.printer.line('Nobody was found.');
      else {
        const rows = employees.map((employee) => [
          String(employee.id),
          employee.feed,
          employee.companyId,
          employee.employeeNo,
          [employee.firstName, employee.surname].filter((name) => name !== null).join(' '),
          employee.erasedAt !== null
            ? 'erased'
            : employee.active
              ? 'active'
              : `inactive (${employee.deactivatedBy ?? 'unknown'})`,
          employee.hireStartDate,
          employee.hireEndDate,
        ]);
        const headers = ['id', 'feed', 'company', 'employee', 'name', 'status', 'from', 'to'];
        for (const line of renderTable(headers, rows)) cli.printer.line(line);
      }
      return exitCodes.done;
    });
  });
  addEmployeeByHand(cli, command);
}

async function readQuery(context: CliContext, options: EmployeeOptions) {
  const given = [options.employeeNo, options.nationalId, options.id].filter((value) => value !== undefined);
  if (given.length !== 1) {
    throw new AppError('usage-query', 'Say whom to look for, in one way.', {
      hint: 'Give one of --employee-no NUMBER, --national-id - or --id ID.',
    });
  }
  return {
    feed: options.feed,
    employeeNo: options.employeeNo,
    id: options.id === undefined ? undefined : parseId(options.id, 'an employee'),
    nationalId: options.nationalId === undefined ? undefined : await readNationalId(context, options.nationalId),
  };
}

async function readNationalId(context: CliContext, argument: string): Promise<string> {
  if (argument !== '-') {
    throw new AppError(
      'usage-national-id',
      'A national identity number is never taken as an argument: it would stay in the shell history and show in the list of processes.',
      { hint: 'Write --national-id - and give the number on stdin.' },
    );
  }
  if (context.stdin.isTTY) context.stderr.write('The number, then Enter and Ctrl-D:\n');
  const text = (await readText(context.stdin)).trim();
  // Which countries count, and what their numbers look like, the feeds' config says.
  if (/^[\p{L}\d][\p{L}\d .+/-]{5,24}$/u.test(text)) return text;
  throw new AppError('usage-national-id', 'What came on stdin is no national identity number.', {
    hint: 'Give the whole number: in Norway 11 digits, the birth date as six (ddMMyy) and the five behind it.',
  });
}
