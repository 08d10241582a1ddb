type Nothing = Record<never, never>;

/** Why a file is not taken out of an inbox. */
export const strayMessages = {
  'stray-unreadable': (_: Nothing) => "It can't be opened: permission denied. Let Rollcall's user read it.",
  'stray-waits': ({ kind, missing }: { kind: 'marker' | 'manifest'; missing: string }) =>
    `It waits for its ${kind} ${missing}, which is not there (complete: ${kind}).`,
  'stray-spent': ({ kind, name }: { kind: 'marker' | 'manifest'; name: string }) =>
    `It waits for a new ${kind}: ${name} is that of an earlier file of this name.`,
  'stray-alone': ({ kind, roster }: { kind: 'marker' | 'manifest'; roster: string }) =>
    `It is the ${kind} of ${roster}, which is not there.`,
  'stray-spreadsheet': (_: Nothing) => 'A spreadsheet can not be read as a roster: save it as "CSV UTF-8".',
  /** `reason` is English, as the inbox words it. */
  'stray-refused': ({ reason }: { reason: string }) => reason,
  'stray-pattern': (_: Nothing) => "The name matches no pattern of the feed's inbox (inbox.files).",
};
