import type { Store } from '../../store/contract.ts';
import type { DoctorFinding } from '../contract.ts';

export async function describeStore(store: Store, subject: string): Promise<DoctorFinding[]> {
  return (await store.describe()).map(({ name, value, problem, mend }) => ({
    subject: `${subject} ${name}`,
    ok: true,
    message: problem === undefined ? value : `${value}. ${problem}`,
    mend: mend ?? null,
  }));
}
