import fc from 'fast-check';
import { oraclePrimary } from '../__testUtils__/oraclePrimary';
import { primaryDocuments, toXml } from '../__testUtils__/primaryDocuments';
import { cut, scan } from '../__testUtils__/scanPrimary';
import type { RpmPackage } from '../RpmPackage';

function scanOrRefuse(document: Buffer): RpmPackage[] | undefined {
  try {
    return scan([document]);
  } catch (error) {
    expect(error).toHaveProperty('name', 'ServiceUnavailableError');
    return undefined;
  }
}

describe('parsePrimary beside a conforming parser', () => {
  it('gives the same result as a conforming parser for every well-formed list', () => {
    fc.assert(
      fc.property(primaryDocuments(), document => {
        const xml = toXml(document);
        const expected = oraclePrimary(xml);

        expect(expected).toBeDefined();
        expect(scan([Buffer.from(xml)])).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same result for chunks of any size', () => {
    fc.assert(
      fc.property(
        primaryDocuments(),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (document, sizes) => {
          const bytes = Buffer.from(toXml(document));

          expect(scan(cut(bytes, sizes))).toEqual(scan([bytes]));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('refuses a list that is truncated anywhere', () => {
    fc.assert(
      fc.property(
        primaryDocuments(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (document, part) => {
          const bytes = Buffer.from(toXml(document).trimEnd());
          const length = Math.floor(part * (bytes.length - 1));

          expect(scanOrRefuse(bytes.subarray(0, length))).toBeUndefined();
        },
      ),
      { numRuns: 200 },
    );
  });

  it('refuses what a conforming parser refuses, and otherwise gives the same result', () => {
    fc.assert(
      fc.property(
        primaryDocuments(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 2 }),
        fc.constantFrom(...'<>&;"\'=/!?-[] \u0001ax:\n'),
        (document, part, removed, inserted) => {
          // Without a package count, nothing is skipped unseen.
          const head = document.head.replace(/ packages="\d+"/, '');
          const xml = toXml({ ...document, head });
          const at =
            head.length + Math.floor(part * (xml.length - head.length));
          const damaged = xml.slice(0, at) + inserted + xml.slice(at + removed);

          expect(scanOrRefuse(Buffer.from(damaged))).toEqual(
            oraclePrimary(damaged),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('loses no kernel of a damaged list with a package count', () => {
    fc.assert(
      fc.property(
        primaryDocuments(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 30 }),
        fc.constantFrom(
          '',
          '<',
          '>',
          '"',
          '<package>',
          '</package>',
          '<!--',
          ']]>',
        ),
        ({ packages, ...document }, part, removed, inserted) => {
          const head = document.head.replace(
            /(?: packages="\d+")?>$/,
            ` packages="${packages.length}">`,
          );
          const xml = toXml({ head, packages });
          const at =
            head.length + Math.floor(part * (xml.length - head.length));
          const damaged = xml.slice(0, at) + inserted + xml.slice(at + removed);
          const found = scanOrRefuse(Buffer.from(damaged));
          const whole = oraclePrimary(damaged);

          // If only the conforming parser refuses, the damage is in a package
          // that is not the kernel's, and all kernel packages are present.
          expect(found ?? 'refused').toEqual(
            found ? whole ?? oraclePrimary(xml) : 'refused',
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});
