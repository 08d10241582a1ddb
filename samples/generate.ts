// Writes the samples of samples/<layout>: node samples/generate.ts
import { mkdir, writeFile } from 'node:fs/promises';
import { renderCustomSamples } from './custom.ts';
import { renderHrDataSyncSamples } from './hr-data-sync.ts';
import { renderOrquestSamples } from './orquest.ts';
import { renderPersonnelTicketSamples } from './personnel-ticket.ts';
import { renderSpringestSamples } from './springest.ts';

/** Every sample by layout and file name. */
export function renderSamples() {
  return {
    'personnel-ticket': renderPersonnelTicketSamples(),
    'hr-data-sync': renderHrDataSyncSamples(),
    springest: renderSpringestSamples(),
    orquest: renderOrquestSamples(),
    custom: renderCustomSamples(),
  } satisfies Record<string, Record<string, string>>;
}

if (import.meta.main) {
  for (const [layout, samples] of Object.entries(renderSamples())) {
    const directory = new URL(`./${layout}/`, import.meta.url);
    await mkdir(directory, { recursive: true });
    for (const [name, text] of Object.entries(samples)) await writeFile(new URL(name, directory), text);
  }
}
