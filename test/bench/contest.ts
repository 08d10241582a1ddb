import type { DatabaseConfig } from '../../src/store/connect.ts';
import type { Measured } from './measure.ts';

export type Form = 'first load' | 'nightly';
export type Client = 'mysql' | 'sqlite';
export type Side = 'baseline' | 'rollcall';

/** A database in which the baseline and Rollcall run in turn, each with a register of its own. */
export interface Contest {
  /** Database, version and settings, for the head of the report. */
  readonly about: string;
  /** Where Rollcall's register is. */
  readonly config: DatabaseConfig;
  /** Empties both registers; the baseline's table is there again, Rollcall's are not. */
  reset(): Promise<void>;
  /** Waits until the database and the system have written what earlier work left behind, so that nobody pays for another's. */
  settle(): Promise<void>;
  runBaseline(form: Form, csv: string): Promise<Measured>;
  /** What a register holds, as renderStates writes it. */
  states(side: Side): Promise<string[]>;
  /** Asks Rollcall's database. */
  ask(sql: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}
