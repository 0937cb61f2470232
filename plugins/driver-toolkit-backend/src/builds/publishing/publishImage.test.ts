import type { Platform } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BuildFailedError,
  type ImagePush,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { BuildContext } from '../worker/BuildContext';
import { RunControl } from '../worker/RunControl';
import { publishImage } from './publishImage';

const imageReference = 'example.com/dtk:5-1';
const access = { prefix: 'example.com', insecure: false };
const platform = (architecture: string, digest: string): Platform => ({
  architecture,
  os: 'linux',
  digest,
  size: 1,
});
const x86 = platform('amd64', 'sha256:x86');
const arm = platform('arm64', 'sha256:arm');

describe('publishImage', () => {
  let lines: string[];
  let pushes: ImagePush[];

  beforeEach(() => {
    lines = [];
    pushes = [];
  });

  /** @param before - the tag's content, or why it is unknown */
  const publish = (
    before: Platform[] | Error,
    after: Platform[],
    architecture = 'aarch64',
  ) =>
    publishImage(
      {
        push: async push => {
          pushes.push(push);
          return 'sha256:tag';
        },
      },
      { imageReference, architecture },
      {
        signal: new AbortController().signal,
        log: (line: string) => lines.push(line),
        onLines: () => {},
        retryDelays: [],
        settle: () => new AbortController().signal,
      } as unknown as BuildContext,
      {
        accessTo: async () => access,
        platformsOf: async () => {
          if (before instanceof Error) {
            throw before;
          }
          return before;
        },
        digestOf: async () => 'sha256:tag',
        confirm: async () => ({ digest: 'sha256:tag', platforms: after }),
      },
    );

  it('pushes the first image of a tag without a list', async () => {
    expect(await publish([], [arm])).toMatchObject({
      digest: 'sha256:tag',
      platform: arm,
    });
    expect(pushes).toMatchObject([{ reference: imageReference, others: [] }]);
    expect(lines).toEqual([
      `Pushed and read back: ${imageReference}@sha256:tag`,
    ]);
  });

  it('keeps the tag’s other architectures and replaces its own', async () => {
    const old = platform('arm64', 'sha256:old');
    expect((await publish([x86, old], [x86, arm])).platform).toEqual(arm);
    expect(pushes).toMatchObject([{ others: ['sha256:x86'] }]);
    expect(lines).toContain(
      'The tag is for x86_64, aarch64; the image for aarch64 is sha256:arm',
    );
  });

  it('pushes nothing while the tag’s content is unknown', async () => {
    const unknown = new BuildFailedError('not known', { transient: true });
    await expect(publish(unknown, [])).rejects.toThrow('not known');
    expect(pushes).toEqual([]);
  });

  it('pushes nothing if the tag would lose an unreadable part', async () => {
    const unread = { ...x86, error: 'answered 404' };

    await expect(publish([unread], [arm])).rejects.toThrow(
      `Nothing is pushed, because a new list would lose a part of ${imageReference}. The image for linux/amd64 could not be read: answered 404. Build that architecture first, or delete the tag.`,
    );
    expect(pushes).toEqual([]);
  });

  it('replaces its own part, readable or not', async () => {
    const unread = { ...arm, digest: 'sha256:gone', error: 'answered 404' };

    await publish([x86, unread], [x86, arm]);

    expect(pushes).toMatchObject([{ others: ['sha256:x86'] }]);
  });

  describe('that is cancelled while podman pushes', () => {
    /** @param after - the tag's content afterwards, or why it is unknown */
    const cancel = (before: Platform[], after: Platform[] | Error) => {
      const control = new RunControl();
      const looks = [before, after];
      return publishImage(
        {
          push: async () => {
            control.stop('cancelled');
            throw control.signal.reason;
          },
        },
        { imageReference, architecture: 'aarch64' },
        {
          signal: control.signal,
          log: (line: string) => lines.push(line),
          onLines: () => {},
          retryDelays: [],
          settle: () => control.settle(),
        } as unknown as BuildContext,
        {
          accessTo: async () => access,
          platformsOf: async () => {
            const look = looks.shift()!;
            if (look instanceof Error) {
              throw look;
            }
            return look;
          },
          digestOf: async () => 'sha256:tag',
          confirm: async () => ({
            digest: 'sha256:tag',
            platforms: after as Platform[],
          }),
        },
      );
    };

    it('continues if the tag already has the image', async () => {
      const old = platform('arm64', 'sha256:old');
      const { digest, context } = await cancel([x86, old], [x86, arm]);

      expect(digest).toBe('sha256:tag');
      expect(context.signal.aborted).toBe(false);
    });

    it.each([
      ['has nothing', [], []],
      ['has its old content', [x86, arm], [x86, arm]],
    ])('stops when the tag %s', async (_, before, after) => {
      await expect(cancel(before, after)).rejects.toThrow('cancelled');
      expect(lines).toEqual([]);
    });

    it('stops, and says so, if the tag’s content is unknown', async () => {
      await expect(cancel([], new Error('is away'))).rejects.toThrow(
        'cancelled',
      );
      expect(lines).toEqual([
        `It is unknown whether ${imageReference} was pushed before the push stopped: is away`,
      ]);
    });
  });

  it.each([
    ['its own image', [x86], 'the tag is for x86_64.'],
    ["another's", [arm], 'the tag is for aarch64.'],
  ])('fails if the tag lacks %s afterwards', async (_, after, reason) => {
    await expect(publish([x86], after)).rejects.toThrow(reason);
  });
});
