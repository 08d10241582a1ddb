import type { AlertDetail } from '../../../domain/alert.ts';
import { sentenceOf } from '../../issue-text.ts';
import type { AlertWording, AlertWords } from '../alert-words.ts';
import { grammar } from './grammar.ts';
import { issueMessages } from './issue-messages.ts';

const nobodyLeaves = 'Ingen blir deaktivert av den grunn.';
const filesWait = 'Registeret blir som det er, og filer som legges inn imens, venter der de ligger.';
const bySelf =
  'Rollcall prøver videre, minst én gang i minuttet, fortsetter av seg selv så snart det går, og sier fra da.';

const inbox = { meaning: `${nobodyLeaves} ${filesWait}`, goesOn: bySelf };
const spool = {
  meaning: `Rollcall har ikke plass til sine egne kopier av filer, og tar derfor ingen. ${nobodyLeaves} ${filesWait}`,
  goesOn: bySelf,
};
const database = {
  meaning: `Rollcall kan verken lese eller skrive registeret sitt. ${nobodyLeaves} Alle feeder venter, og det gjør alle andre e-poster også. Filer som legges inn imens, blir liggende der de er.`,
  goesOn: bySelf,
};

const codes: Record<AlertDetail['code'], AlertWording> = {
  'inbox-unreachable': {
    happened: () => 'innboksen kan ikke nås',
    solved: 'innboksen virker igjen',
    advice: () =>
      'Sjekk serveren, nettverket og brannmuren, eller at katalogen finnes, er montert og kan leses av brukeren som kjører Rollcall. Feilmeldingen over sier hva det gjelder.',
    ...inbox,
  },
  'inbox-host-key': {
    happened: () => 'serveren viser en annen vertsnøkkel',
    solved: 'serveren viser riktig vertsnøkkel igjen',
    meaning: `Rollcall brøt forbindelsen før noen pålogging ble sendt: noen andre kan svare i stedet for serveren. ${inbox.meaning}`,
    advice: () =>
      'Spør dem som drifter serveren, om de har byttet nøkkel. Har de det, sett den nye inn i hostKey for feeden; hvis ikke, er det noen andre som svarer under navnet dens.',
    goesOn:
      'Når riktig server svarer, fortsetter Rollcall av seg selv og sier fra. En ny nøkkel krever en endring i konfigurasjonen og en omstart.',
  },
  'inbox-login': {
    happened: () => 'serveren avviser påloggingen',
    solved: 'påloggingen virker igjen',
    meaning: inbox.meaning,
    advice: () =>
      'Sjekk brukernavn og nøkkel eller passord for feeden, og om kontoen er sperret eller utløpt. privateKey skal være selve teksten i en OpenSSH- eller PEM-nøkkel.',
    goesOn:
      'For at kontoen ikke skal sperres, prøver Rollcall stadig sjeldnere (vanligvis etter 1 minutt først og hvert 15. minutt til slutt), også etter en omstart, og sier fra når det virker. En pålogging som er endret i konfigurasjonen, prøves med én gang.',
  },
  'host-key-missing': {
    happened: () => 'feeden er slått av: vertsnøkkelen til serveren er ikke fastsatt',
    solved: 'feeden er slått på',
    meaning: `Rollcall sender ingen pålogging til en server den ikke kan skille fra en annen, og tar derfor ingen filer for denne feeden. ${nobodyLeaves}`,
    advice: () =>
      'Kjør "rollcall doctor" for å se nøkkelen som serveren viser, sammenlign den med det dem som drifter serveren oppgir, sett inbox.hostKey, og start Rollcall på nytt.',
    goesOn: 'Det krever en endring i konfigurasjonen og en omstart.',
  },
  'spool-full': {
    happened: () => 'disken for filer under arbeid er full',
    solved: 'det er plass igjen',
    advice: () => 'Frigjør plass på disken der datakatalogen til Rollcall ligger.',
    ...spool,
  },
  'spool-failed': {
    happened: () => 'katalogen for filer under arbeid kan ikke brukes',
    solved: 'katalogen for filer under arbeid kan brukes igjen',
    advice: () => 'Sjekk at katalogen ligger på en frisk disk og tilhører brukeren som kjører Rollcall.',
    ...spool,
  },
  'feed-fault': {
    happened: () => 'det går ikke å arbeide med feeden',
    solved: 'arbeidet med feeden går igjen',
    advice: ({ hint }) => `Rådet fra Rollcall, på engelsk: ${hint}`,
    ...inbox,
  },
  'stray-file': {
    happened: ({ strays = [], strayCount = strays.length }) =>
      strayCount === 1
        ? `${strays[0]?.name ?? ''} blir ikke tatt`
        : `${grammar.figure(strayCount)} filer blir ikke tatt`,
    solved: 'filene er borte',
    meaning: 'Det endrer ingenting i registeret. Skulle en ansattliste ha vært blant dem, er den ikke kommet ennå.',
    advice: () =>
      'Gi filen et navn som feeden tar (inbox.files), eller det den venter på; eller ta den bort. Det som er riktig, tas av seg selv.',
    goesOn:
      'Rollcall ser etter i hver runde. Det som blir fullstendig, tas av seg selv; du får beskjed om en fil én gang, og én gang til hvis den forsvinner og kommer tilbake.',
  },
  late: {
    happened: ({ late }) => `ingen ansattliste var behandlet innen ${clockOf(late?.by ?? '').replace(/ .*/, '')}`,
    solved: 'en ansattliste er behandlet',
    meaning: `Registeret er som etter den forrige listen. ${nobodyLeaves}`,
    advice: ({ late }) =>
      (late?.files.length ?? 0) === 0
        ? 'Spør dem som kjører eksporten, om den ble kjørt, og om filen ble lagt i innboksen til denne feeden.'
        : 'Se på filene ovenfor: om det som ble avvist, har du fått en egen e-post, og en riktig liste må sendes.',
    goesOn: 'Når listen kommer, tar Rollcall den av seg selv og sier fra.',
  },
  'destination-down': {
    happened: ({ subject }) => `mottakersystemet ${subject} tar ikke imot noe`,
    solved: 'mottakersystemet tar imot endringer igjen',
    meaning:
      'Ansattregisteret er riktig, og lister tas som alltid. Det er bare dette systemet som ikke får høre om endringene: de venter, i rekkefølge, og ingen går tapt.',
    advice: () =>
      'Sjekk om systemet er oppe, og adressen og hemmeligheten til mottakersystemet i konfigurasjonen. Feilmeldingen over sier hva det svarte.',
    goesOn:
      'Rollcall prøver videre (vanligvis minst hvert 5. minutt), sender det som har ventet, så snart det går, og sier fra da.',
  },
  'database-down': {
    happened: () => 'databasen svarer ikke',
    solved: 'databasen virker igjen',
    advice: () => 'Sjekk at databasen kjører og kan nås, og at brukeren og passordet i konfigurasjonen stemmer.',
    ...database,
  },
  'database-full': {
    happened: () => 'databasen har ikke plass igjen',
    solved: 'databasen har plass igjen',
    advice: () => 'Frigjør plass på disken der databasen ligger.',
    ...database,
  },
  'log-failed': {
    happened: () => 'loggen kan ikke skrives',
    solved: 'loggen skrives igjen',
    meaning: 'Bare loggen har et hull: lister tas og behandles som alltid, og hver avgjørelse står i databasen.',
    advice: () => 'Frigjør plass på disken der loggen ligger.',
    goesOn: 'Loggen fortsetter av seg selv når den kan skrives, og Rollcall sier fra da.',
  },
};

