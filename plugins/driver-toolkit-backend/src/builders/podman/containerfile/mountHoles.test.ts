import { holeOf, readMount, type MountHole } from './mountHoles';

const LINKS: MountHole[] = ['links'];
const CACHES: MountHole[] = ['caches'];
const ALL = [...LINKS, ...CACHES];

function found(options: string, open: readonly MountHole[]) {
  return holeOf(readMount(options), open);
}

describe('holeOf', () => {
  it.each([
    ['type=bind,from=stage,target=/in', 'links'],
    ['from=stage,target=/in', 'links'],
    ['FROM=stage,target=/in', 'links'],
    ['type=bind,target=/in,rw', 'links'],
    ['type=bind,target=/in,readwrite=true', 'links'],
    ['type=bind,target=/in,bind-propagation=shared', 'links'],
    ['type=cache,from=stage,target=/in', 'caches'],
    ['type=cache,target=/in', 'caches'],
    ['type=tmpfs,from=stage,target=/in', 'links'],
    ['type=new,target=/in', 'links'],
  ] as const)('finds that %s could lead to the host', (options, hole) => {
    expect(found(options, ALL)).toBe(hole);
  });

  it.each([
    'type=bind,target=/in',
    'target=/in',
    'type=bind,source=src,target=/in,ro',
    'type=secret,id=key,required=true',
    'type=ssh',
    'type=tmpfs,target=/in,size=1m',
  ])('finds nothing in %s', options => {
    expect(found(options, ALL)).toBeUndefined();
  });

  it('distinguishes the holes', () => {
    expect(found('type=cache,target=/in', LINKS)).toBe('links');
    expect(found('from=stage,target=/in', CACHES)).toBeUndefined();
    expect(found('type=cache,target=/in', CACHES)).toBe('caches');
    expect(found('from=stage,target=/in', [])).toBeUndefined();
  });
});
