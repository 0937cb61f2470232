import { formatKernelId, parseKernelId } from '../api/kernelId';

describe('parseKernelId', () => {
  it('splits source and version-release', () => {
    expect(parseKernelId('centos-stream-9/5.14.0-391.el9')).toEqual({
      source: 'centos-stream-9',
      kernel: '5.14.0-391.el9',
    });
  });

  it.each([undefined, '', '5.14.0-391.el9', '/5.14.0-391.el9', 'centos/'])(
    'rejects %p',
    text => {
      expect(parseKernelId(text)).toBeUndefined();
    },
  );

  it('reads what formatKernelId writes', () => {
    const id = { source: 'lab', kernel: '4.18.0-553.22.1.el8_10' };
    expect(parseKernelId(formatKernelId(id))).toEqual(id);
  });
});
