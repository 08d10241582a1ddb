import type { SoakProject } from './project.ts';

/** Resident memory in MB that no daemon may pass. */
const mostMemoryMb = 500;

/**
 * No daemon met a fault of its own.
 *
 * @param failed ids of files that may have failed
 */
export function judgeDaemons({ daemons }: Pick<SoakProject, 'daemons'>, failed: ReadonlySet<number>): string[] {
  return daemons.flatMap(({ name, faults, memory, lines }) => {
    const deviations = [...faults];
    for (const line of lines()) {
      // Whatever is no line of JSON is what Node.js itself says of a program that ends.
      const isFault = line.level === 'error' || line.stack !== undefined || line.level === 'plain';
      if (isFault && !(line.message === 'file failed' && failed.has(Number(line.fileId))))
        deviations.push(`${name} logged ${JSON.stringify(line).slice(0, 1_500)}`);
    }
    const most = Math.max(0, ...memory);
    if (most > mostMemoryMb)
      deviations.push(`${name} took ${most.toFixed(0)} MB; it must be at most ${mostMemoryMb} MB.`);
    return deviations;
  });
}
