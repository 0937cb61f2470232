import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imagePolicy } from './imagePolicy';

describe('imagePolicy', () => {
  const environment = { ...process.env };
  let home: string;
  let own: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'policy-'));
    own = join(home, '.config/containers/policy.json');
    await mkdir(join(home, '.config/containers'), { recursive: true });
    process.env.HOME = home;
  });

  afterEach(async () => {
    process.env = { ...environment };
    await rm(home, { recursive: true, force: true });
  });

  const policyOf = async (policy: object) => {
    await writeFile(own, JSON.stringify(policy));
    return JSON.parse((await imagePolicy('/storage'))!);
  };
  const anything = [{ type: 'insecureAcceptAnything' }];
  const signed = [{ type: 'signedBy', keyType: 'GPGKeys', keyPath: '/a.gpg' }];
  const reject = [{ type: 'reject' }];

  it('accepts only images of registries, by the machine’s rules', async () => {
    expect(await policyOf({ default: anything })).toEqual({
      default: reject,
      transports: {
        docker: { '': anything },
        'containers-storage': { '[/storage]': anything },
      },
    });
  });

  it('keeps the machine’s requirements for registries', async () => {
    expect(
      await policyOf({
        default: anything,
        transports: {
          docker: { 'quay.example': signed, '': reject },
          'containers-storage': { '': signed, '[/other]': anything },
          'docker-daemon': { '': anything },
        },
      }),
    ).toEqual({
      default: reject,
      transports: {
        docker: { 'quay.example': signed, '': reject },
        'containers-storage': { '[/storage]': signed },
      },
    });
  });

  it('names the file that it cannot read', async () => {
    await writeFile(own, '{');
    await expect(imagePolicy('/storage')).rejects.toThrow(own);
  });
});
