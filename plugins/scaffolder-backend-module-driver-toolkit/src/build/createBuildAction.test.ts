import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonValue } from '@backstage/types';
import { DriverToolkitClient } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { parse } from 'yaml';
import { BuildsApi, DIGEST } from '../__testUtils__';
import { createBuildAction } from './createBuildAction';
import { examples } from './examples';
import { readBuildRequest } from './readBuildRequest';

const KERNEL = 'centos-stream-9/5.14.0-391.el9';
const DRIVER = {
  type: 'driver' as const,
  entityRef: 'component:default/acme',
  kernel: KERNEL,
};
const [FIRST, SECOND, THIRD] = [0, 1, 2].map(
  n => `01930000-0000-7000-8000-00000000000${n}`,
);
const urlOf = (id: string) =>
  `https://portal.example.com/driver-toolkit/builds?build=${id}`;

describe('driver-toolkit:build', () => {
  let api: BuildsApi;
  const server = createServer((request, response) => {
    void api.serve(request, response);
  });
  const action = createBuildAction({
    api: DriverToolkitClient.create({
      discoveryApi: {
        getBaseUrl: async () =>
          `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      },
    }),
    auth: mockServices.auth(),
    portal: 'https://portal.example.com/',
  });

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });

  afterAll(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  beforeEach(() => {
    api = new BuildsApi();
  });

  /** Checkpoints of a task, as the scaffolder keeps them. */
  type State = Map<string, JsonValue | void>;

  function run(
    input: Parameters<typeof readBuildRequest>[0] & {
      wait?: boolean;
      timeoutMinutes?: number;
    },
    options: { signal?: AbortSignal; isDryRun?: boolean; state?: State } = {},
  ) {
    const outputs: Record<string, unknown> = {};
    const lines: string[] = [];
    const context = createMockActionContext({ input: { ...input } });
    jest.spyOn(context.logger, 'info').mockImplementation(line => {
      lines.push(String(line));
    });
    const { state = new Map() as State } = options;
    const ended = action.handler({
      ...context,
      ...options,
      output: (name: string, value: unknown) => {
        outputs[name] = value;
      },
      checkpoint: async ({
        key,
        fn,
      }: {
        key: string;
        fn: () => Promise<JsonValue | void>;
      }) => {
        const value = state.has(key) ? state.get(key) : await fn();
        state.set(key, value);
        return value;
      },
      getInitiatorCredentials: async () => mockCredentials.user(),
    } as unknown as Parameters<typeof action.handler>[0]);
    // The test looks at it later.
    Promise.resolve(ended).catch(() => {});
    return { outputs, lines, ended, state };
  }

  async function followed(id: string): Promise<void> {
    while (!api.isFollowed(id)) {
      await delay(10);
    }
  }

  it('builds a driver, with the log in the task’s', async () => {
    const { outputs, lines, ended } = run(DRIVER);
    await followed(FIRST);
    api.log(FIRST, 'STEP 1/2', '\u001b[31mred\u001b[0m \u202eevil\u0007');
    api.end(FIRST, 'succeeded');
    await ended;

    expect(api.asked).toEqual([
      `POST /builds ${JSON.stringify({
        type: 'driver',
        entityRef: 'component:default/acme',
        source: 'centos-stream-9',
        kernel: '5.14.0-391.el9',
      })}`,
      `GET /builds/${FIRST}/events`,
    ]);
    expect(outputs).toEqual({
      buildId: FIRST,
      url: urlOf(FIRST),
      state: 'succeeded',
      reference: 'registry.example.com:5000/drivers/acme:1',
      image: `registry.example.com:5000/drivers/acme@${DIGEST}`,
      digest: DIGEST,
    });
    expect(lines).toEqual([
      `Build of registry.example.com:5000/drivers/acme:1 for x86_64: ${urlOf(
        FIRST,
      )}`,
      'STEP 1/2',
      'red \ufffdevil\ufffd',
    ]);
    // The user's.
    expect([...api.tokens]).toEqual([
      expect.stringContaining('"obo":"user:default/mock"'),
    ]);
  });

  it('builds a toolkit for several architectures', async () => {
    api.architectures = ['x86_64', 'aarch64'];
    const { outputs, lines, ended } = run({
      type: 'toolkit',
      kernel: KERNEL,
      architectures: ['x86_64', 'aarch64'],
      repository: 'ghcr',
    });
    await followed(FIRST);
    await followed(SECOND);
    api.log(SECOND, 'hello');
    api.end(FIRST, 'succeeded');
    await delay(50);
    expect(outputs.state).toBeUndefined();
    api.end(SECOND, 'succeeded');
    await ended;

    expect(api.asked[0]).toContain(
      '"architectures":["x86_64","aarch64"],"repository":"ghcr"',
    );
    expect(lines).toContain('[aarch64] hello');
    expect(outputs).toMatchObject({ buildId: FIRST, state: 'succeeded' });
  });

  it('starts a build without waiting for it', async () => {
    const { outputs, ended } = run({ ...DRIVER, wait: false });
    await ended;

    expect(outputs).toEqual({
      buildId: FIRST,
      url: urlOf(FIRST),
      reference: 'registry.example.com:5000/drivers/acme:1',
      state: 'queued',
    });
    expect(api.asked).toHaveLength(1);
  });

  it('continues where a lost connection ended', async () => {
    const { lines, ended } = run(DRIVER);
    await followed(FIRST);
    api.log(FIRST, 'one');
    while (!lines.includes('one')) {
      await delay(10);
    }
    api.cut();
    api.log(FIRST, 'two');
    api.end(FIRST, 'succeeded');
    await ended;

    expect(lines.slice(1)).toEqual(['one', 'two']);
  });

  it('keeps a long log out of the task', async () => {
    const { lines, ended } = run(DRIVER);
    await followed(FIRST);
    api.log(FIRST, 'x'.repeat(5_000), ...Array(3_000).fill('line'));
    api.end(FIRST, 'succeeded');
    await ended;

    expect(lines[1]).toHaveLength(1_000);
    expect(lines).toHaveLength(2_002);
    expect(lines.at(-1)).toBe(
      `The rest of the log is in the portal: build ${FIRST}`,
    );
  });

  it.each([
    ['failed', 'The build failed: make: *** Error 2 '],
    ['cancelled', 'The build was cancelled: '],
  ] as const)('fails if the build %s', async (state, message) => {
    const { outputs, ended } = run(DRIVER);
    await followed(FIRST);
    api.end(FIRST, state, { message: 'make: *** Error 2' });

    await expect(ended).rejects.toThrow(`${message}${urlOf(FIRST)}`);
    expect(outputs.state).toBeUndefined();
  });

  it('cancels its build with the task', async () => {
    const task = new AbortController();
    const { ended } = run(DRIVER, { signal: task.signal });
    await followed(FIRST);
    task.abort();

    await expect(ended).rejects.toThrow('aborted');
    expect(api.builds[0].state).toBe('cancelled');
  });

  it('leaves a build that others had started', async () => {
    api.isThere = true;
    const task = new AbortController();
    const { ended } = run(DRIVER, { signal: task.signal });
    await followed(FIRST);
    task.abort();

    await expect(ended).rejects.toThrow('aborted');
    expect(api.builds[0].state).toBe('queued');
  });

  it('fails when time is over, and lets the build go on', async () => {
    const { ended } = run({ ...DRIVER, timeoutMinutes: 0.005 });

    await expect(ended).rejects.toThrow(
      `The build did not end within 0.005 minutes, and goes on: ${urlOf(
        FIRST,
      )}`,
    );
    expect(api.builds[0].state).toBe('queued');
  });

  it('waits for the same build after a crash', async () => {
    const state: State = new Map();
    const crashed = run(DRIVER, { state });
    await followed(FIRST);
    api.end(FIRST, 'succeeded');
    const { outputs, ended } = run(DRIVER, { state });
    await ended;
    await crashed.ended;

    expect(api.builds).toHaveLength(1);
    expect(outputs).toMatchObject({ buildId: FIRST, digest: DIGEST });
  });

  it('starts another build when a person repeats a step that failed', async () => {
    const state: State = new Map();
    for (const id of [FIRST, SECOND]) {
      const { ended } = run(DRIVER, { state });
      await followed(id);
      api.end(id, 'failed');
      await expect(ended).rejects.toThrow('The build failed');
    }
    const { outputs, ended } = run(DRIVER, { state });
    await followed(THIRD);
    api.end(THIRD, 'succeeded');
    await ended;

    expect(outputs.buildId).toBe(THIRD);
  });

  it('starts a build for each kernel of a step with `each`', async () => {
    const state: State = new Map();
    await run({ ...DRIVER, wait: false }, { state }).ended;
    await run({ ...DRIVER, variant: 'rt', wait: false }, { state }).ended;

    expect(api.builds).toHaveLength(2);
  });

  it('builds nothing in a dry run, but looks for the kernel', async () => {
    const { outputs, ended } = run(DRIVER, { isDryRun: true });
    await ended;

    expect(outputs).toMatchObject({ state: 'queued' });
    expect(api.asked).toEqual(['GET /kernels/centos-stream-9/5.14.0-391.el9']);
    await expect(
      run({ ...DRIVER, kernel: 'none/1-1' }, { isDryRun: true }).ended,
    ).rejects.toThrow('none has nothing called 1-1');
  });

  it('passes on the portal’s refusal', async () => {
    api.refusal = { status: 403, message: 'You are not allowed to do this.' };

    await expect(run(DRIVER).ended).rejects.toThrow(
      'You are not allowed to do this.',
    );
  });

  it('stops waiting when it may no longer see the build', async () => {
    const { ended } = run(DRIVER);
    await followed(FIRST);
    api.refusal = { status: 404, message: 'There is no build.' };
    api.cut();

    await expect(ended).rejects.toThrow('There is no build.');
  });

  it.each([
    [{ ...DRIVER, entityRef: undefined }, "needs the input 'entityRef'"],
    [{ ...DRIVER, kernel: '1-1' }, 'which kernel of which source'],
    [{ ...DRIVER, variant: 'fast' }, "'fast' is not a kernel variant"],
    [{ ...DRIVER, repository: 'ghcr' }, "takes no input 'repository'"],
    [
      { type: 'toolkit' as const, kernel: KERNEL, variant: 'rt' },
      "A toolkit build takes no input 'variant'",
    ],
    [
      { ...DRIVER, entityRef: 'component:default/a\u202eb' },
      'The input.entityRef has a character that is invisible',
    ],
  ])('refuses %j', async (input, message) => {
    await expect(run(input).ended).rejects.toThrow(message);
    expect(api.asked).toEqual([]);
  });

  it.each(examples)('has a correct example: $description', ({ example }) => {
    const [{ input }] = parse(example).steps;
    const { wait, timeoutMinutes, ...build } = input;
    expect(readBuildRequest(build)).toMatchObject({ type: input.type });
    const { schema } = action as unknown as {
      schema: { input: { properties: object } };
    };
    expect(Object.keys(schema.input.properties)).toEqual(
      expect.arrayContaining(Object.keys(input)),
    );
  });
});
