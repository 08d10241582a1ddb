import type { EmployeeKey } from '../domain/employee.ts';
import { createHashSet } from '../domain/hash-set.ts';
import { hashText, type TextHash } from '../domain/key-hash.ts';
import type { ReadRow } from '../layouts/contract.ts';
import { suspectKey } from './suspects.ts';

/** What ties rows to each other beside their keys, gathered while the file is read: emails, approvers, user names. */
export interface RowRelations {
  note(row: ReadRow): void;
  /** A row that the register does not hold as it is. */
  claim(line: number, rowNo: number, row: ReadRow): void;
  /** Hashes of emails, and of user names, that several rows have. */
  readonly sharedEmails: ReadonlySet<number>;
  readonly sharedUserNames: ReadonlySet<number>;
  /** Hashes of mentioned emails that no active row of the file has. */
  unresolved(): Set<number>;
  /** Whether a row of the file says that whoever has this email is not active. */
  isLeaving(email: number): boolean;
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

export function createRowRelations(): RowRelations {
  const emails = createHashSet();
  const active = createHashSet();
  const userNames = createHashSet();
  const leaving = new Set<number>();
  const mentioned = new Set<number>();
  const sharedEmails = new Set<number>();
  const sharedUserNames = new Set<number>();
  let claims: Claim[] = [];

  return {
    note({ employee, email, mentions, userName }) {
      if (email) {
        const name = hashName(email);
        if (emails.add(halvesOf(name))) sharedEmails.add(name);
        if (employee?.inactiveBy === null) active.add(halvesOf(name));
        else if (employee !== null) leaving.add(name);
      }
      if (userName && userNames.add(halvesOf(hashName(userName)))) sharedUserNames.add(hashName(userName));
      for (const name of mentions ?? []) mentioned.add(hashName(name));
    },
    claim(line, rowNo, { key, userName }) {
      if (userName && key !== null) claims.push({ userName, key, line, rowNo });
    },
    sharedEmails,
    sharedUserNames,
    unresolved: () => new Set([...mentioned].filter((name) => !active.has(halvesOf(name)))),
    isLeaving: (email) => leaving.has(email),
    claimCount: () => claims.length,
    takeClaims() {
      const taken = claims;
      claims = [];
      return taken;
    },
  };
}
