import type { AlertDetail } from '../../../domain/alert.ts';
import type { AlertWords } from '../alert-words.ts';
import { counted, grammar } from './grammar.ts';

const nobodyLeaves = 'Nobody is deactivated because of it.';
const filesWait = 'The register stays as it is, and files that are dropped meanwhile wait where they lie.';
const allWait = 'Every feed waits, and so do all other mails. Files that are dropped meanwhile lie where they are.';
const bySelf =
  'Rollcall keeps trying, at least once a minute, goes on by itself as soon as it can, and tells you then.';

/** Whoever met it has said what can be done. */
const advice = ({ hint }: AlertDetail) => hint;

const inbox = { meaning: `${nobodyLeaves} ${filesWait}`, advice, goesOn: bySelf };
const spool = {
  meaning: `Rollcall has no place for its own copies of files, so it takes none. ${nobodyLeaves} ${filesWait}`,
  advice,
  goesOn: bySelf,
};
const database = {
  meaning: `Rollcall can neither read nor write its register. ${nobodyLeaves} ${allWait}`,
  advice,
  goesOn: bySelf,
};

const codes: AlertWords['codes'] = {
  'inbox-unreachable': {
    happened: () => "the inbox can't be reached",
    solved: 'the inbox works again',
    ...inbox,
  },
  'inbox-host-key': {
    happened: () => 'the server shows another host key',
    solved: 'the server shows the right host key again',
    meaning: `Rollcall broke the connection off before it sent any login: somebody else may answer in the server's place. ${inbox.meaning}`,
    advice,
    goesOn:
      'Once the right server answers, Rollcall goes on by itself and tells you. A new key takes a change of the config and a restart.',
  },
  'inbox-login': {
    happened: () => 'the server refuses the login',
    solved: 'the login works again',
    meaning: inbox.meaning,
    advice,
    goesOn:
      'So that the account is not locked, Rollcall tries again ever more rarely (by default after 1 minute at first and every 15 minutes in the end), also after a restart, and tells you when it works. A login that was changed in the config is tried at once.',
  },
  'host-key-missing': {
    happened: () => "the feed is switched off: its server's host key is not pinned",
    solved: 'the feed is switched on',
    meaning: `Rollcall sends no login to a server that it can't tell from another one, so it takes no files of this feed. ${nobodyLeaves}`,
    advice,
    goesOn: 'It takes a change of the config and a restart.',
  },
  'spool-full': {
    happened: () => "Rollcall's disk for files in work is full",
    solved: 'there is room again',
    ...spool,
  },
  'spool-failed': {
    happened: () => "Rollcall's directory for files in work can't be used",
    solved: 'the directory for files in work can be used again',
    ...spool,
  },
  'feed-fault': {
    happened: () => "the feed can't be worked on",
    solved: 'the feed is worked on again',
    ...inbox,
  },
  'stray-file': {
    happened: ({ strays = [], strayCount = strays.length }) =>
      strayCount === 1 ? `${strays[0]?.name ?? ''} is not taken` : `${strayCount} files are not taken`,
    solved: 'the files are gone',
    meaning: 'It changes nothing in the register. If a roster should have been among them, it has not come yet.',
    advice,
    goesOn:
      'Rollcall looks again with every round. What becomes complete is taken by itself; you are told of a file once, and once more if it goes and comes again.',
  },
  late: {
    happened: ({ late }) => `no roster was processed by ${(late?.by ?? '').replace(/ .*/, '')}`,
    solved: 'a roster has been processed',
    meaning: `The register stays as it was after the last roster. ${nobodyLeaves}`,
    advice,
    goesOn: 'When the roster comes, Rollcall takes it by itself and tells you.',
  },
  'destination-down': {
    happened: ({ subject }) => `the destination ${subject} takes nothing`,
    solved: 'the destination takes changes again',
    meaning:
      'The employee register is right, and rosters are taken as always. Only that system does not hear of the changes: they wait, in order, and none is lost.',
    advice,
    goesOn:
      'Rollcall keeps trying (by default every 5 minutes at least), sends what has waited as soon as it can, and tells you then.',
  },
  'database-down': { happened: () => 'the database does not answer', solved: 'the database works again', ...database },
  'database-full': {
    happened: () => 'the database has no room left',
    solved: 'the database has room again',
    ...database,
  },
  'log-failed': {
    happened: () => "the log can't be written",
    solved: 'the log is written again',
    meaning:
      'Only the log has a gap: rosters are taken and processed as always, and every verdict stands in the database.',
    advice,
    goesOn: 'The log goes on by itself when it can be written, and Rollcall tells you then.',
  },
};

export const alerts: AlertWords = {
  codes,
  about: (feed) => (feed === '' ? 'Rollcall' : `The feed ${feed}`),
  lasted: (duration) => `It lasted ${duration}.`,
  whatItMeans: 'What it means',
  whatItWas: 'What it was',
  nothingToDo: 'Nothing. Rollcall goes on by itself with whatever has waited.',
  theAlert: 'The alert',
  feed: 'Feed',
  since: 'Since',
  until: 'Until',
  kind: 'Kind',
  ownWords: ({ message }) => message,
  stray: ({ reason }) => reason,
  moreFiles: (count) => `And ${counted(count, 'more file')}.`,
  late: {
    missed: (by, after, lastRoster) => {
      const last =
        lastRoster === null
          ? 'None has ever been processed.'
          : `The last one was ${lastRoster.name}, processed ${grammar.moment(lastRoster.at)}.`;
      return `A roster should have been processed by ${by}, and none was since ${grammar.moment(after)}. ${last}`;
    },
    otherTrouble: ({ subject, message }) =>
      `The feed has another trouble: ${subject === '' ? message : `${subject}: ${message}`}`,
    noFile: 'Since then no file of this feed has come.',
    files: 'These files have come since then, or still wait:',
    fileNote: (id, at) => `File ${id}, received ${grammar.moment(at)}`,
    firstTheOther: 'First see to the other trouble that is named above: it has a mail of its own.',
    heldFile: 'A held file waits for your decision. To see why:',
  },
  footer: (feed) =>
    `Rollcall reads the lists of employees (rosters) that an HR system delivers, and keeps the register of employees true to them. You get this mail because you are named as a technical user${feed === '' ? '' : ` of the feed ${feed}: a feed is one source of such lists`}.`,
};
