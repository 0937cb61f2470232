import { parseSelector, parseToleration } from './parseToleration';

describe('parseToleration', () => {
  it.each([
    ['a', { key: 'a', operator: 'Exists' }],
    ['b.c/d=', { key: 'b.c/d', operator: 'Equal', value: '' }],
    ['a:NoSchedule', { key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
  ])('reads %s', (text, toleration) => {
    expect(parseToleration(text)).toEqual(toleration);
  });

  it.each(['', 'a:No', '=b', 'a b', 'a=b=c', `${'a'.repeat(64)}`])(
    'refuses %j',
    text => {
      expect(() => parseToleration(text)).toThrow('write <key>[=<value>]');
    },
  );
});

describe('parseSelector', () => {
  it('refuses what is no label', () => {
    expect(() => parseSelector(['a'])).toThrow("Selector 'a' is not a label");
  });
});
