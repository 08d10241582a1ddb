import { setTimeout as delay } from 'node:timers/promises';
import { type DaemonProject, eventually } from '../fixtures/daemon.ts';
import { preload } from '../fixtures/preload.ts';

/** When the daemon is killed: at a line of its log, or within some milliseconds after it. */
export interface Moment {
  at: string;
  stage?: string;
  withinMs?: number;
}

/**
 * In an order in which one file can be killed at one after the other: until COMMIT a restart begins with a first roster anew,
 * and with a later one at its plan. A kill some milliseconds after a line may be late, and come behind COMMIT: of the lines
 * that must be met none stands behind such a one.
 */
export const moments = {
  processed: [
    { at: 'daemon started', withinMs: 60 },
    { at: 'copy ended' },
    { at: 'copy began', withinMs: 3 },
    { at: 'stage ended', stage: 'stage' },
    // A first roster is written and applied in one transaction: this is before COMMIT.
    { at: 'stage ended', stage: 'apply' },
    { at: 'commit began' },
    { at: 'stage began', stage: 'validate', withinMs: 20 },
    { at: 'stage began', stage: 'stage', withinMs: 6 },
    { at: 'stage began', stage: 'apply', withinMs: 5 },
    { at: 'commit began', withinMs: 3 },
    { at: 'archive began' },
    { at: 'file moved' },
    { at: 'mail handed over' },
    { at: 'mail began', withinMs: 4 },
  ],
  rejected: [
    { at: 'copy ended' },
    { at: 'file received' },
    { at: 'stage began', stage: 'validate', withinMs: 20 },
    { at: 'archive began' },
    { at: 'file moved' },
    { at: 'mail handed over' },
  ],
  held: [
    { at: 'file received' },
    { at: 'stage ended', stage: 'stage' },
    { at: 'stage began', stage: 'plan', withinMs: 3 },
    { at: 'archive began' },
    { at: 'mail handed over' },
  ],
  superseding: [
    { at: 'stage began', stage: 'digests' },
    { at: 'stage ended', stage: 'stage' },
    { at: 'stage ended', stage: 'plan' },
    { at: 'commit began' },
    // Behind COMMIT.
    { at: 'stage ended', stage: 'apply' },
    { at: 'file moved' },
  ],
} satisfies Record<string, Moment[]>;

export type ChapterKind = keyof typeof moments;

const besideDatabase = ['copy began', 'copy ended', 'archive began', 'file moved', 'mail began', 'mail handed over'];

/** Whether another database could make a difference at this moment: files and mails come and go the same with each. */
export function isOfDatabase({ at }: Moment): boolean {
  return !besideDatabase.includes(at);
}

/** Those of the moments that are met for certain, as text. */
export function certainMoments(isTold: (moment: Moment) => boolean = () => true): string[] {
  const kinds = Object.keys(moments) as ChapterKind[];
  return kinds.flatMap((kind) => {
    const all: readonly Moment[] = moments[kind];
    const chance = all.findIndex(mayEndTheFile);
    const before = chance < 0 ? all : all.slice(0, chance);
    return before
      .filter((moment) => moment.withinMs === undefined && isTold(moment))
      .map((moment) => nameOf(kind, moment));
  });
}

function mayEndTheFile({ at, stage, withinMs }: Moment): boolean {
  return withinMs !== undefined && (at === 'commit began' || stage === 'apply' || stage === 'plan');
}

export function nameOf(kind: ChapterKind, { at, stage, withinMs }: Moment): string {
  return `${kind}: ${at}${stage === undefined ? '' : `: ${stage}`}${withinMs === undefined ? '' : ' (soon after)'}`;
}

/** Options of Node.js for a daemon that is to die, or to stop, as DIE_AT in its environment says. */
export const dieAtOptions: readonly string[] = ['--import', preload(new URL('./die-at.ts', import.meta.url))];

/** Most end by themselves, and at once: looking in the database takes time from the daemon. */
const betweenLooksMs = 250;

/**
 * Starts the daemon and kills it at the moment.
 *
 * @returns false when the daemon came to rest without passing it
 */
export async function killAt(
  project: DaemonProject,
  moment: Moment,
  random: () => number,
  isAtRest: () => Promise<boolean>,
): Promise<boolean> {
  const { at, stage, withinMs } = moment;
  const afterMs = withinMs === undefined ? 0 : random() * withinMs;
  const line = { message: at, ...(stage === undefined ? {} : { stage }) };
  const daemon = await project.start({
    ready: false,
    node: dieAtOptions,
    env: { DIE_AT: JSON.stringify({ afterMs, line }) },
  });
  let ended = false;
  const end = daemon.ended.then(() => {
    ended = true;
  });
  await eventually(`end at ${at} ${stage ?? ''}`, async () => {
    await Promise.race([end, delay(betweenLooksMs)]);
    return ended || isAtRest();
  });
  if (!ended && (await daemon.end('SIGTERM')) === 0) return false;
  return (await daemon.ended) === 'SIGKILL';
}

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
