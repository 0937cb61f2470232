import { stripVTControlCharacters } from 'node:util';
import { parseEntityRef } from '@backstage/catalog-model';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildNews } from './newsOf';

const MAX_MESSAGE_LENGTH = 500;
const MAX_LINES = 2;
const MAX_LINE_LENGTH = 200;

/** The notification about a build. */
export function describeNews(
  build: Build,
  news: BuildNews,
): NotificationSendOptions['payload'] {
  const failed = news === 'failed';
  return {
    title: failed
      ? `${subjectOf(build)} could not be built`
      : `${subjectOf(build)} is built`,
    description: failed ? describeFailure(build) : describeSuccess(build, news),
    link: `/driver-toolkit/builds?build=${encodeURIComponent(build.id)}`,
    severity: failed ? 'high' : 'normal',
    topic: failed ? 'build-failed' : 'build-succeeded',
    // One scope per build: a repeated message updates the same notification.
    scope: `build:${build.id}`,
  };
}

function subjectOf({
  type,
  kernel,
  architecture,
  variant,
  entityRef,
}: Build): string {
  const flavour = variant === 'default' ? [] : [variant];
  const target = `kernel ${kernel} (${[architecture, ...flavour].join(', ')})`;
  return type === 'driver' && entityRef
    ? `Driver ${parseEntityRef(entityRef).name} for ${target}`
    : `The toolkit image of ${target}`;
}

/** The error and the last line before it, which often has the reason. */
function describeFailure({ error }: Build): string {
  const { message = 'The build failed.', lines = [] } = error ?? {};
  const said = lines
    .map(line => stripVTControlCharacters(line).trim())
    // podman repeats the step.
    .filter(line => line && !line.includes('building at STEP'))
    .slice(-MAX_LINES)
    .map(line => shorten(line, MAX_LINE_LENGTH));
  return [shorten(message, MAX_MESSAGE_LENGTH), ...said].join('\n');
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function describeSuccess(
  { imageReference, digest }: Build,
  news: BuildNews,
): string {
  const done = digest
    ? `${imageReference} was built, verified and pushed`
    : `${imageReference} was built and verified`;
  return news === 'recovered'
    ? `${done}. The previous build had failed.`
    : `${done} for the first time.`;
}
