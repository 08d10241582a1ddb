import { describe, expect, it } from 'vitest';
import { rollcall } from './run.ts';

const verbs =
  'demo init run check plan import process files file imports approve discard cancel retry pause resume employee history export map migrate doctor'.split(
    ' ',
  );

describe('help', () => {
  it('names every command and the exit codes', async () => {
    const { code, stdout, stderr } = await rollcall(['--help']);

    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const verb of verbs) expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
    expect(stdout).toContain('Exit codes: 0 done, 1 rejected');
  });

  it.each(verbs)('of %s says what it does, its options, and gives an example', async (verb) => {
    const { code, stdout } = await rollcall([verb, '--help']);

    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: rollcall ${verb}`);
    expect(stdout).toMatch(/--config <path>[\s\S]*--json[\s\S]*--help/);
    expect(stdout).toMatch(new RegExp(`Examples:\\n[^]*rollcall ${verb}`));
  });

  it('of feed adopt says what it does, and when the daemon is to be stopped', async () => {
    const { code, stdout } = await rollcall(['feed', 'adopt', '--help']);

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Usage: rollcall feed adopt \[options\] <old> <new>[\s\S]*Stop the daemon[\s\S]*rollcall feed adopt acme/,
    );
    expect((await rollcall(['feed', '--help'])).stdout).toContain('adopt');
  });

  it('of plan warns that it keeps others from writing on SQLite', async () => {
    const { stdout } = await rollcall(['plan', '--help']);

    expect(stdout).toContain('On SQLite nobody else can write');
  });
});

describe('wrong usage', () => {
  it('of a command that is none ends with 2 and a proposal', async () => {
    const { code, stderr, stdout } = await rollcall(['chek']);

    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean check?');
    expect(stdout).toBe('');
  });

  it.each([
    ['check roster.csv', '--feed'],
    ['check --feed acme', "'file'"],
    ['files --status nope', 'processed_with_warnings'],
    ['files --limit many', '--limit'],
    ['file twelve', 'rollcall files'],
    ['approve 0', 'rollcall files'],
    ['employee', '--employee-no'],
    ['employee --employee-no 1 --id 2', 'in one way'],
  ])('%s ends with 2', async (line, hint) => {
    const { code, stderr } = await rollcall(line.split(' '));

    expect(code).toBe(2);
    expect(stderr).toContain(hint);
  });

  it('is one JSON document where JSON is asked for', async () => {
    const { code, stdout } = await rollcall(['files', '--json', '--config', '/nowhere/rollcall.yaml']);

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'config-missing', retryable: false } });
  });
});

describe('a national identity number', () => {
  it('is refused as an argument, and not repeated', async () => {
    const digits = '0'.repeat(11);

    const { code, stdout, stderr } = await rollcall(['employee', '--national-id', digits]);

    expect(code).toBe(2);
    expect(stderr).toContain('stdin');
    expect(stdout + stderr).not.toContain(digits);
  });

  it('on stdin is 11 digits', async () => {
    const { code, stderr } = await rollcall(['employee', '--national-id', '-'], { stdin: '12345\n' });

    expect(code).toBe(2);
    expect(stderr).toContain('11 digits');
    expect(stderr).not.toContain('12345');
  });
});
