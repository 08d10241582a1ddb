import type { LanguageCode } from '../contract.ts';
import type { Catalogue } from './contract.ts';
import { en } from './en/index.ts';
import { nb } from './nb/index.ts';

export const catalogues: Readonly<Record<LanguageCode, Catalogue>> = { en, nb };
