import { exitCodeOfStatus, gravest } from './exit-code.ts';
import { withApp } from './open-app.ts';
import { renderTable } from './render-table.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `process`: the processing job, now. */
export function addProcess(cli: Cli): void {
  const command = cli.program
    .command('process')
    .description('process what is staged, without waiting for the schedule; does not look into the inboxes')
    .option('--feed <id>', 'only this feed')
    .addHelpText('after', examples('rollcall process', 'rollcall process --feed acme'));
  verb<{ feed?: string }>(cli, command, (options) =>
    withApp(cli.context, options, {}, async (app) => {
      const report = await app.process(options.feed);
      if (options.json) cli.printer.json(report);
      else if (report.processed.length + report.paused.length + report.erased.length === 0) {
        cli.printer.line('Nothing is staged.');
      } else {
        const rows = report.processed.map(({ fileId, status }) => [fileId, status]);
        if (rows.length > 0) for (const line of renderTable(['file', 'status'], rows)) cli.printer.line(line);
        for (const { feed, employees, files } of report.erased) {
          cli.printer.line(`Feed ${feed}: erased the personal data of ${employees} people and of ${files} files.`);
        }
        for (const feed of report.paused) cli.printer.line(`Feed ${feed} is paused and was left alone.`);
      }
      return gravest(report.processed.map(({ status }) => exitCodeOfStatus(status)));
    }),
  );
}
