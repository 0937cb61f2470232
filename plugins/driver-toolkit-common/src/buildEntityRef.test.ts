import { buildEntityRef } from './buildEntityRef';

describe('buildEntityRef', () => {
  it('is the kernel of a toolkit build', () => {
    expect(
      buildEntityRef({ type: 'toolkit', source: 'stream', kernel: '1-1.el9' }),
    ).toBe('resource:default/stream-1-1.el9');
  });

  it.each(['component:default/simple', 'Component:Default/Simple'])(
    'is the component of a driver build, in any spelling: %s',
    entityRef => {
      expect(
        buildEntityRef({
          type: 'driver',
          source: 'stream',
          kernel: '1-1.el9',
          entityRef,
        }),
      ).toBe('component:default/simple');
    },
  );

  it.each(['', 'simple', 'component:'])(
    "says that '%s' is no entity",
    entityRef => {
      expect(() =>
        buildEntityRef({
          type: 'driver',
          source: 'stream',
          kernel: '1-1.el9',
          entityRef,
        }),
      ).toThrow('is not an entity reference');
    },
  );
});
