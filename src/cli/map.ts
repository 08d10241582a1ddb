import type { CliContext, CommonOptions } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { mappingDocument, renderMapping } from './render-mapping.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `map`: a first mapping for the layout custom, out of a sample file. */
export function addMap(cli: Cli): void {
  const command = cli.program
    .command('map')
    .description('propose a "mapping:" for the layout custom from a sample file; writes nothing')
    .argument('<file>', 'a roster as the HR system writes it: CSV, XML or JSON')
    .option('--feed <id>', 'whose csv and decrypt settings to read the file with; the config is not needed otherwise')
    .addHelpText(
      'after',
      `\nPrints YAML to paste under a feed. No values of persons are shown, only words of small closed lists.\n${examples('rollcall map export.csv', 'rollcall map export.xml --json | jq .mapping')}`,
    );
  verb<{ feed?: string }>(cli, command, async (options, [file = '']) => {
    // Loaded here, so that other commands don't wait for it.
    const { mapFile } = await import('../app/map-file.ts');
    const report = await mapFile(file, await loadFeed(cli.context, options));
    if (options.json) cli.printer.json(mappingDocument(report));
    else for (const line of renderMapping(report)) cli.printer.line(line);
    return exitCodes.done;
  });
}

async function loadFeed({ env }: CliContext, { config, feed }: CommonOptions & { feed?: string }) {
  if (feed === undefined) return null;
  const [{ loadConfig }, { feedOf }] = await Promise.all([import('../config/load.ts'), import('../app/feed-rules.ts')]);
  return feedOf(await loadConfig({ path: config, env }), feed);
}
