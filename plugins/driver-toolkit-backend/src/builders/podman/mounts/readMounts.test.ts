import { readMounts } from './readMounts';

const written = (text: string) =>
  readMounts(text)?.map(mount => Object.fromEntries(mount));

describe('readMounts', () => {
  it('reads every mount, of triggers and on further lines too', () => {
    expect(
      written(
        [
          'FROM base',
          'RUN --mount=type=secret,id=key \\',
          '    --mount=type=bind,From=other,source=/a,rw make',
          'ONBUILD RUN --mount=target=/src ls',
        ].join('\n'),
      ),
    ).toEqual([
      { type: 'secret', id: 'key' },
      { type: 'bind', from: 'other', source: '/a', rw: '' },
      { target: '/src' },
    ]);
  });

  it('takes no notice of what no parser takes for one', () => {
    expect(
      written(
        [
          'FROM base',
          '# RUN --mount=type=bind,from=$ANY ls',
          'RUN ./configure --mount-point=/srv && mount --bind /a /b',
        ].join('\n'),
      ),
    ).toEqual([]);
  });

  // podman's parser drops quotes and backslashes within a flag, and joins lines.
  it.each([
    'RUN --mount="type=bind,from=other" ls',
    "RUN --'mount'=type=bind,from=other ls",
    'RUN --mo\\unt=type=bind,from=other ls',
    'RUN --mount=type=bind,from=${STAGE} ls',
    'RUN --mount=type=bind,$OPTION ls',
    'RUN --mount=type=bind\\\n,from=other ls',
    'RUN --mo\\\nunt=type=bind,from=other ls',
    'RUN --mo\\\n# in between\nunt=type=bind,from=other ls',
    'RUN --mo`\nunt=type=bind,from=other ls',
    'RUN --mo\\  \r\nunt=type=bind,from=other ls',
    'RUN --MOUNT=type=bind,from=other ls',
    'RUN --mount= ls',
    'RUN ls --mount=type=bind,from=other,target="/a b"',
    'RUN\u0085--mount=type=bind,from=other ls',
  ])('does not read what is not plain: %j', line => {
    expect(readMounts(`FROM base\n${line}\n`)).toBeUndefined();
  });
});
