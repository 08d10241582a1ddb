import type { RepeatedEvent } from '../../contract.ts';
import type { DigestWords } from '../digest-words.ts';
import { counted, grammar } from './grammar.ts';
import { fileWord } from './verdicts.ts';

const done: Record<RepeatedEvent, string> = { rejected: 'rejected', held: 'held', failed: 'could not be processed' };

export const digests: DigestWords = {
  details: (event, count) => `${counted(count, 'more file')} ${done[event]} in the same way`,
  headline: (event, feed, count, since) =>
    `${counted(count, 'more file')} of the feed ${feed} ${event === 'failed' ? '' : count === 1 ? 'was ' : 'were '}${done[event]} since ${grammar.moment(since)}, for the same reason as before.`,
  sameAsBefore: (event, { id, name, at }, what) =>
    `The first one was ${name} (file ${id}, ${grammar.moment(at)}), and you got a mail about it. Nothing has come to it since: ${event === 'held' ? 'the reasons and the figures' : 'what is wrong'} are the same${what === '' ? '' : ` (${what})`}.`,
  nothingChanged: 'Nothing was changed by any of these files.',
  theFiles: 'The files since then',
  fileNote: (id, at) => `File ${id}, received ${grammar.moment(at)}`,
  moreFiles: (count) => `And ${counted(count, 'more file')}.`,
  decide: (id, name) =>
    `Decide about the newest one, ${name} (file ${id}). It has taken the place of those before it: a command for an older one does nothing.`,
  olderHolds: 'The first mail has the details.',
  correct: (kind) =>
    `Correct what the first mail lists, and send the whole ${fileWord[kind]} again. What sends these files goes on in the meantime: have it stopped if that is no use.`,
  lookAt: (id) => `To see what is wrong with the newest one (file ${id}):`,
  worksAgain: (name, at) => `Since then a roster of this feed was processed: ${name}, ${grammar.moment(at)}.`,
  nothingToDo: 'Nothing, if that one is what should have come. This mail is for your information.',
  nextMail: 'As long as it goes on so, you get one mail like this for all of them. Whatever is new is mailed at once.',
};
