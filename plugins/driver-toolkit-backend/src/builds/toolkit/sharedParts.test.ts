import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { sharedParts } from './sharedParts';

const PLAN = { source: 'centos-stream-9', architecture: 'x86_64' };
const CONTAINERFILE = 'FROM a AS common\nRUN b\nFROM common\n';
const ARGUMENTS = {
  BASE_IMAGE: 'quay.io/centos/centos@sha256:1',
  KERNEL_VERSION: '5.14.0-391.el9',
  RT_KERNEL_VERSION: '5.14.0-391.el9',
};

function keyOf(options: {
  architecture?: string;
  containerfile?: string;
  arguments?: Record<string, string>;
}): string {
  const { stage } = sharedParts(
    { ...PLAN, architecture: options.architecture ?? PLAN.architecture },
    { containerfile: CONTAINERFILE, arguments: ARGUMENTS, ...options },
  );
  return stage!.key;
}

describe('sharedParts', () => {
  it('finds the common stage of the Driver Toolkit', async () => {
    const file = resolve(__dirname, '../../../../../Dockerfile');

    expect(
      sharedParts(PLAN, {
        containerfile: await readFile(file, 'utf8'),
        arguments: ARGUMENTS,
      }),
    ).toEqual({
      source: 'centos-stream-9',
      stage: { name: 'common', key: expect.any(String) },
    });
  });

  it.each(['FROM a\nRUN b\n', 'FROM a AS commons\nFROM commons\n'])(
    'finds no common stage: %j',
    containerfile => {
      expect(
        sharedParts(PLAN, { containerfile, arguments: ARGUMENTS }),
      ).toEqual({ source: 'centos-stream-9' });
    },
  );

  it('treats the stages of two kernels as the same', () => {
    expect(
      keyOf({
        arguments: {
          ...ARGUMENTS,
          KERNEL_VERSION: '5.14.0-404.el9',
          RT_KERNEL_VERSION: '',
        },
      }),
    ).toBe(keyOf({}));
  });

  it.each<[string, Parameters<typeof keyOf>[0]]>([
    ['architecture', { architecture: 'aarch64' }],
    ['Containerfile', { containerfile: `${CONTAINERFILE}RUN c\n` }],
    [
      'base image',
      {
        arguments: {
          ...ARGUMENTS,
          BASE_IMAGE: 'quay.io/centos/centos@sha256:2',
        },
      },
    ],
  ])('treats the stage of another %s as different', (_, options) => {
    expect(keyOf(options)).not.toBe(keyOf({}));
  });

  it('passes on the access to the layer cache', () => {
    const credentials = { username: 'robot', password: 'sesame' };

    expect(
      sharedParts(PLAN, {
        containerfile: CONTAINERFILE,
        arguments: ARGUMENTS,
        layerCache: {
          image: 'r.example.com/layers',
          credentials,
          insecure: false,
        },
      }).stage?.layerCache,
    ).toEqual({ prefix: 'r.example.com/layers', credentials, insecure: false });
  });
});
