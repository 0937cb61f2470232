import { createImageRepository } from './createImageRepository';
import { InMemoryContentCache } from './InMemoryContentCache';

describe('createImageRepository', () => {
  it.each([
    [
      { builder: 'local' },
      "The images of repository 'lab' are in the storage of builder 'local', not in a registry",
    ],
    [{ image: 'Not/An Image' }, 'is not an image reference'],
  ])('refuses %j', (overrides, reason) => {
    const config = {
      id: 'lab',
      title: 'Lab',
      image: 'registry.example.com/dtk/driver-toolkit',
      kernelSources: [],
      push: false,
      insecure: false,
      schedule: { frequency: { hours: 1 }, timeout: { minutes: 5 } },
      ...overrides,
    };

    expect(() =>
      createImageRepository(config, { cache: new InMemoryContentCache() }),
    ).toThrow(reason);
  });
});
