import { grammar } from './grammar.ts';

/** A text in which days stand as `30 November 2026`: what a file's name says is told so, or just as it is written there. */
export function tellDates(text: string): string {
  return text.replace(englishDay, (day, date: string, month: string, year: string) => {
    const at = months.indexOf(month) + 1;
    return at === 0 ? day : grammar.day(`${year}-${String(at).padStart(2, '0')}-${date.padStart(2, '0')}`);
  });
}

const englishDay = /\b(\d{1,2}) ([A-Z][a-z]+) (\d{4})\b/g;
const months = 'January February March April May June July August September October November December'.split(' ');
