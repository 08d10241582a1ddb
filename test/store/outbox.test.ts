import { expect, test } from 'vitest';
import { createOutbox } from '../../src/store/outbox.ts';
import { processIdentity } from '../../src/store/process-identity.ts';
import { eachDatabase } from '../services/databases.ts';

const now = '2026-03-01T06:00:00.000Z';
const inAMinute = '2026-03-01T06:01:00.000Z';

function mails(count: number, fileId = 1) {
  return Array.from({ length: count }, (_, index) => ({
    feed: 'acme',
    fileId,
    event: 'rejected' as const,
    recipient: `tech${index}@example.org`,
    messageId: `<${fileId}.${index}@example.org>`,
  }));
}

eachDatabase('outbox', ({ open, connectTo, configOf }) => {
  test('gives out what was added, the oldest first', async () => {
    const outbox = createOutbox((await open()).knex);
    await outbox.add([]);
    await outbox.add(mails(3));

    const claimed = await outbox.claimDue(now, 2, 60_000);
    const rest = await outbox.claimDue(now, 2, 60_000);

    expect(claimed.map((mail) => mail.recipient)).toEqual(['tech0@example.org', 'tech1@example.org']);
    expect(claimed[0]).toMatchObject({ ...mails(1)[0], attempts: 0 });
    expect(rest.map((mail) => mail.recipient)).toEqual(['tech2@example.org']);
    expect(await outbox.claimDue(now, 2, 60_000)).toEqual([]);
  });

  test('lets a file join the digest of its cause under a new Message-ID, but not one that is being sent', async () => {
    const outbox = createOutbox((await open()).knex);
    const digest = { feed: 'acme', recipient: 'tech@example.org', cause: 'a', fileId: 3, messageId: '<3@example.org>' };
    const { cause, ...mail } = { ...digest, fileId: 2, messageId: '<2@example.org>' };
    const detail = { event: 'rejected' as const, cause, firstFileId: 1, since: now, fileIds: [2] };
    await outbox.add([{ ...mail, event: 'again', detail, dueAt: inAMinute }]);

    expect(await outbox.claimDue(now, 1, 60_000)).toEqual([]);
    expect(await outbox.joinDigest({ ...digest, cause: 'another' })).toBe(false);
    expect(await outbox.joinDigest(digest)).toBe(true);
    const [claimed] = await outbox.claimDue(inAMinute, 1, 60_000);
    expect(await outbox.joinDigest({ ...digest, fileId: 4 })).toBe(false);

    expect(claimed).toMatchObject({ fileId: 3, messageId: '<3@example.org>', detail: { fileIds: [2, 3] } });
    expect(await outbox.ofFile(4)).toEqual([]);
  });

  test('frees a claim of this process whose answer was lost, and leaves one that is being worked on', async () => {
    const { knex } = await open();
    const outbox = createOutbox(knex);
    await outbox.add(mails(2));
    const [working] = await outbox.claimDue(now, 1, 60_000);
    const lost = JSON.stringify({ claim: 'lost', ...processIdentity() });
    await knex('outbox').whereNot({ id: working?.id }).update({ claimed_by: lost, claimed_until: inAMinute });

    await outbox.freeDeadClaims();

    expect((await outbox.claimDue(now, 2, 60_000)).map((mail) => mail.recipient)).toEqual(['tech1@example.org']);
  });

  test('gives a mail to one of two daemons', async () => {
    const database = await open();
    const other = await connectTo(configOf(database));
    await createOutbox(database.knex).add(mails(40));

    const rounds = Array.from({ length: 16 }, (_, index) =>
      createOutbox((index % 2 === 0 ? database : other).knex).claimDue(now, 10, 60_000),
    );
    const claimed = (await Promise.all(rounds)).flat().map((mail) => mail.id);

    expect(new Set(claimed).size).toBe(claimed.length);
    expect(claimed.length).toBeGreaterThan(0);
  });

  test('gives a mail again when its claim ends without an answer', async () => {
    const outbox = createOutbox((await open()).knex);
    await outbox.add(mails(1));
    await outbox.claimDue(now, 10, 60_000);

    expect(await outbox.nextDueAt()).toBe(inAMinute);
    expect(await outbox.claimDue(inAMinute, 10, 60_000)).toHaveLength(1);
  });

  test('keeps a mail back until its next attempt', async () => {
    const outbox = createOutbox((await open()).knex);
    await outbox.add(mails(1));
    const [mail] = await outbox.claimDue(now, 10, 60_000);

    await outbox.retryAt(mail?.id ?? 0, inAMinute, 'greylisted');

    expect(await outbox.claimDue(now, 10, 60_000)).toEqual([]);
    expect(await outbox.nextDueAt()).toBe(inAMinute);
    const [again] = await outbox.claimDue(inAMinute, 10, 60_000);
    expect(again?.attempts).toBe(1);
  });

  test('shows what became of the mails of a file', async () => {
    const outbox = createOutbox((await open()).knex);
    await outbox.add([...mails(2, 5), ...mails(1, 6)]);
    const [first, second] = await outbox.claimDue(now, 10, 60_000);

    await outbox.sent(first?.id ?? 0, now);
    await outbox.dead(second?.id ?? 0, '550 no such user', now);

    const [sent, dead] = await outbox.ofFile(5);
    expect(sent).toMatchObject({ status: 'sent', sentAt: now, attempts: 1, lastError: null });
    expect(dead).toMatchObject({
      status: 'dead',
      sentAt: null,
      nextAttemptAt: now,
      attempts: 1,
      lastError: '550 no such user',
    });
    expect((await outbox.ofFile(6)).map((mail) => mail.status)).toEqual(['waiting']);
  });

  test('is empty when nothing waits', async () => {
    const outbox = createOutbox((await open()).knex);

    expect(await outbox.nextDueAt()).toBeNull();
    expect(await outbox.claimDue(now, 10, 60_000)).toEqual([]);
  });

  test('keeps nothing of a transaction that was rolled back', async () => {
    const { knex, rehearse } = await open();

    await rehearse((trx) => createOutbox(trx).add(mails(2)));

    expect(await createOutbox(knex).ofFile(1)).toEqual([]);
  });
});