export const alerts: AlertWords = {
  codes,
  about: (feed) => (feed === '' ? 'Rollcall' : `Feeden ${feed}`),
  lasted: (duration) => `Det varte i ${duration}.`,
  whatItMeans: 'Hva det betyr',
  whatItWas: 'Hva det var',
  nothingToDo: 'Ingenting. Rollcall fortsetter av seg selv med det som har ventet.',
  theAlert: 'Varselet',
  feed: 'Feed',
  since: 'Siden',
  until: 'Til',
  kind: 'Type',
  ownWords: ({ code, message }) => ownWords[code] ?? `Feilmeldingen, på engelsk: ${message}`,
  stray: ({ reason, told }) => (told === undefined ? null : sentenceOf(told, issueMessages)) ?? reason,
  moreFiles: (count) => `Og ${grammar.figure(count)} til.`,
  late: {
    missed: (by, after, lastRoster) => {
      const last =
        lastRoster === null
          ? 'Ingen er noen gang behandlet.'
          : `Den forrige var ${lastRoster.name}, behandlet ${grammar.moment(lastRoster.at)}.`;
      return `En ansattliste skulle ha vært behandlet innen ${clockOf(by)}, og ingen er behandlet siden ${grammar.moment(after)}. ${last}`;
    },
    otherTrouble: ({ code, subject, message }) => {
      const what = codes[code]?.happened({ code, subject, message, hint: '', since: '', endedAt: null }) ?? message;
      return `Feeden har et annet problem: ${what}${subject === '' || what.includes(subject) ? '' : ` (${subject})`}.`;
    },
    noFile: 'Siden da er det ikke kommet noen fil for denne feeden.',
    files: 'Disse filene er kommet siden da, eller venter fortsatt:',
    fileNote: (id, at) => `Fil ${id}, mottatt ${grammar.moment(at)}`,
    firstTheOther: 'Ta deg først av det andre problemet som er nevnt ovenfor: det har en egen e-post.',
    heldFile: 'En fil som er holdt tilbake, venter på avgjørelsen din. For å se hvorfor:',
  },
  footer: (feed) =>
    `Rollcall leser listene over ansatte som et HR-system leverer, og holder ansattregisteret i samsvar med dem. Du får denne e-posten fordi du står oppført som teknisk bruker${feed === '' ? '' : ` av feeden ${feed}: en feed er én kilde til slike lister`}.`,
};

/** Where the message is our own, and has nothing that the rest of the mail lacks. */
const ownWords: Partial<Record<AlertDetail['code'], string>> = {
  late: 'En ansattliste kom ikke i tide.',
  'host-key-missing': 'Konfigurasjonen fastsetter ingen vertsnøkkel for SFTP-serveren til denne feeden.',
};

/** `06:00 (Europe/Oslo)` as it is written in Norwegian. */
function clockOf(by: string): string {
  return by.replace(/^(\d\d):(\d\d)/, 'kl.\u00A0$1.$2');
}
