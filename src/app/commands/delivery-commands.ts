import type { AppContext } from '../app-context.ts';
import type { App } from '../contract.ts';
import { feedOf } from '../feed-rules.ts';
import { destinationsNamed, listDeliveries } from '../list-deliveries.ts';
import { sendDue } from '../send-due.ts';

/** What has become of the changes at the destinations. */
export function deliveryCommands(context: AppContext): Pick<App, 'deliveries' | 'redeliver'> {
  const { config, parts } = context;
  return {
    async deliveries(query) {
      if (query.feed !== undefined) feedOf(config, query.feed);
      return listDeliveries(config, (await parts()).store.deliveries, query);
    },

    async redeliver({ destination, feed, employeeNo }) {
      const { deliveries } = (await parts()).store;
      let redelivered = 0;
      for (const of of destinationsNamed(config, destination, feed)) {
        redelivered += await deliveries.redeliver(of, employeeNo);
        await sendDue(context, of.feed, []);
      }
      const report = await listDeliveries(config, deliveries, { destination, feed, limit: 0 });
      return { redelivered, destinations: report.destinations };
    },
  };
}
