import fc from 'fast-check';
import { podmanComplaint } from './podmanComplaint';
import { withoutPage } from './withoutPage';

const UPLOAD =
  'Error: writing blob: initiating layer upload to /v2/dtk/toolkit/blobs/uploads/ in registry.example.com';
const COPYING = ['Getting image source signatures', 'Copying blob sha256:5f0a'];

/** Pages of proxies, as podman quotes their beginnings. */
const PAGES = [
  '<html>\n<head><title>429 Too Many Requests</title>...',
  '<!DOCTYPE html>\n<!--[if lt IE 7]> <html class="no-js ie6 oldie" lang="en-US">...',
  '<HTML><BODY>\nError: the request was blocked\n</BODY></HTML>',
  '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">',
  '<h1>Whoops</h1>',
  ...['div', 'p', 'style', 'b', 'h2', 'pre', 'table', 'form', 'span'].flatMap(
    name => [`<${name}>Blocked`, `<${name} class="x">Blocked</${name}>`],
  ),
  '<meta charset="utf-8"><title>Blocked',
  '<script>location = "/login"</script>',
  '<!-- proxy -->Blocked',
  '<![CDATA[Blocked]]>',
  '<Error><Code>SlowDown</Code></Error>',
  '<soap:Envelope xmlns:soap="x">',
  '<error>blocked</error>',
  '<TABLE><TR>',
  '<br/>Blocked',
  '</p>Blocked',
  '"\\n\\n<html>\\n"',
  '\n  <div>\nError: it is blocked\n</div>',
];

const said = (...lines: string[]) => [...COPYING, ...lines].join('\n');

describe('podmanComplaint', () => {
  it.each(PAGES)('leaves out the page after the status: %j', page => {
    for (const [status, transient] of [
      [403, false],
      [429, true],
    ] as const) {
      const complaint = podmanComplaint(
        said(`${UPLOAD}: StatusCode: ${status}, ${page}`),
      );
      expect(complaint).toEqual({
        reason: `${UPLOAD.slice('Error: '.length)}: StatusCode: ${status}`,
        lines: [...COPYING, `${UPLOAD}: StatusCode: ${status}`],
        transient,
      });
    }
  });

  it('leaves out a page of several lines', () => {
    const complaint = podmanComplaint(
      said(
        `${UPLOAD}: StatusCode: 502, ${PAGES[1]}`,
        '<p>Sorry</p>',
        '</html>',
      ),
    );
    expect(complaint?.reason).toMatch(/: StatusCode: 502$/);
    expect(complaint?.lines).toHaveLength(3);
    expect(complaint?.transient).toBe(true);
  });

  it('decides only by the status', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 599 }),
        fc.constantFrom(
          (status: number) => `StatusCode: ${status}, {}`,
          (status: number) => `StatusCode: ${status}, <html>unexpected EOF`,
          (status: number) =>
            `failed to read from repository: ${status} (Any Words)`,
          (status: number) =>
            `received unexpected HTTP status: ${status} Any Words`,
          (status: number) =>
            `error parsing HTTP ${status} response body: invalid character '<' looking for beginning of value: "<html>toomanyrequests"`,
          (status: number) =>
            `invalid status code from registry ${status} (Any)`,
          (status: number) =>
            `unexpected status from PUT request to https://r.example.com/v2/a/blobs: ${status} Any Words`,
        ),
        (status, tell) => {
          const complaint = podmanComplaint(`Error: pushing: ${tell(status)}`)!;

          expect(complaint.transient).toBe(
            status >= 500 || [408, 425, 429].includes(status),
          );
          expect(complaint.reason).toContain(String(status));
          expect(complaint.reason).not.toMatch(/<html/);
        },
      ),
    );
  });

  it('takes podman’s own line, not a warning after it', () => {
    expect(
      podmanComplaint(
        said(
          'Error: no such image',
          'time="2026" level=warning msg="unlocked"',
        ),
      )?.reason,
    ).toBe('no such image');
  });

  it('takes the last line if there is no such line', () => {
    expect(podmanComplaint('runc: exec failed\n\n')).toEqual({
      reason: 'runc: exec failed',
      lines: ['runc: exec failed'],
      transient: false,
    });
    expect(podmanComplaint('one\n<html>\n')?.reason).toBe('one');
  });

  it('returns what a server says before its page', () => {
    expect(
      podmanComplaint(`Error: pushing: StatusCode: 502, Oops <p>Sorry</p>`)
        ?.reason,
    ).toBe('pushing: StatusCode: 502, Oops');
    expect(podmanComplaint('Error: pushing: denied: <b>no</b>')?.reason).toBe(
      'pushing: denied',
    );
  });

  it('takes podman’s line after a page, too', () => {
    expect(podmanComplaint('<p>Sorry\nError: no such image')?.reason).toBe(
      'no such image',
    );
    expect(podmanComplaint('one\n<p>Sorry\nit is blocked')?.reason).toBe('one');
    expect(podmanComplaint('<html>\nno\n</html>\ntwo')?.reason).toBe('two');
  });

  it.each([
    '',
    '\n\n',
    '<html>\n',
    '<html>\n<body>\nit is blocked\n</body>\n</html>',
    '<div>\nit is blocked',
    'Error: <html>',
  ])('finds none in %j', written => {
    expect(podmanComplaint(written)).toBeUndefined();
  });

  it.each([
    'invalid reference "<none>": a < b && c > d',
    'image: <none>:<none> is not there',
    'wrapped: %!w(<nil>), <nil>',
    'usage: <image> [<command>]',
    'see: <https://wiki.example.com/a>, <admin@example.com>',
    "invalid character '<' looking for beginning of value",
    'reading: <stdin>: bad input',
    'no value: <no value>, <invalid reflect.Value>',
    'pushing: StatusCode: 404, {}',
    'pushing: StatusCode: 500, {"errors":[{"message":"a <none> b"}]}',
    "exec: 'cat <input.txt'",
  ])('leaves text unchanged that only looks like HTML: %s', reason => {
    expect(podmanComplaint(`Error: ${reason}`)?.reason).toBe(reason);
  });

  it('names the key that a registry without TLS needs', () => {
    const complaint = podmanComplaint(
      'Error: trying to reuse blob sha256:0e03 at destination: pinging container registry r.example.com:5000: Get "https://r.example.com:5000/v2/": http: server gave HTTP response to HTTPS client',
    );
    expect(complaint).toMatchObject({
      reason:
        'registry r.example.com:5000 speaks plain HTTP, not HTTPS; set `insecure: true` where it is configured',
      transient: false,
    });
  });
});

describe('withoutPage', () => {
  it.each([
    ':'.repeat(20_000),
    `: ${' '.repeat(20_000)}`,
    '"\\n'.repeat(7_000),
    '<a1>'.repeat(5_000),
    ' <'.repeat(10_000),
    'StatusCode: 500, '.repeat(1_000),
  ])('is quick for a line without a page', line => {
    // Counts processor time: a pattern that backtracks takes minutes.
    const before = process.cpuUsage();
    expect(withoutPage(`x${line}x`)).toBe(`x${line}x`);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});
