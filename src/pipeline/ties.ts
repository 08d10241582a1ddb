import type { EmployeeKey } from '../domain/employee.ts';
import type { ReadingHost } from './reading.ts';
import { areTied, judgeClaims, type RelationsRequest, resolveRelations } from './resolve-relations.ts';
import type { TiedRow } from './tied-row.ts';

/** Judges what ties rows to each other and to people in the register, while the file is read and when it has been read. */
export interface Ties {
  /** Asks the register whose the user names of differing rows are, once many have come. */
  judgeClaims(): Promise<void>;
  /** After the last row: whether the file has to be read once more. */
  areTied(): boolean;
  /** Reads the file again where it has to be, and quarantines the rows that can't be used. */
  resolve(): Promise<void>;
}

export interface TiesRequest extends RelationsRequest {
  host: Pick<ReadingHost, 'findActive' | 'findUsers'>;
  /** Whether the key stands in the file with different rows: these are quarantined, and counted, for that. */
  hasConflict(key: EmployeeKey): boolean;
  /** Quarantines rows by their keys. */
  onConflicts(keys: EmployeeKey[], newlyQuarantined: number): Promise<void>;
}

/** User names that are asked for at once: each time the register's are all read. */
const claimsPerLook = 20_000;

export function createTies(request: TiesRequest): Ties {
  const { relations, host } = request;
  const refused: TiedRow[] = [];
  let unresolved: Set<number> | null = null;

  async function judge(): Promise<void> {
    const claims = relations.takeClaims();
    if (claims.length === 0) return;
    const found = await host.findUsers(claims.map(({ userName, key }) => ({ userName, key })));
    refused.push(...judgeClaims(request, claims, found));
  }

  const open = () => {
    unresolved ??= relations.unresolved();
    return unresolved;
  };

  return {
    async judgeClaims() {
      if (relations.claimCount() >= claimsPerLook) await judge();
    },
    areTied: () => areTied(relations, open()),
    async resolve() {
      await judge();
      if (areTied(relations, open())) refused.push(...(await resolveRelations(request, open())));
      await quarantine(refused, request);
    },
  };
}

/** A row may have been refused for several reasons. */
async function quarantine(refused: readonly TiedRow[], { hasConflict, onConflicts }: TiesRequest): Promise<void> {
  const rows = new Map(refused.map((row) => [`${row.key.companyId}\u0000${row.key.employeeNo}`, row]));
  if (rows.size === 0) return;
  const newly = [...rows.values()].filter(({ key, wasUsable }) => wasUsable && !hasConflict(key)).length;
  await onConflicts(
    [...rows.values()].map(({ key }) => key),
    newly,
  );
}
