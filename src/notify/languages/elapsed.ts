export type TimeUnit = 'second' | 'minute' | 'hour' | 'day';

/** A stretch of time as people say it: `45 seconds`, `12 minutes`, `3 hours 5 minutes`; the second part may be missing. */
export function elapsed(sinceIso: string, untilIso: string): { unit: TimeUnit; count: number }[] {
  const seconds = Math.max(0, Math.round((Date.parse(untilIso) - Date.parse(sinceIso)) / 1000));
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds < 90) return [{ unit: 'second', count: seconds }];
  if (minutes < 90) return [{ unit: 'minute', count: minutes }];
  const [first, second] =
    hours < 48
      ? ([
          { unit: 'hour', count: hours },
          { unit: 'minute', count: minutes % 60 },
        ] as const)
      : ([
          { unit: 'day', count: Math.floor(hours / 24) },
          { unit: 'hour', count: hours % 24 },
        ] as const);
  return second.count === 0 ? [first] : [first, second];
}
