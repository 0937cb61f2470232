import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  coreServices,
  createBackendPlugin,
  type ServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import giteaModule from '@backstage/plugin-scaffolder-backend-module-gitea';
import githubModule from '@backstage/plugin-scaffolder-backend-module-github';
import { serializeDirectoryContents } from '@backstage/plugin-scaffolder-node';
import type { JsonObject, JsonValue } from '@backstage/types';
import { parse } from 'yaml';
import { scaffolderModuleDriverToolkit } from '../module';
import type { driverToolkitApi } from './driverToolkitApi';

/** The forges of the scaffolder besides the built-in ones. */
export const integrations = {
  gitea: [{ host: '127.0.0.1:3050', baseUrl: 'http://127.0.0.1:3050' }],
};

export interface DryRun {
  log: string[];
  output: { links: Array<Record<string, string>> };
  /** The template's output, by path. */
  files: Map<string, { content: string; executable: boolean }>;
}

export interface TaskEvent {
  type: 'log' | 'completion' | 'recovered' | 'cancelled';
  body: { message: string; output?: JsonValue };
}

/** The scaffolder with this module, and a Driver Toolkit API. */
export async function startScaffolder(options: {
  api: ReturnType<typeof driverToolkitApi>;
  catalog: ServiceFactory;
  config?: JsonObject;
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
      mockServices.rootConfig.factory({
        data: { integrations, ...options.config },
      }),
      options.catalog,
    ],
  });

  const address = `http://localhost:${backend.server.port()}/api/scaffolder`;

  async function request<T>(url: string, body?: object): Promise<T> {
    const response = await fetch(`${address}${url}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(answer.error?.message ?? JSON.stringify(answer));
    }
    return answer;
  }

  /** Runs the template of a folder through the scaffolder's own dry run. */
  async function dryRun(folder: string, values: object): Promise<DryRun> {
    const template = await readFile(path.join(folder, 'template.yaml'), 'utf8');
    const contents = await serializeDirectoryContents(folder);
    return toDryRun(
      await request('/v2/dry-run', {
        template: parse(template),
        values,
        directoryContents: contents.map(file => ({
          path: file.path,
          base64Content: file.content.toString('base64'),
        })),
      }),
    );
  }

  /** Starts a template of the catalog, and returns the task's id. */
  async function createTask(templateRef: string): Promise<string> {
    const { id } = await request<{ id: string }>('/v2/tasks', {
      templateRef,
      values: {},
    });
    return id;
  }

  /** Waits for an event of a task. */
  async function untilEvent(
    task: string,
    isAwaited: (event: TaskEvent) => boolean,
  ): Promise<TaskEvent> {
    for (;;) {
      const events = await request<TaskEvent[]>(`/v2/tasks/${task}/events`);
      const event = events.find(isAwaited);
      if (event) {
        return event;
      }
      await delay(50);
    }
  }

  return { dryRun, createTask, untilEvent, stop: () => backend.stop() };
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
