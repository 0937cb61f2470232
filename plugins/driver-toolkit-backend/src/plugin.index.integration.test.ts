import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { KERNEL, SOURCE, UNAME } from './__testUtils__/labKernel';

jest.setTimeout(300_000);

describe('driver-toolkit backend on the lab, its index', () => {
  let backend: BackendOnLab;

  beforeAll(async () => {
    backend = await BackendOnLab.start();
  });

  afterAll(() => backend?.stop());

  it('indexes the kernels and says which architecture could not be read', async () => {
    const sources = await backend.api.getSources();
    expect(sources.find(s => s.id === SOURCE)).toMatchObject({
      kind: 'kernels',
      items: 3,
      warnings: expect.arrayContaining([
        expect.stringContaining('Kernels for ppc64le could not be read'),
      ]),
      lastSuccess: expect.any(String),
    });

    const { items } = await backend.api.getKernels({ source: SOURCE });
    expect(items.map(k => k.kernel)).toEqual([
      '5.14.0-427.el9',
      '5.14.0-404.el9',
      '5.14.0-391.el9',
    ]);
    expect(items[2]).toMatchObject({
      imageState: 'absent',
      images: [
        { reference: `${backend.images.toolkit}:${KERNEL}`, state: 'absent' },
        { reference: `${backend.images.kept}:${KERNEL}`, state: 'absent' },
      ],
    });
    expect(items[2].flavours).toContainEqual(
      expect.objectContaining({ unameRelease: UNAME, buildable: true }),
    );
  });

  it('shows the error of an unreachable source, and reads the others', async () => {
    const source = await backend.api.refreshSource('gone');

    expect(source.error).toContain('http://127.0.0.1:9/x86_64/');
    expect(source.lastSuccess).toBeUndefined();
    expect((await backend.api.getKernels()).totalItems).toBe(3);
    expect((await backend.api.getSnapshot()).complete).toBe(false);
  });
});
