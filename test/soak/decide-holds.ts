import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '../fixtures/random.ts';
import type { SoakProject } from './project.ts';

/** What somebody has decided about a held file, by the command that says so. */
export interface Decision {
  fileId: number;
  verb: 'approve' | 'discard' | 'leave';
  /** Exit codes of the command, one for each time it was given. */
  exits: (number | string)[];
}

export interface Decider {
  readonly decisions: ReadonlyMap<number, Decision>;
  /** Looks at the holds until the signal is aborted; what was begun then is ended first. */
  run(stop: AbortSignal): Promise<void>;
  /** Decides once more about everything that is held, and waits for it. */
  settle(): Promise<void>;
}

const lookEveryMs = 500;
/** Of these some are superseded by the next roster, and some stay. */
const verbs: Decision['verb'][] = ['approve', 'approve', 'approve', 'discard', 'discard', 'leave'];

/** The person who gets the mails, and gives the commands that stand in them. */
export function createDecider(project: SoakProject, program: string, seed: number): Decider {
  const random = createRandom(seed, 3_000);
  const decisions = new Map<number, Decision>();
  const under = new Map<number, Promise<void>>();

  async function look(waitMs: number): Promise<void> {
    const held = await project.sql<{ id: number }>("SELECT id FROM roster_files WHERE status = 'held' ORDER BY id");
    for (const { id } of held) {
      const decision = decisions.get(id) ?? { fileId: id, verb: random.pick(verbs), exits: [] };
      decisions.set(id, decision);
      if (decision.verb === 'leave' || under.has(id)) continue;
      const work = decide(decision, waitMs).finally(() => under.delete(id));
      under.set(id, work);
    }
  }

  async function decide({ fileId, verb, exits }: Decision, waitMs: number): Promise<void> {
    await delay(random.below(waitMs + 1));
    const { config } = random.pick(project.daemons);
    exits.push(await command([program, verb, String(fileId), '--config', config], project.directory));
  }

  return {
    decisions,
    async run(stop) {
      while (!stop.aborted) {
        await look(4_000);
        await delay(lookEveryMs, undefined, { signal: stop }).catch(() => {});
      }
      await Promise.all(under.values());
    },
    async settle() {
      await look(0);
      await Promise.all(under.values());
    },
  };
}

/** @returns the exit code, or the signal that ended it */
function command(args: readonly string[], cwd: string): Promise<number | string> {
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env.PATH }, timeout: 90_000, killSignal: 'SIGKILL' as const };
    execFile(process.execPath, [...args], options, (error) => {
      resolve(error === null ? 0 : ((error.code as number | string | undefined) ?? error.signal ?? 'unknown'));
    });
  });
}
