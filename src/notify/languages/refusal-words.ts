import type { ChangeKind } from '../../domain/plan.ts';

/** The mail about people whom a destination did not take. */
export interface RefusalWords {
  /** "3 people by events": for a subject. */
  detail(count: number, destination: string): string;
  headline(destinations: readonly string[], count: number, name: string): string;
  registerIsRight(feed: string): string;
  more(count: number): string;
  correct: string;
  see(destination: string): string;
  sendAgain(destination: string): string;
  /** "Employee 1001, created (events)"; `employeeNo` is null where only the id is known */
  who(employeeNo: string | null, employeeId: string | number, kind: ChangeKind, destination: string): string;
  mended: { headline(name: string): string; nothingToDo: string };
}
