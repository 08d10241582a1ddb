import type { Config } from '../../config/config.ts';
import { createStore } from '../../store/index.ts';
import type { DoctorFinding } from '../contract.ts';
import type { AppOptions } from '../open-parts.ts';
import { storeConfig } from '../store-config.ts';
import { describeStore } from './describe-store.ts';
import { broken, failure, fine } from './finding.ts';

/** Each address of a database that has several; none where there is one, which is looked at as the database itself. */
export async function tryNodes(config: Config, log: AppOptions['log']): Promise<DoctorFinding[][]> {
  const { database } = config;
  const addresses = database.client === 'mysql' ? [database.url].flat() : [];
  if (addresses.length < 2) return [];
  return Promise.all(addresses.map((url) => tryNode(config, url, log)));
}

/** What is written through one node of a cluster is there on all of them; on servers of their own it would be missing. */
export function compareNodes(nodes: readonly (readonly DoctorFinding[])[]): DoctorFinding[] {
  const answering = nodes.filter(([first]) => first?.ok);
  const clusters = answering.map((node) => node.find(({ subject }) => subject.endsWith(' cluster id'))?.message);
  if (clusters.every((id) => id !== undefined && id === clusters[0])) return [];
  const message = 'The addresses in "database.url" are not all of one Galera cluster.';
  return [broken('database', message, 'Name the nodes of one cluster, or one server.')];
}

/** Rollcall goes on with the others; somebody should know of each that it could not go on with. */
async function tryNode(config: Config, url: string, log: AppOptions['log']): Promise<DoctorFinding[]> {
  const subject = `database ${placeOf(url)}`;
  const settings = storeConfig(config);
  if (settings.client !== 'mysql') return [];
  try {
    const store = await createStore({ ...settings, url }, log);
    try {
      return [fine(subject, 'answers.'), ...(await describeStore(store, subject))];
    } finally {
      await store.close();
    }
  } catch (error) {
    return [failure(subject, error)];
  }
}

/** Where a server is, without user and password. */
function placeOf(url: string): string {
  const { host, searchParams } = new URL(url);
  return searchParams.get('socket') ?? host;
}
