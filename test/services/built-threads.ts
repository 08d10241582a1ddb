import { inject } from 'vitest';
import { useBuiltThreads } from '../fixtures/use-built-threads.ts';

useBuiltThreads(inject('builtMain'));
