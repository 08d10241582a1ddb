import type { EmployeeKey } from '../domain/employee.ts';
import { createHashSet } from '../domain/hash-set.ts';
import { hashKey, hashText, type TextHash } from '../domain/key-hash.ts';
import type { RawRecord } from '../formats/contract.ts';
import type { Layout, ReadRow } from '../layouts/contract.ts';
import { suspectKey } from './suspects.ts';

/** What ties rows to each other beside their keys, gathered while the file is read: emails, approvers, user names. */
export interface RowRelations {
  note(row: ReadRow, places: RawRecord['places']): void;
  /** A row that the register does not hold as it is. */
  claim(line: number, rowNo: number, row: ReadRow): void;
  /** Hashes of emails, and of user names, that several rows have. */
  readonly sharedEmails: ReadonlySet<number>;
  readonly sharedUserNames: ReadonlySet<number>;
  /** Whether some row has this email, by its hash, and no number of its own. */
  isKey(email: number): boolean;
  /** Hashes of mentioned emails that no active row of the file has. */
  unresolved(): Set<number>;
  /** Whether a row of the file says that whoever has this email is not active. */
  isLeaving(email: number): boolean;
  /** What the file's usable row of somebody says of them where it does not name them by the email in question. */
  wordOn(key: EmployeeKey): 'leaves' | 'has another email' | null;
  /** Where the values of the file's records stand: see `RawRecord`. */
  places(): RawRecord['places'];
  /** The user names of differing rows since the last call. */
  takeClaims(): Claim[];
  claimCount(): number;
}

export interface Claim {
  userName: string;
  key: EmployeeKey;
  line: number;
  rowNo: number;
}

/** 53 bits of an email's or a user name's hash. */
export function hashName(name: string): number {
  return suspectKey(hashText(name));
}

function halvesOf(name: number): TextHash {
  return { high: Math.floor(name / 2 ** 32), low: name % 2 ** 32 };
}

export function createRowRelations({ keyScope, relations }: Pick<Layout, 'keyScope' | 'relations'>): RowRelations {
  const emails = createHashSet();
  const emailKeys = createHashSet();
  const active = createHashSet();
  const userNames = createHashSet();
  const leaving = new Set<number>();
  const leavingKeys = createHashSet();
  const sendingEmail = createHashSet();
  const mentioned = new Set<number>();
  const sharedEmails = new Set<number>();
  const sharedUserNames = new Set<number>();
  const hasMentions = Boolean(relations?.mentions);
  let places: RawRecord['places'];
  let claims: Claim[] = [];

  function noteWord({ key, employee, unsent }: ReadRow): void {
    if (key === null || employee === null) return;
    if (employee.inactiveBy !== null) leavingKeys.add(hashKey(key, keyScope));
    if (unsent?.includes('email') !== true) sendingEmail.add(hashKey(key, keyScope));
  }

  return {
    note(row, placesOfFile) {
      const { key, employee, email, mentions, userName } = row;
      places = placesOfFile;
      if (email) {
        const name = hashName(email);
        if (emails.add(halvesOf(name))) sharedEmails.add(name);
        if (key?.employeeNo === email) emailKeys.add(halvesOf(name));
        if (employee?.inactiveBy === null) active.add(halvesOf(name));
        else if (employee !== null) leaving.add(name);
      }
      if (userName && userNames.add(halvesOf(hashName(userName)))) sharedUserNames.add(hashName(userName));
      for (const name of mentions ?? []) mentioned.add(hashName(name));
      if (hasMentions) noteWord(row);
    },
    claim(line, rowNo, { key, userName }) {
      if (userName && key !== null) claims.push({ userName, key, line, rowNo });
    },
    sharedEmails,
    sharedUserNames,
    isKey: (email) => emailKeys.has(halvesOf(email)),
    unresolved: () => new Set([...mentioned].filter((name) => !active.has(halvesOf(name)))),
    isLeaving: (email) => leaving.has(email),
    wordOn(key) {
      if (leavingKeys.has(hashKey(key, keyScope))) return 'leaves';
      return sendingEmail.has(hashKey(key, keyScope)) ? 'has another email' : null;
    },
    places: () => places,
    claimCount: () => claims.length,
    takeClaims() {
      const taken = claims;
      claims = [];
      return taken;
    },
  };
}
