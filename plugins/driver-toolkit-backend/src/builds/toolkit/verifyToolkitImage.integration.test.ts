import { PodmanBench } from '../../builders/podman/__testUtils__/PodmanBench';
import type { ToolkitPlan } from '../../plans/BuildPlan';
import { verifyToolkitImage } from './verifyToolkitImage';

jest.setTimeout(180_000);

const ASKED = '5.14.0-391.el9';
const OTHER = '5.14.0-404.el9';
const plan: ToolkitPlan = {
  type: 'toolkit',
  source: 'stream',
  kernel: ASKED,
  architecture: 'x86_64',
  repository: 'lab',
  tag: ASKED,
  imageReference: `localhost/verified:${ASKED}`,
  baseImage: 'base',
  unameReleases: [`${ASKED}.x86_64`],
};

describe('verifyToolkitImage', () => {
  const log: string[] = [];
  let bench: PodmanBench;

  beforeAll(async () => {
    bench = await PodmanBench.create();
  });

  beforeEach(() => {
    log.length = 0;
  });

  afterAll(() => bench.dispose());

  /** An image whose label and release file name the requested kernel. */
  async function verify(lines: string[]) {
    const { image } = await bench.build([
      `LABEL kernel-version=${ASKED}`,
      `RUN echo '{"KERNEL_VERSION":"${ASKED}"}' > /etc/driver-toolkit-release.json`,
      ...lines,
    ]);
    return verifyToolkitImage(image, plan, {
      signal: new AbortController().signal,
      log: line => log.push(line),
    });
  }

  it('refuses an image with the packages of another kernel', async () => {
    await expect(
      verify([
        `RUN dnf -y install kernel-core-${ASKED} && dnf -y install kernel-devel-${OTHER}`,
      ]),
    ).rejects.toThrow(
      `The image was built for another kernel than ${ASKED}: its rpm database has kernel-devel ${OTHER}.x86_64, not kernel-devel-${ASKED}.x86_64.`,
    );
  });

  it('lists the packages of a good image', async () => {
    const packages = await verify([
      `RUN dnf -y install kernel-core-${ASKED} kernel-devel-${ASKED}`,
    ]);
    expect(packages?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['kernel-core', 'kernel-devel']),
    );
    expect(log).toEqual([]);
  });

  it('says that it cannot list packages without rpm', async () => {
    expect(await verify(['RUN rm "$(command -v rpm)"'])).toBeUndefined();
    expect(log).toEqual([
      'The image has no rpm, so its packages cannot be listed.',
    ]);
  });
});
