import { namesNationalId } from '../domain/header-dictionary.ts';
import { kindOf, type MappingTarget, mappingTargets } from '../domain/roster-mapping.ts';
import type { ConfigPath, ConfigProblem } from './problems.ts';

type Group = Record<string, unknown>;

/** The rules between the keys of a mapping, which is looked at before it is known to be valid: see check-across.ts. */
export function checkMapping(feed: Group, feedPath: ConfigPath): ConfigProblem[] {
  const path = [...feedPath, 'mapping'];
  if (feed.layout !== 'custom') {
    return feed.mapping === undefined ? [] : [{ path, message: 'is only for the layout custom' }];
  }
  if (feed.mapping === undefined) {
    const message = 'is missing; the layout custom needs it, and "rollcall map FILE" proposes one';
    return [{ path, message }];
  }
  const mapping = group(feed.mapping);
  const fields = group(mapping.fields);
  return [
    ...checkFields(fields, [...path, 'fields']),
    ...checkScheme(mapping, fields, path),
    ...checkKey(fields, path),
    ...checkRequired(mapping, fields, path),
    ...checkKept(mapping, fields, path),
    ...checkLike(mapping, fields, path),
    ...checkCompanies(feed, mapping, fields, path),
  ];
}

function checkFields(fields: Group, path: ConfigPath): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (fields.employeeNo === undefined) problems.push({ path: [...path, 'employeeNo'], message: 'is missing' });
  if (fields.deleted !== undefined && fields.active !== undefined) {
    problems.push({ path: [...path, 'active'], message: 'says the same as "deleted"; leave one of them out' });
  }
  for (const target of mappingTargets) {
    const field = fields[target];
    if (typeof field === 'object' && field !== null)
      problems.push(...checkField(target, group(field), [...path, target]));
  }
  return problems;
}

function checkField(target: MappingTarget, field: Group, path: ConfigPath): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const given = (...keys: string[]) => keys.filter((key) => field[key] !== undefined);
  const refuse = (keys: readonly string[], message: string) =>
    problems.push(...keys.map((key) => ({ path: [...path, key], message })));
  const sources = given('from', 'join', 'value');
  if (sources.length !== 1) problems.push({ path, message: 'needs one of "from", "join" and "value"' });
  if (field.join === undefined) refuse(given('with'), 'is only for "join"');
  if (field.value !== undefined) refuse(given(...steps), 'has nothing to do with a constant');
  const kind = kindOf(target);
  if (kind !== 'date') refuse(given('date'), 'is only for dates');
  if (kind !== 'number') refuse(given('number'), 'is only for numbers');
  if (kind !== 'boolean') refuse(given('true', 'false'), 'is only for true or false; use "map" for other words');
  if (kind === 'boolean') refuse(given('map'), 'is not for true or false; use "true" and "false"');
  if (given('map', 'true', 'false').length === 0)
    refuse(given('otherwise'), 'is only for "map", or "true" and "false"');
  const { decimal = '.', thousands } = group(field.number);
  if (thousands === decimal) refuse(['number'], 'has the same sign for "decimal" and "thousands"');
  problems.push(...checkWords(field, path));
  if (kind === 'boolean') {
    for (const key of given('otherwise', 'default', 'value')) {
      if (field[key] !== 'true' && field[key] !== 'false')
        refuse([key], 'must be "true" or "false", in quotation marks');
    }
  }
  return problems;
}

/** What `rollcall map` leaves to be said must have been said, and no word can be yes and no. */
function checkWords(field: Group, path: ConfigPath): ConfigProblem[] {
  const isOpen = (meaning: unknown) => typeof meaning === 'string' && /^todo\b/i.test(meaning.trim());
  const open: ConfigPath[] = [
    ...['value', 'otherwise', 'default'].filter((key) => isOpen(field[key])).map((key) => [key]),
    ...Object.entries(group(field.map)).flatMap(([word, meaning]) => (isOpen(meaning) ? [['map', word]] : [])),
  ];
  const plain = (word: unknown) => String(word).trim().toLowerCase();
  const yes = new Set(list(field.true).map(plain));
  return [
    ...open.map((rest) => ({ path: [...path, ...rest], message: 'is still open; say what it stands for' })),
    ...list(field.false).flatMap((word, index): ConfigProblem[] =>
      yes.has(plain(word)) ? [{ path: [...path, 'false', index], message: 'stands in "true", too' }] : [],
    ),
  ];
}

