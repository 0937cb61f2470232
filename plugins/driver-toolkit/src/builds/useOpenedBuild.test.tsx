import { act, renderHook } from '@testing-library/react';
import type { PropsWithChildren } from 'react';
import { MemoryRouter } from 'react-router-dom';
import { aBuild } from '../__testUtils__/fixtures';
import { useQueryState } from '../navigation/addressState';
import { useOpenedBuild } from './useOpenedBuild';

describe('useOpenedBuild', () => {
  const created = { build: aBuild({ id: 'new' }), created: true };

  function render(address: string) {
    return renderHook(
      () => ({ opened: useOpenedBuild(), query: useQueryState('build') }),
      {
        wrapper: ({ children }: PropsWithChildren) => (
          <MemoryRouter initialEntries={[address]}>{children}</MemoryRouter>
        ),
      },
    ).result;
  }

  it('is the build in the address, without a notice', () => {
    const { opened } = render('/?build=old').current;
    expect([opened.id, opened.created]).toEqual(['old', undefined]);
    expect(render('/').current.opened.id).toBeUndefined();
  });

  it('is the requested build, with the outcome of the request', () => {
    const result = render('/?build=old');
    act(() => result.current.opened.open(created));
    const { opened, query } = result.current;
    expect([opened.id, opened.created, query[0].build]).toEqual([
      'new',
      created,
      'new',
    ]);
  });

  it('shows the outcome only with its own build', () => {
    const result = render('/');
    act(() => result.current.opened.open(created));
    act(() => result.current.query[1]({ build: 'old' }));
    expect(result.current.opened).toMatchObject({
      id: 'old',
      created: undefined,
    });
    act(() => result.current.query[1]({ build: 'new' }));
    expect(result.current.opened).toMatchObject({ id: 'new', created });
  });
});
