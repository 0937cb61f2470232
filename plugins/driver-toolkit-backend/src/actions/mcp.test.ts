import {
  actionsRegistryServiceFactory,
  actionsServiceFactory,
} from '@backstage/backend-defaults/alpha';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import mcpPlugin from '@backstage/plugin-mcp-actions-backend';
import type { JsonObject } from '@backstage/types';
import driverToolkitPlugin from '../index';

jest.setTimeout(60_000);

/** The server's description of a tool. */
interface Tool {
  name: string;
  annotations: { readOnlyHint: boolean; destructiveHint: boolean };
  inputSchema: { required?: string[] };
}

/** The server's answer to a call. */
interface CallResult {
  isError?: boolean;
  content: { text: string }[];
  structuredContent?: JsonObject;
}

describe("actions, through Backstage's MCP actions backend", () => {
  let backend: TestBackend;

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        mcpPlugin,
        actionsServiceFactory,
        actionsRegistryServiceFactory,
        catalogServiceMock.factory(),
        mockServices.rootConfig.factory({
          data: {
            backend: { actions: { pluginSources: ['driver-toolkit'] } },
            mcpActions: {
              servers: {
                'driver-toolkit-reader': {
                  name: 'Driver Toolkit',
                  filter: {
                    include: [
                      {
                        id: 'driver-toolkit:*',
                        attributes: { readOnly: true },
                      },
                    ],
                  },
                },
              },
            },
            driverToolkit: {},
          },
        }),
      ],
    });
  });

  afterAll(() => backend.stop());

  /** Sends a client's request to a server. */
  async function ask<T>(
    method: string,
    params: JsonObject,
    server = '',
  ): Promise<T> {
    const answer = await fetch(
      `http://127.0.0.1:${backend.server.port()}/api/mcp-actions/v1${server}`,
      {
        method: 'POST',
        headers: {
          authorization: mockCredentials.user.header('user:default/ada'),
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      },
    );
    const event = /^data: (.*)$/m.exec(await answer.text());
    return JSON.parse(event![1]).result;
  }

  const call = (name: string, input: JsonObject = {}) =>
    ask<CallResult>('tools/call', {
      name: `driver-toolkit.${name}`,
      arguments: input,
    });

  it('are tools with annotations about their effects', async () => {
    const { tools } = await ask<{ tools: Tool[] }>('tools/list', {});

    expect(
      tools.map(({ name, annotations: { readOnlyHint, destructiveHint } }) => [
        name,
        { readOnlyHint, destructiveHint },
      ]),
    ).toEqual([
      [
        'driver-toolkit.list-kernels',
        { readOnlyHint: true, destructiveHint: false },
      ],
      [
        'driver-toolkit.find-missing-images',
        { readOnlyHint: true, destructiveHint: false },
      ],
      [
        'driver-toolkit.build-toolkit-image',
        { readOnlyHint: false, destructiveHint: false },
      ],
      [
        'driver-toolkit.build-driver',
        { readOnlyHint: false, destructiveHint: true },
      ],
      [
        'driver-toolkit.follow-build',
        { readOnlyHint: true, destructiveHint: false },
      ],
      [
        'driver-toolkit.cancel-build',
        { readOnlyHint: false, destructiveHint: true },
      ],
      [
        'driver-toolkit.get-driver-manifests',
        { readOnlyHint: true, destructiveHint: false },
      ],
    ]);
  });

  it('can be limited to those that change nothing', async () => {
    const { tools } = await ask<{ tools: Tool[] }>(
      'tools/list',
      {},
      '/driver-toolkit-reader',
    );

    expect(tools.map(({ name }) => name)).toEqual([
      'driver-toolkit.list-kernels',
      'driver-toolkit.find-missing-images',
      'driver-toolkit.follow-build',
      'driver-toolkit.get-driver-manifests',
    ]);
  });

  it('answer', async () => {
    expect(await call('list-kernels')).toMatchObject({
      structuredContent: { kernels: [], totalKernels: 0 },
    });
  });

  it('explain errors', async () => {
    const { isError, content } = await call('build-toolkit-image', {
      source: 'nothing',
      kernel: '1-1',
    });

    expect(isError).toBe(true);
    expect(content[0].text).toContain("There is no kernel source 'nothing'");
  });
});
