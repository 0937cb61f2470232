import { setTimeout as delay } from 'node:timers/promises';
import { signalProcess } from '../../builders/podman/process/signalProcess';
import type { BackendWorld } from './BackendWorld';
import { isCommitting } from './isCommitting';
import { ENDLESS_RPM } from './publishTinyBase';
import { RegistryHold } from './RegistryHold';
import { waitFor } from './waitFor';

/** Large enough that a test can stop podman while it stores the file. */
const BALLAST = String(200 * 1024 * 1024);

/**
 * A program that lists an image's packages, in the words of
 * {@link BackendWorld.present}.
 */
export const RPM = /^Process \d+ runs: \/bin\/sh \S*\/rpm /;

/** A point at which a build stops, or is slow. */
export interface Moment {
  reached: Promise<void>;
  /** Whether the stopped program has ended. */
  hasEnded: () => boolean;
  /** Lets the next build pass; `finished` is its end. */
  release: (finished: Promise<unknown>) => Promise<void>;
}

function inRegistry(world: BackendWorld, method: string, path: RegExp): Moment {
  const hold = new RegistryHold(
    world.registry,
    request => request.method === method && path.test(request.url),
  );
  return {
    reached: hold.arrived,
    hasEnded: () => hold.waiting === 0,
    release: async () => hold.release(),
  };
}

export function inPull(world: BackendWorld): Moment {
  return inRegistry(world, 'GET', /\/base\/blobs\//);
}

export function inStep(world: BackendWorld): Moment {
  return {
    reached: world.gate.hold(),
    hasEnded: () => world.gate.waiting === 0,
    release: async () => world.gate.open(),
  };
}

export function inCommit(world: BackendWorld): Moment {
  world.gate.open(BALLAST);
  return {
    reached: waitFor('no layer is stored', () => isCommitting(world.temporary)),
    hasEnded: () => true,
    release: async () => world.gate.open(),
  };
}

export function inVerification(world: BackendWorld): Moment {
  world.gate.open(`0 ${ENDLESS_RPM}`);
  return {
    reached: waitFor('no program of the image runs', async () =>
      (await world.present()).some(what => RPM.test(what)),
    ),
    hasEnded: () => true,
    release: finished => {
      world.gate.open();
      // The image is built, and its rpm does not end by itself next time
      // either.
      return endPrograms(world, finished);
    },
  };
}

export function inPush(world: BackendWorld): Moment {
  return inRegistry(world, 'PATCH', /\/driver-toolkit\/blobs\/uploads\//);
}

async function endPrograms(
  world: BackendWorld,
  finished: Promise<unknown>,
): Promise<void> {
  let isFinished = false;
  const finish = () => {
    isFinished = true;
  };
  finished.then(finish, finish);
  while (!isFinished) {
    for (const what of await world.present()) {
      if (RPM.test(what)) {
        signalProcess(Number(what.split(' ')[1]), 'SIGKILL');
      }
    }
    await delay(100);
  }
}
