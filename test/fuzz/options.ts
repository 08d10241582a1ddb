import { parseArgs } from 'node:util';

export const usage = `npm run fuzz -- [--files N] [--daemon-files N] [--seed S] [--only INDEX]
  --files N         files that are read in this process; 1,000,000 unless told
  --daemon-files N  files that go through the daemon; 5,000 unless told
  --seed S          makes the same files again; a new one each time unless told
  --only INDEX      makes this one file, keeps it and reads it`;

export interface Options {
  files: number;
  daemonFiles: number;
  seed: number;
  only: number | null;
}

/** @returns null where the usage is to be told */
export function parseOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      files: { type: 'string', default: '1000000' },
      'daemon-files': { type: 'string', default: '5000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const only = values.only === undefined ? null : Number(values.only);
  const options = {
    files: Number(values.files),
    daemonFiles: Number(values['daemon-files']),
    seed: Number(values.seed),
    only,
  };
  const isSound = Object.values(options).every((value) => value === null || (Number.isInteger(value) && value >= 0));
  return values.help || !isSound ? null : options;
}
