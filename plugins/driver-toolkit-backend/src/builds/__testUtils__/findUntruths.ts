import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { QueueEvent } from './QueueEvent';
import type { ReplicatedQueue } from './ReplicatedQueue';

/**
 * Finds what is wrong after each build should have run once, although some
 * replicas were killed; empty if all is right.
 */
export async function findUntruths(
  queue: ReplicatedQueue,
  expectedBuilds: number,
): Promise<string[]> {
  const builds = await queue.all();
  const events = await queue.events();
  const untruths =
    builds.length === expectedBuilds
      ? []
      : [`There are ${builds.length} builds instead of ${expectedBuilds}`];
  for (const build of builds) {
    const own = events.filter(({ build_id }) => build_id === build.id);
    const lines = await queue.logs.read(build.id, 0);
    untruths.push(
      ...stateUntruths(build),
      ...attemptUntruths(own, queue.killed),
      ...(lines.some(({ line }) => line.startsWith('Runs on '))
        ? []
        : [`The log of ${build.id} is lost`]),
    );
  }
  return untruths;
}

function stateUntruths({ id, state, digest, finishedAt }: Build): string[] {
  return state === 'succeeded' && digest && finishedAt
    ? []
    : [`Build ${id} is ${state}, ${digest}, finished ${finishedAt}`];
}

function attemptUntruths(
  events: QueueEvent[],
  killed: ReadonlySet<string>,
): string[] {
  const untruths = [];
  const open = new Set<string>();
  let pushes = 0;
  for (const { event, attempt, replica, build_id } of events) {
    if (event === 'began') {
      if (open.size > 0) {
        untruths.push(
          `${replica} began ${build_id} while another replica ran it`,
        );
      }
      // A killed replica stopped at an unknown moment.
      if (!killed.has(replica)) {
        open.add(attempt);
      }
    } else if (event === 'ended') {
      open.delete(attempt);
    } else if (event === 'pushed') {
      // A killed replica may have pushed without recording it.
      pushes = killed.has(replica) ? Math.max(pushes, 1) : pushes + 1;
    }
  }
  const by = new Set(events.map(({ replica }) => replica));
  const again = [...by].some(replica => killed.has(replica)) ? 2 : 1;
  if (open.size > 0 || pushes < 1 || pushes > again) {
    untruths.push(
      `${events[0]?.build_id} was pushed ${pushes} times by ${[...by]}, and ${
        open.size
      } are at it`,
    );
  }
  return untruths;
}
