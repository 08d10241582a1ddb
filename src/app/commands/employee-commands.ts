import type { Config } from '../../config/config.ts';
import { addByHand, loadAny, manualFeed, setActiveByHand, setByHand } from '../../pipeline/edit-by-hand.ts';
import type { ValueRules } from '../../pipeline/values-by-hand.ts';
import { dateIn } from '../../runtime/clock.ts';
import { operatorName } from '../../runtime/operator.ts';
import { type AppContext, leaseOfCommand } from '../app-context.ts';
import type { App } from '../contract.ts';
import { feedOf, feedRules } from '../feed-rules.ts';
import { countriesOf } from '../national-id-forms.ts';
import { sendDue } from '../send-due.ts';

/** Edits of single employees by hand. */
export function employeeCommands(context: AppContext): Pick<App, 'addEmployee' | 'setEmployee' | 'setActive'> {
  const { config, options, parts, stop } = context;
  const lease = leaseOfCommand(config);

  /** @throws AppError `employee-unknown`, `feed-unknown` */
  async function feedOfEmployee(employeeId: number) {
    const { feed } = (await loadAny((await parts()).store, employeeId)).employee;
    return feed === manualFeed ? { feed, rules: null } : { feed, rules: feedRules(config, feedOf(config, feed)) };
  }

  /** As far as that goes within a minute; the daemon sends the rest. */
  async function deliver(feed: string): Promise<void> {
    if (feed !== manualFeed && feedOf(config, feed).destinations.length > 0) await sendDue(context, feed, []);
  }

  return {
    async addEmployee(key, values, by = operatorName()) {
      const rules = valueRules(config, options.clock());
      return addByHand(await parts(), { key, values, rules, actor: by, lease, stop });
    },

    async setEmployee(employeeId, values, by = operatorName()) {
      const { feed, rules } = await feedOfEmployee(employeeId);
      const order = { feed, actor: by, targets: rules?.destinations ?? [], lease, stop };
      const own = rules?.manualFields ?? null;
      const valued = { employeeId, values, own, rules: valueRules(config, options.clock(), rules?.timeZone) };
      const edited = await setByHand(await parts(), { ...order, ...valued });
      await deliver(feed);
      return edited;
    },

    async setActive(employeeId, active, reason, by = operatorName()) {
      const { feed, rules } = await feedOfEmployee(employeeId);
      const order = { feed, actor: by, targets: rules?.destinations ?? [], lease, stop };
      const edited = await setActiveByHand(await parts(), { ...order, employeeId, active, reason });
      await deliver(feed);
      return edited;
    },
  };
}

/** Of numbers, those of the countries that the feeds name are read: who is added by hand may belong to any of them. */
function valueRules(config: Config, now: Date, timeZone?: string): ValueRules {
  return {
    today: dateIn(timeZone, now),
    countries: countriesOf(config.feeds),
    allowSyntheticIds: config.feeds.some((feed) => feed.allowSyntheticIds),
  };
}
