import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { KERNEL, SOURCE } from './__testUtils__/labKernel';

jest.setTimeout(300_000);

describe('driver-toolkit backend on the lab, what it refuses', () => {
  let backend: BackendOnLab;

  beforeAll(async () => {
    backend = await BackendOnLab.start();
  });

  afterAll(() => backend?.stop());

  it.each([
    [
      { source: SOURCE, kernel: '5.14.0-1.el9' },
      'CentOS Stream 9 has no kernel 5.14.0-1.el9',
    ],
    [
      { source: 'nothing', kernel: KERNEL },
      "There is no kernel source 'nothing'; configured are: centos-stream-9, gone",
    ],
    [
      { source: SOURCE, kernel: KERNEL, repository: 'nothing' },
      "There is no image repository 'nothing'",
    ],
    [
      { source: SOURCE, kernel: KERNEL, architectures: ['s390x'] },
      'There is no s390x for kernel 5.14.0-391.el9; there is x86_64',
    ],
    [
      { source: SOURCE, kernel: '$(reboot); --privileged' },
      'has no kernel $(reboot); --privileged',
    ],
  ])('refuses to build %j', async (request, message) => {
    await expect(
      backend.api.createBuild({ type: 'toolkit', ...request }),
    ).rejects.toThrow(message);
    expect((await backend.api.getBuilds({})).totalItems).toBe(0);
  });

  it('validates requests against its description', async () => {
    const answer = await fetch(`${backend.url}/builds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'toolkit', source: SOURCE, kernel: 7 }),
    });

    expect(answer.status).toBe(400);
    const { error } = await answer.json();
    expect(error.message).toBe('request/body/kernel must be string');
    expect(error.stack).toBeUndefined();
  });

  it('distinguishes the two kinds of request', async () => {
    const request = { source: SOURCE, kernel: KERNEL };
    await expect(
      backend.api.createBuild({ type: 'driver', ...request } as never),
    ).rejects.toThrow("A driver build needs 'entityRef'");
    await expect(
      backend.api.createBuild({
        type: 'toolkit',
        ...request,
        variant: 'rt',
      } as never),
    ).rejects.toThrow("A toolkit build takes no 'variant'");
  });

  it('refuses a driver build without a toolkit image, or without a place to push to', async () => {
    const request = { type: 'driver', source: SOURCE, kernel: KERNEL } as const;

    await expect(
      backend.api.createBuild({
        ...request,
        entityRef: 'component:default/simple',
      }),
    ).rejects.toThrow(
      `Kernel ${KERNEL} has no toolkit image to build with. Build it on the kernel's page first.`,
    );
    await expect(
      backend.api.createBuild({
        ...request,
        entityRef: 'component:default/elsewhere',
      }),
    ).rejects.toThrow('may not be pushed to ghcr.io/somebody/else');
    await expect(
      backend.api.createBuild({
        ...request,
        entityRef: 'component:default/nobody',
      }),
    ).rejects.toThrow('The catalog has no entity component:default/nobody');
  });
});
