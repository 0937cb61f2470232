import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import giteaModule from '@backstage/plugin-scaffolder-backend-module-gitea';
import githubModule from '@backstage/plugin-scaffolder-backend-module-github';
import { serializeDirectoryContents } from '@backstage/plugin-scaffolder-node';
import { parse } from 'yaml';
import { scaffolderModuleDriverToolkit } from '../module';
import type { driverToolkitApi } from './driverToolkitApi';

/** The forges that the scaffolder knows beside the built-in ones. */
export const integrations = {
  gitea: [{ host: '127.0.0.1:3050', baseUrl: 'http://127.0.0.1:3050' }],
};

export interface DryRun {
  log: string[];
  output: { links: Array<Record<string, string>> };
  /** What the template wrote, by path. */
  files: Map<string, { content: string; executable: boolean }>;
}

/** The scaffolder with this module in it, beside a Driver Toolkit API. */
export async function startScaffolder(options: {
  api: ReturnType<typeof driverToolkitApi>;
  entities: Entity[];
}) {
  const driverToolkit = createBackendPlugin({
    pluginId: 'driver-toolkit',
    register(registration) {
      registration.registerInit({
        deps: { router: coreServices.httpRouter },
        async init({ router }) {
          router.use(options.api);
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      scaffolderPlugin,
      giteaModule,
      githubModule,
      scaffolderModuleDriverToolkit,
      driverToolkit,
      mockServices.rootConfig.factory({ data: { integrations } }),
      catalogServiceMock.factory({ entities: options.entities }),
    ],
  });

  /** Runs the template of a folder through the scaffolder's own dry run. */
  async function dryRun(folder: string, values: object): Promise<DryRun> {
    const template = await readFile(path.join(folder, 'template.yaml'), 'utf8');
    const contents = await serializeDirectoryContents(folder);
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/scaffolder/v2/dry-run`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          template: parse(template),
          values,
          directoryContents: contents.map(file => ({
            path: file.path,
            base64Content: file.content.toString('base64'),
          })),
        }),
      },
    );
    const body = await response.json();
    if (!response.ok) {
      throw new Error(body.error?.message ?? JSON.stringify(body));
    }
    return toDryRun(body);
  }

  return { dryRun, stop: () => backend.stop() };
}

function toDryRun(body: {
  log: Array<{ body: { message: string } }>;
  output: DryRun['output'];
  directoryContents: Array<{
    path: string;
    base64Content: string;
    executable?: boolean;
  }>;
}): DryRun {
  return {
    log: body.log.map(line => line.body.message),
    output: body.output,
    files: new Map(
      body.directoryContents.map(file => [
        file.path,
        {
          content: Buffer.from(file.base64Content, 'base64').toString('utf8'),
          executable: Boolean(file.executable),
        },
      ]),
    ),
  };
}
