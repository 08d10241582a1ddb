import { AppError } from '../../domain/app-error.ts';
import { maskNationalIds } from '../../domain/mask.ts';
import type { AppContext } from '../app-context.ts';
import type { App } from '../contract.ts';
import { feedOf } from '../feed-rules.ts';
import { nationalIdForms } from '../national-id-forms.ts';

type RegisterCommands = Pick<App, 'employees' | 'history' | 'pruned' | 'positions' | 'positionHistory'>;

/** What the register holds, and how it came to be so. */
export function registerCommands({ config, parts }: AppContext): RegisterCommands {
  return {
    async employees({ nationalId, ...query }) {
      const { store, vault } = await parts();
      if (nationalId === undefined) return store.register.find(query);
      const forms = nationalIdForms(config, query.feed, nationalId);
      return store.register.find({
        ...query,
        nationalIdIndexes: forms.flatMap((form) => vault.nationalIdIndexes(form)),
      });
    },

    async history(employeeId) {
      const history = await (await parts()).store.register.history(employeeId);
      if (history !== null) return history;
      throw new AppError('employee-unknown', `There is no employee with the id ${employeeId}.`, {
        hint: 'Look the id up with "rollcall employee --employee-no N".',
      });
    },

    async pruned() {
      return (await parts()).store.pruning.noted();
    },

    async positions(feed, filter) {
      feedOf(config, feed);
      return (await parts()).store.positions.list(feed, filter);
    },

    async positionHistory(feed, positionId) {
      feedOf(config, feed);
      const history = await (await parts()).store.positions.history(feed, positionId);
      if (history !== null) return history;
      throw new AppError(
        'position-unknown',
        `The feed ${feed} has never had a position ${maskNationalIds(positionId)}.`,
        {
          hint: `"rollcall positions --feed ${feed}" lists those that there are.`,
        },
      );
    },
  };
}
