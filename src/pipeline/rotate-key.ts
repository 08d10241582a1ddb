import { parseSealedText } from '../domain/sealed-text.ts';
import { sleep } from '../runtime/backoff.ts';
import type { ResealedValue, SealedTable, SealedValue } from '../store/contract.ts';
import type { Parts } from './context.ts';

export interface RotatedKey {
  /** The newest key's: everything is sealed with it now, unless something is left. */
  keyId: string;
  /** Of the others that `ROLLCALL_KEY` holds, which nobody needs any more. */
  otherKeyIds: string[];
  /** How many values were sealed anew. */
  resealed: Record<SealedTable, number>;
  /** False where another process kept sealing with an older key, or it was stopped: to be done again. */
  finished: boolean;
}

const tables: readonly SealedTable[] = ['employees', 'imports', 'corrections', 'history', 'archiveKeys'];
/** A process that still seals with an older key makes new work: it is not run after for ever. */
const mostPasses = 5;
/** Between two steps, so that files come in between. */
const restMs = 5;

/**
 * Seals every value anew with the newest key, while daemons go on: each step changes only what is still as it was read. Whatever
 * ends it, the next time it goes on with what is left.
 *
 * @throws AppError `key-unknown` where a value was sealed with a key that is not in `ROLLCALL_KEY`
 */
export async function rotateKey(
  parts: Pick<Parts, 'store' | 'vault' | 'clock' | 'log'>,
  stop: AbortSignal,
): Promise<RotatedKey> {
  const [keyId = '', ...otherKeyIds] = parts.vault.keyIds;
  const resealed: RotatedKey['resealed'] = { employees: 0, imports: 0, corrections: 0, history: 0, archiveKeys: 0 };
  for (let pass = 1; pass <= mostPasses; pass += 1) {
    let found = 0;
    for (const table of tables) found += await resealTable(parts, { table, keyId, resealed }, stop);
    if (stop.aborted) break;
    if (found > 0) continue;
    await parts.store.resealing.finish(keyId, otherKeyIds, parts.clock().toISOString());
    return { keyId, otherKeyIds, resealed, finished: true };
  }
  return { keyId, otherKeyIds, resealed, finished: false };
}

/** @returns how many values had another key */
async function resealTable(
  { store, vault, log }: Pick<Parts, 'store' | 'vault' | 'log'>,
  { table, keyId, resealed }: { table: SealedTable } & Pick<RotatedKey, 'keyId' | 'resealed'>,
  stop: AbortSignal,
): Promise<number> {
  let found = 0;
  let after: number | null = 0;
  while (after !== null && !stop.aborted) {
    const { values, next } = await store.resealing.others(table, keyId, after);
    found += values.length;
    if (values.length > 0) {
      resealed[table] += await store.resealing.write(table, reseal(vault, table, values));
      log.debug('values sealed anew', { table, values: values.length });
      await sleep(restMs, stop);
    }
    after = next;
  }
  return found;
}

function reseal(vault: Parts['vault'], table: SealedTable, values: readonly SealedValue[]): ResealedValue[] {
  const plains = values.map(({ sealed }) => vault.open(sealed));
  const sealed = vault.sealAll(plains);
  const isEmployee = table === 'employees' || table === 'imports';
  const digests = isEmployee ? vault.digestSealed(plains) : null;
  const nationalIds = isEmployee ? plains.map(nationalIdOf) : [];
  const indexes = vault.indexNationalIds(nationalIds.map((nationalId) => nationalId ?? ''));
  const digestAt = (all: Uint8Array, at: number) => Buffer.from(all.subarray(16 * at, 16 * (at + 1)));
  return values.map(({ id, sealed: before }, at) => ({
    id,
    before,
    sealed: Buffer.from(sealed.bytes.subarray(sealed.bounds[2 * at], sealed.bounds[2 * at + 1])),
    sealedDigest: digests === null ? null : digestAt(digests, at),
    nationalIdIndex: (nationalIds[at] ?? null) === null ? null : digestAt(indexes, at),
  }));
}

function nationalIdOf(text: string): string | null {
  const { nationalId } = parseSealedText(text);
  return typeof nationalId === 'string' ? nationalId : null;
}
