import type { Issue } from '../domain/issue.ts';
import type { Manifest } from '../domain/manifest.ts';
import { tell } from '../domain/told.ts';
import type { FeedRules } from './context.ts';
import { wholeFile } from './finding-wording.ts';
import type { Expectation } from './reading.ts';

/**
 * What a reading has to find, by the manifest that came with the file; undefined where nobody has said anything.
 *
 * @param file `sha256` is null while nobody knows it yet: the file is still being copied
 */
export function expectationOf(
  { complete }: Pick<FeedRules, 'complete'>,
  { manifest, sha256 }: { manifest: Manifest | null; sha256: string | null },
): Expectation | undefined {
  if (manifest === null) return complete === 'manifest' ? { rows: null, issues: [noManifest()] } : undefined;
  if (manifest.problem !== null) return { rows: null, issues: [unusableManifest(manifest.problem)] };
  const isOther = manifest.sha256 !== null && sha256 !== null && manifest.sha256 !== sha256;
  return { rows: manifest.rows, issues: isOther ? [otherBytes(manifest.sha256 ?? '', sha256)] : [] };
}

/** What the number of rows that were read says against the manifest; null where it fits. */
export function wrongRowCount(expected: Expectation | undefined, rows: number): Issue | null {
  const count = expected?.rows ?? rows;
  if (count === rows) return null;
  return wholeFile('manifest-rows', tell('manifest-rows', { said: count, read: rows }));
}

/** Whether a file that is not read, because its bytes were read before, is what its manifest says. */
export function fitsManifest(manifest: Manifest | null, file: { sha256: string; rows: number | null }): boolean {
  if (manifest === null) return true;
  const { rows, sha256, problem } = manifest;
  return problem === null && (sha256 ?? file.sha256) === file.sha256 && (rows ?? file.rows) === file.rows;
}

function otherBytes(said: string, is: string): Issue {
  return wholeFile('manifest-sha256', tell('manifest-sha256', { said, is }));
}

function unusableManifest(problem: string): Issue {
  return wholeFile('manifest-invalid', `The manifest beside the file can't be used. ${problem}`);
}

/** Somebody handed the file over by hand, and so vouches for it. */
function noManifest(): Issue {
  return { ...wholeFile('manifest-missing', tell('manifest-missing', {})), severity: 'warning' };
}
