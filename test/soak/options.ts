import { parseArgs } from 'node:util';

export const usage = `npm run soak -- [--files N] [--daemons N] [--seed S] [--gap MS] [--calm] [--share-data] [--expect-resent] [--keep]
  --files N        files that are dropped over all feeds; 500 unless told
  --daemons N      daemons on the same database and inboxes; 2 unless told
  --seed S         makes the same files again, not the same moments; a new one each time unless told
  --gap MS         mean time between two drops; 1,000 unless told
  --calm           no faults: what the run itself needs
  --share-data     the daemons share one data directory, as on one host; each has its own unless told
  --expect-resent  the bytes of an earlier roster must be held; unless told they may be
  --keep           keeps the directory also of a run in which all is well`;

export interface Options {
  files: number;
  daemons: number;
  seed: number;
  gapMs: number;
  calm: boolean;
  shareData: boolean;
  expectResent: boolean;
  keep: boolean;
}

/** @returns null where the usage is to be told */
export function parseOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      files: { type: 'string', default: '500' },
      daemons: { type: 'string', default: '2' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      gap: { type: 'string', default: '1000' },
      calm: { type: 'boolean', default: false },
      'share-data': { type: 'boolean', default: false },
      'expect-resent': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const numbers = {
    files: Number(values.files),
    daemons: Number(values.daemons),
    seed: Number(values.seed),
    gapMs: Number(values.gap),
  };
  const isSound = Object.values(numbers).every((value) => Number.isInteger(value) && value >= 0);
  if (values.help || !isSound || numbers.files === 0 || numbers.daemons === 0) return null;
  const { calm, keep } = values;
  return { ...numbers, calm, keep, shareData: values['share-data'], expectResent: values['expect-resent'] };
}
