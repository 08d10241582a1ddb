import type { FeedConfig } from '../../config/config.ts';
import { checkDecryptKeys } from '../../formats/unpack/check-decrypt-keys.ts';
import type { DoctorFinding } from '../contract.ts';
import { broken, fine } from './finding.ts';

export async function tryKeys({ id, decrypt }: FeedConfig): Promise<DoctorFinding[]> {
  if (decrypt === null) return [];
  const subject = `keys ${id}`;
  const problem = await checkDecryptKeys(decrypt);
  if (problem === null) return [fine(subject, 'The OpenPGP keys can be used.')];
  return [broken(subject, problem, `Correct "decrypt" of the feed ${id}.`)];
}
