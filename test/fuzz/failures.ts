import { keepFailure } from './keep-failure.ts';
import type { FuzzFile } from './make-file.ts';

/** Files that failed, by what is wrong: one cause may fail thousands. */
export interface Failures {
  files: number;
  add(file: FuzzFile, faults: readonly string[]): void;
  lines(): string[];
}

const keptOfKind = 3;

/** The first files of each kind are written to the system's temporary directory. */
export function createFailures(seedNumber: number): Failures {
  const kinds = new Map<string, { count: number; described: string[] }>();
  return {
    files: 0,
    add(file, faults) {
      this.files += 1;
      const name = kindOf(faults[0] ?? '');
      const kind = kinds.get(name) ?? { count: 0, described: [] };
      kinds.set(name, kind);
      kind.count += 1;
      if (kind.count > keptOfKind) return;
      const path = keepFailure(file, seedNumber);
      const history = file.history.join(', ');
      kind.described.push(`file ${file.index} (${history}), kept as ${path}\n  ${faults.join('\n  ')}`);
    },
    lines: () =>
      [...kinds].flatMap(([name, { count, described }]) => [
        `FAILED ${count.toLocaleString('en-US')} times: ${name}`,
        ...described,
      ]),
  };
}

/** Without the numbers, which differ from file to file. */
function kindOf(fault: string): string {
  return (fault.split('\n', 1)[0] ?? '').replaceAll(/\d+/g, '#').slice(0, 120);
}
