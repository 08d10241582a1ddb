import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { useBuiltThreads } from '../fixtures/use-built-threads.ts';

useBuiltThreads(join(dirname(inject('builtMain')), 'lib'));
