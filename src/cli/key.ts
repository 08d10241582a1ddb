import type { KeyReport } from '../app/contract.ts';
import { figure } from '../domain/figure.ts';
import { createVault, newKey } from '../runtime/vault.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `key`: the key that seals sensitive fields, and how it is replaced. */
export function addKey(cli: Cli): void {
  const key = cli.program.command('key').description('the key that seals sensitive fields').addHelpText('after', steps);
  verb(cli, key.command('new').description('print a fresh key; nothing is changed'), async (options) => {
    const fresh = newKey();
    if (options.json) cli.printer.json({ key: fresh, keyId: createVault(fresh).keyIds[0] });
    else cli.printer.line(fresh);
    return exitCodes.done;
  });
  const rotate = key
    .command('rotate')
    .description('seal everything anew with the newest key of ROLLCALL_KEY, while daemons go on')
    .addHelpText('after', steps);
  verb(cli, rotate, (options) =>
    withApp(cli.context, options, {}, async (app) => {
      const report = await app.rotateKey();
      if (options.json) cli.printer.json(report);
      else printRotation(cli.printer, report);
      return report.finished ? exitCodes.done : exitCodes.infrastructure;
    }),
  );
}

const steps = `
To replace the key without stopping anything for longer than a restart:
  1. rollcall key new          prints one; put it in front of the old one, with a comma between: ROLLCALL_KEY=NEW,OLD
                               With daemons on several hosts put it behind the old one on all of them first, and then in front.
  2. restart each daemon       from now on they seal with the new key, and still open what the old one has sealed
  3. rollcall key rotate       seals what is there anew; may be ended at any moment, and run again
  4. take the old key out of ROLLCALL_KEY on every host, and restart each daemon
Keep the old key with backups of the database that were made before.
${examples('rollcall key new', 'rollcall key rotate')}`;

function printRotation(printer: Printer, { keyId, otherKeyIds, resealed, finished }: KeyReport): void {
  const { employees, imports, corrections, history, archiveKeys } = resealed;
  if (employees + imports + corrections + history + archiveKeys > 0) {
    printer.line(
      `Sealed anew with the key ${keyId}: ${figure(employees)} employees, ${figure(history)} changes, ${figure(imports)} staged rows, ${figure(corrections)} corrections, ${figure(archiveKeys)} keys of archive files.`,
    );
  }
  if (!finished) {
    printer.line('It did not come to its end: another process still seals with an older key, or it was stopped.');
    printer.line(
      'Restart the daemons that have not been restarted since the new key was put in front, and run this again.',
    );
    return;
  }
  printer.line(`Everything is sealed with the key ${keyId}.`);
  if (otherKeyIds.length > 0) {
    printer.line(
      `Nothing needs ${otherKeyIds.join(', ')} any more: take ${otherKeyIds.length === 1 ? 'it' : 'them'} out of ROLLCALL_KEY on every host, and restart the daemons.`,
    );
  } else printer.line('ROLLCALL_KEY holds no other key. How to replace it: rollcall key --help');
}