function checkScheme(mapping: Group, fields: Group, path: ConfigPath): ConfigProblem[] {
  // The layout that the employees must be like knows its country.
  if (fields.nationalId === undefined || mapping.nationalIdScheme !== undefined || mapping.like !== undefined)
    return [];
  const message = 'is missing; fields.nationalId needs to know the country, like NO';
  return [{ path: [...path, 'nationalIdScheme'], message }];
}

/** Keys stand in the register as they are. */
function checkKey({ employeeNo }: Group, path: ConfigPath): ConfigProblem[] {
  const column = typeof employeeNo === 'string' ? employeeNo : group(employeeNo).from;
  if (typeof column !== 'string' || namesNationalId(column) !== 'surely') return [];
  const message =
    'is called like a national identity number, which is never kept in plain text; map a number that the employer gives';
  return [{ path: [...path, 'fields', 'employeeNo'], message }];
}

function checkRequired(mapping: Group, fields: Group, path: ConfigPath): ConfigProblem[] {
  return list(mapping.required).flatMap((name, index): ConfigProblem[] => {
    if (!(mappingTargets as readonly unknown[]).includes(name) || fields[String(name)] !== undefined) return [];
    // The birth date may come from the national identity number.
    if (name === 'dateOfBirth' && fields.nationalId !== undefined) return [];
    return [
      { path: [...path, 'required', index], message: `is not among the fields; map ${name}, or leave it out here` },
    ];
  });
}

function checkKept(mapping: Group, fields: Group, path: ConfigPath): ConfigProblem[] {
  const plain = (name: unknown) => String(name).trim().toLowerCase();
  const used = new Set(
    Object.values(fields).flatMap((field) => {
      if (typeof field === 'string') return [plain(field)];
      const { from, join } = group(field);
      return [from, ...list(join)].map(plain);
    }),
  );
  return list(mapping.keepUnmapped).flatMap((name, index): ConfigProblem[] => {
    const problem = (message: string) => [{ path: [...path, 'keepUnmapped', index], message }];
    if (used.has(plain(name))) return problem('is mapped to a field already');
    if (namesNationalId(String(name)) !== 'surely') return [];
    return problem(
      'is called like a national identity number, which is never kept in plain text; map it to nationalId and name its country (nationalIdScheme), or leave it out here',
    );
  });
}

/** What the layout of that name requires of every employee. */
const needed: Readonly<Record<string, readonly MappingTarget[]>> = {
  'personnel-ticket': [
    'employeeNo',
    'companyId',
    'nationalId',
    'firstName',
    'surname',
    'addressLine',
    'postalCode',
    'hireStartDate',
    'employmentType',
    'payType',
    'employmentPercentage',
    'paidPercentage',
  ],
};

function checkLike(mapping: Group, fields: Group, path: ConfigPath): ConfigProblem[] {
  const names = needed[String(mapping.like)] ?? [];
  const problems = names
    .filter((name) => name !== 'employeeNo' && fields[name] === undefined)
    .map((name): ConfigProblem => {
      const message = `is missing; the layout ${mapping.like} requires it (a constant is written { value: "..." })`;
      return { path: [...path, 'fields', name], message };
    });
  if (mapping.like === 'personnel-ticket' && (mapping.nationalIdScheme ?? 'NO') !== 'NO') {
    problems.push({ path: [...path, 'nationalIdScheme'], message: 'must be NO where like is personnel-ticket' });
  }
  return problems;
}

function checkCompanies(feed: Group, mapping: Group, fields: Group, path: ConfigPath): ConfigProblem[] {
  if (feed.companies === undefined || fields.companyId !== undefined || mapping.like !== undefined) return [];
  return [
    { path: [...path, 'fields', 'companyId'], message: "is missing; the feed's companies can't be told without it" },
  ];
}

/** What can be done with a value that comes from the file. */
const steps = ['trim', 'split', 'case', 'map', 'date', 'number', 'true', 'false', 'otherwise', 'default'] as const;

function group(value: unknown): Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Group) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
