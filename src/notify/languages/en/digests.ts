import type { RepeatedEvent } from '../../contract.ts';
import type { DigestWords } from '../digest-words.ts';
import { file } from './file.ts';
import { counted, grammar } from './grammar.ts';
import { fileWord } from './verdicts.ts';

export const digests: DigestWords = {
  files: (count) => counted(count, 'more file'),
  headline: (event, feed, count, since, why) =>
    `${counted(count, 'more file')} of the feed ${feed} ${done[event](count)} since ${grammar.moment(since)}, for the same reason as before${why === '' ? '.' : `: ${why}`}`,
  nothingChanged: 'Nothing was changed by any of these files.',
  firstMail: (id, name) =>
    `You have a mail with all details, about ${name} (file ${id}). They are the same for these files.`,
  theFiles: 'The files',
  fileNote: (id, receivedAt) => `File ${id}, received ${grammar.moment(receivedAt)}`,
  olderFiles: (count) => `And ${counted(count, 'file')} before ${count === 1 ? 'it' : 'them'}.`,
  decide: (id, name) =>
    `Decide about the newest file, ${name} (file ${id}). It has taken the place of those before it, so a command from an earlier mail does nothing any more.`,
  decided: (id, name, status) =>
    `Nothing. The newest file, ${name} (file ${id}), is ${file.statuses[status]} by now. This mail is for your information.`,
  correct: (kind) =>
    `Correct what the first mail lists, and send the whole ${fileWord[kind]} again. If the same file is sent over and over, have that stopped.`,
  lookAt: (id) => `To see everything about the newest file (file ${id}):`,
  worksAgain: (name, at) => `Since then a roster of this feed has been processed: ${name}, ${grammar.moment(at)}.`,
  nothingToDo: 'Nothing, if that roster is right. This mail is for your information.',
  goesOn:
    'If it goes on like this, the next files come together in one mail like this one. Anything else that goes wrong is mailed at once.',
};

const done: Record<RepeatedEvent, (count: number) => string> = {
  rejected: (count) => `${count === 1 ? 'was' : 'were'} rejected`,
  held: (count) => `${count === 1 ? 'was' : 'were'} held`,
  failed: () => 'could not be processed',
};
