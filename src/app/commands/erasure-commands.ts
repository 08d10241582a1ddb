import { type ErasedPerson, erasePerson } from '../../pipeline/erase-person.ts';
import { rotateKey } from '../../pipeline/rotate-key.ts';
import { operatorName } from '../../runtime/operator.ts';
import { type AppContext, leaseOfCommand } from '../app-context.ts';
import type { App } from '../contract.ts';

/** What is done so that personal data can't be read: any more, or by whoever has an old key. */
export function erasureCommands(context: AppContext): Pick<App, 'erase' | 'rotateKey'> {
  const { config, options, parts } = context;
  return {
    async erase(employeeId, { archives: withArchives }) {
      const opened = await parts();
      const order = { employeeId, by: operatorName(), lease: leaseOfCommand(config), stop: context.stop };
      const { archives, ...person } = await erasePerson(opened, order);
      const readable = archives.filter(({ state }) => state === 'encrypted').map(({ fileId }) => fileId);
      if (!withArchives || readable.length === 0) return { ...person, archives, archivesErased: 0 };
      const at = options.clock().toISOString();
      const archivesErased = await opened.store.archiveKeys.erase(readable, at);
      return { ...person, archives: archives.map(withoutKey), archivesErased };
    },

    rotateKey: async () => rotateKey(await parts(), context.stop),
  };
}

function withoutKey(archive: ErasedPerson['archives'][number]): ErasedPerson['archives'][number] {
  return archive.state === 'encrypted' ? { ...archive, state: 'erased' } : archive;
}
