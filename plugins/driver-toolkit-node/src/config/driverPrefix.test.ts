import { expandDriverPrefix, matchDriverPrefix } from './driverPrefix';

const TEMPLATE = 'registry.example.com/drivers/{namespace}/{name}';

describe('expandDriverPrefix', () => {
  it("inserts an entity's namespace and name, in lower case", () => {
    expect(
      expandDriverPrefix(TEMPLATE, { namespace: 'Net', name: 'Nic-1' }),
    ).toBe('registry.example.com/drivers/net/nic-1');
    expect(
      expandDriverPrefix('registry.example.com/{name}-{name}', {
        namespace: 'net',
        name: 'nic',
      }),
    ).toBe('registry.example.com/nic-nic');
  });

  it('keeps text that is no template', () => {
    expect(
      expandDriverPrefix('registry.example.com', { namespace: 'a', name: 'b' }),
    ).toBe('registry.example.com');
  });

  it('does not treat a name as a template', () => {
    expect(
      expandDriverPrefix(TEMPLATE, { namespace: '{name}', name: 'nic' }),
    ).toBe('registry.example.com/drivers/{name}/nic');
  });
});

describe('matchDriverPrefix', () => {
  it.each([
    ['registry.example.com', 'registry.example.com/nic'],
    ['registry.example.com/drivers', 'registry.example.com/drivers/a/nic'],
    ['registry.example.com/drivers', 'registry.example.com/drivers'],
    [TEMPLATE, 'registry.example.com/drivers/net/nic'],
    [TEMPLATE, 'registry.example.com/drivers/net/nic/debug'],
    [
      'registry.example.com/{namespace}-{name}/drivers',
      'registry.example.com/my_net-nic/drivers/x',
    ],
  ])('%s has %s', (prefix, image) => {
    const match = matchDriverPrefix(prefix, image);
    expect(`${image}/`).toContain(`${match}/`);
    expect(match?.split('/')).toHaveLength(prefix.split('/').length);
  });

  it.each([
    ['registry.example.com/drivers', 'registry.example.com/drivers-evil/nic'],
    ['registry.example.com/drivers', 'registry.example.com'],
    ['registry.example.com', 'registryxexample.com/nic'],
    ['registry.example.com', 'registry.example.com:5000/nic'],
    [TEMPLATE, 'registry.example.com/drivers/nic'],
    [TEMPLATE, 'registry.example.com/drivers/net'],
    ['registry.example.com/{name}', 'evil.example.com/nic'],
  ])('%s does not have %s', (prefix, image) => {
    expect(matchDriverPrefix(prefix, image)).toBeUndefined();
  });
});
