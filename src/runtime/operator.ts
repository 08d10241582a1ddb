import { hostname, userInfo } from 'node:os';

/** Who gives a command: `user@host`. */
export function operatorName(): string {
  return `${userName()}@${hostname()}`;
}

/** An account that only a container knows by its number has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
