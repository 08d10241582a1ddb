import { isCalendarDate, shiftYears } from '../domain/calendar-date.ts';
import { maxKeyLength, plainFields } from '../domain/employee.ts';
import { kindOf, type MappingTarget } from '../domain/roster-mapping.ts';
import * as wording from './custom-wording.ts';
import { maxPaidPercentage, maxPercentage, oldestYears } from './personnel-ticket-rules.ts';
import { plainBoolean } from './record-text.ts';

/** A field's canonical text, or what is wrong with it; a warning comes with the text that was read. */
export type JudgeField = (text: string) => { text: string; finding: wording.CustomFinding | null };

/**
 * The rules of one field, whatever the file calls it.
 *
 * @param formats of the dates in the file: what could not be read by them has been told of already
 */
export function createFieldRule(target: MappingTarget, today: string): JudgeField {
  const rule = ruleOf(target, today);
  return (text) => {
    const finding = rule(text);
    return { text: finding?.severity === 'warning' ? plainBoolean(text) : text, finding };
  };
}

type Rule = (text: string) => wording.CustomFinding | null;

function ruleOf(target: MappingTarget, today: string): Rule {
  switch (kindOf(target)) {
    case 'key':
      return (text) => {
        if (text.length > maxKeyLength) return wording.invalidKey(target, true);
        return controlCharacter.test(text) ? wording.invalidKey(target, false) : null;
      };
    case 'date':
      return target === 'dateOfBirth' ? birthDateRule(today) : (text) => dateRule(target, text);
    case 'number':
      return (text) => numberRule(target, text);
    case 'boolean':
      return (text) => booleanRule(target, text);
    case 'text':
      return textRule(target);
    case 'nationalId':
      return () => null;
  }
}

/** Birth dates that lie in the future, or further back than anybody lives, are taken for mistakes in every layout. */
function birthDateRule(today: string): Rule {
  const earliest = shiftYears(today, -oldestYears);
  return (text) => {
    if (!isCalendarDate(text)) return wording.invalidDate('dateOfBirth', text, []);
    if (text > today) return wording.impossibleBirthDate(text, 'lies in the future');
    if (text < earliest) return wording.impossibleBirthDate(text, `is more than ${oldestYears} years ago`);
    return null;
  };
}

function dateRule(target: MappingTarget, text: string) {
  return isCalendarDate(text) ? null : wording.invalidDate(target, text, []);
}

function numberRule(target: MappingTarget, text: string) {
  if (!decimal.test(text)) return wording.invalidNumber(target, text, '.');
  const limit = target === 'paidPercentage' ? maxPaidPercentage : maxPercentage;
  return Number(text) >= 0 && Number(text) <= limit ? null : wording.outOfRange(target, text, limit);
}

function booleanRule(target: MappingTarget, text: string) {
  if (text === 'true' || text === 'false') return null;
  const plain = plainBoolean(text);
  return plain === text
    ? wording.invalidBoolean(target, text, ['true', 'false'])
    : wording.booleanSpelling(target, text, plain);
}

function textRule(target: MappingTarget): Rule {
  const limit = plainFields.find(({ name }) => name === target)?.maxLength ?? 0;
  return (text) => (text.length > limit ? wording.tooLong(target, text.length, limit) : null);
}

const controlCharacter = /\p{Cc}/u;
const decimal = /^-?\d{1,15}(\.\d{1,4})?$/;
