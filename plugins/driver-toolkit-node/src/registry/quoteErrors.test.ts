import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { createImage } from './__testUtils__/imageContent';
import { TestRegistry } from './__testUtils__/TestRegistry';
import { useTokens } from './__testUtils__/useTokens';
import { describeErrors } from './describeRegistryFailure';
import { quoteErrors } from './quoteErrors';

const BODIES: [unknown, string][] = [
  [{ errors: [{ code: 'DENIED', message: 'no' }] }, 'DENIED: no'],
  [{ errors: [{ code: 'A' }, null, { code: 'B', message: 'b' }] }, 'A; B: b'],
  [{ errors: [{ code: 'DENIED', message: '', detail: 'no' }] }, 'DENIED: no'],
  [{ errors: [{ status: 404, message: 'no' }] }, 'no'],
  [{ errors: ['no'] }, 'no'],
  [{ errors: ['no', '', 'never'] }, 'no; never'],
  [{ errors: 'no' }, 'no'],
  [{ errors: { message: 'no' } }, 'no'],
  [
    { errors: { name: ['is taken'], tag: 'is none' } },
    'name: is taken; tag: is none',
  ],
  [{ errors: [{ detail: 'no' }] }, 'no'],
  [{ errors: [{ detail: { name: ['is taken'] } }] }, 'name: is taken'],
  [{ errors: [], message: 'no' }, 'no'],
  [{ errors: null, error: 'no' }, 'no'],
  [{ error: 'no' }, 'no'],
  [{ error: { message: 'no' } }, 'no'],
  [{ error: { code: 'denied', message: 'no' } }, 'denied: no'],
  [{ error: { code: 401 }, message: 'no' }, 'no'],
  [{ error: 'denied', error_description: 'no' }, 'denied: no'],
  [{ error: 'denied', message: 'no' }, 'denied: no'],
  [{ error: 'no', message: 'no' }, 'no'],
  [{ detail: 'no' }, 'no'],
  [{ detail: [{ msg: 'no', loc: ['a'] }] }, 'no'],
  [{ details: 'no' }, 'no'],
  [{ details: ['no'] }, 'no'],
  [{ details: { a: 'no' } }, 'a: no'],
  [{ error_description: 'no' }, 'no'],
  [{ title: 'denied', detail: 'no', status: 403 }, 'denied: no'],
  [{ message: 'no' }, 'no'],
  [{ message: ' no\n' }, 'no'],
  ['no', 'no'],
];

const NOTHING = [
  undefined,
  null,
  5,
  [],
  {},
  { errors: [] },
  { errors: [null, {}, ' '] },
  { error: null },
  { error: true },
  { name: 'a', tags: 5 },
];

describe('the error text of an answer', () => {
  it.each(BODIES)('is quoted from %j', (body, said) => {
    expect(quoteErrors(body)).toBe(said);
  });

  it.each(NOTHING)('is empty for %j', body => {
    expect(quoteErrors(body)).toBe('');
  });

  it.each([
    ['long', { error: 'x'.repeat(60_000) }],
    ['many', { errors: Array.from({ length: 9999 }, () => ({ detail: 'x' })) }],
    [
      'of many names',
      {
        errors: Object.fromEntries(
          [...'abcdefgh'].map(a => [a, 'x'.repeat(99)]),
        ),
      },
    ],
    ['unprintable', { error: { message: '\u001b[2J\u202e\u0000' } }],
  ])('is short and printable if it is %s', (_, body) => {
    const said = describeErrors(body, undefined);

    expect(said).not.toBe('');
    expect(said.length).toBeLessThanOrEqual(200);
    expect(said).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('is not searched below the depth of real errors', () => {
    const deep = (depth: number): object =>
      depth === 0
        ? { message: 'no' }
        : { errors: Array.from({ length: 6 }, () => deep(depth - 1)) };

    expect(quoteErrors(deep(6))).toBe('');
    let endless: object = { message: 'no' };
    for (let depth = 0; depth < 50_000; depth++) {
      endless = { error: endless };
    }
    expect(quoteErrors(endless)).toBe('');
  });

  it("never repeats the registry's credentials", () => {
    const authorization = 'Bearer sesame-sesame';

    for (const key of ['error', 'detail', 'details', 'error_description']) {
      expect(describeErrors({ [key]: authorization }, authorization)).toBe(
        'Bearer ***',
      );
    }
  });

  describe('of a registry', () => {
    const SAID = '{"error":{"details":["come back later"]}}';
    let registry: TestRegistry;

    beforeEach(async () => {
      registry = await TestRegistry.start('dtk/driver-toolkit');
      registry.addImage('a', createImage({}));
    });

    afterEach(async () => {
      await registry.close();
    });

    it.each([
      [200, 'did not answer with a list of tags (come back later)'],
      [400, 'answered 400 (come back later)'],
      [404, 'answered 404 (come back later)'],
    ])('is quoted from %d to the list of tags', async (status, message) => {
      registry.intercept = () => ({ status, body: SAID });

      await expect(readWhole(createTestRepository(registry))).rejects.toThrow(
        message,
      );
    });

    it('is quoted from an answer instead of a manifest', async () => {
      registry.intercept = ({ url }) =>
        url.includes('/manifests/') ? { body: SAID } : undefined;

      await expect(readWhole(createTestRepository(registry))).rejects.toThrow(
        'answered with an error instead of a manifest (come back later)',
      );
    });

    it('is quoted from an answer instead of a token', async () => {
      useTokens(registry, { answerToken: () => ({ body: SAID }) });

      await expect(readWhole(createTestRepository(registry))).rejects.toThrow(
        'answered without a token (come back later)',
      );
    });
  });
});
