import { expect, test } from 'vitest';
import { sortListing } from '../../src/daemon/sort-listing.ts';
import { defaultFilePattern } from '../../src/inbox/file-pattern.ts';

function sorted(names: readonly string[], pattern = defaultFilePattern) {
  const entries = names.map((name) => ({ name, size: 1, modifiedAtMs: 0, fingerprint: '1' }));
  const { rosters, alone, others } = sortListing(entries, pattern);
  const namesOf = (listed: readonly { name: string }[]) => listed.map(({ name }) => name);
  return {
    rosters: Object.fromEntries(rosters.map(({ entry, companions }) => [entry.name, namesOf(companions)])),
    alone: namesOf(alone),
    others: namesOf(others),
  };
}

test('puts markers and manifests beside their rosters, in whatever order they come', () => {
  expect(sorted(['a.csv.done', 'a.csv', 'b.xml.gz', 'a.csv.manifest.json', 'b.xml.gz.MANIFEST.JSON'])).toEqual({
    rosters: { 'a.csv': ['a.csv.done', 'a.csv.manifest.json'], 'b.xml.gz': ['b.xml.gz.MANIFEST.JSON'] },
    alone: [],
    others: [],
  });
});

test('never takes a manifest for a roster, also where its roster is not there', () => {
  expect(sorted(['a.csv.manifest.json', 'b.csv.done', 'notes.txt'])).toEqual({
    rosters: {},
    alone: ['a.csv.manifest.json', 'b.csv.done'],
    others: ['notes.txt'],
  });
});

test('takes a name for a roster that stands beside no name which the feed takes', () => {
  expect(sorted(['employees.manifest.json', 'notes.txt.done'])).toMatchObject({
    rosters: { 'employees.manifest.json': [] },
    others: ['notes.txt.done'],
  });
  expect(sorted(['a.csv.done', 'all.done'], '*.done')).toMatchObject({ rosters: { 'a.csv.done': [], 'all.done': [] } });
});
