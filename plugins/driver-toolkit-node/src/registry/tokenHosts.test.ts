import { isTokenHost, tokenHosts } from './tokenHosts';

describe('tokenHosts', () => {
  it.each([
    ['registry-1.docker.io', 'auth.docker.io'],
    ['ghcr.io', 'ghcr.io'],
    ['quay.io', 'quay.io'],
    ['registry.redhat.io', 'registry.redhat.io'],
    ['registry.redhat.io', 'sso.redhat.com'],
    ['registry.access.redhat.com', 'sso.redhat.com'],
    ['registry.gitlab.com', 'gitlab.com'],
    ['registry.example.com', 'auth.example.com'],
    ['a.b.registry.example.com', 'auth.example.com'],
    ['registry.example.co.uk', 'auth.example.co.uk'],
    ['localhost', 'localhost'],
    ['10.0.0.1', '10.0.0.1'],
    ['[::1]', '[::1]'],
  ])('lets %s send credentials to %s', (registry, host) => {
    expect(isTokenHost(host, tokenHosts(registry))).toBe(true);
  });

  it.each([
    ['ghcr.io', 'quay.io'],
    ['registry.example.com', 'example.com.evil.org'],
    ['registry.example.com', 'evilexample.com'],
    ['registry.example.com', 'example.org'],
    ['registry.example.co.uk', 'evil.co.uk'],
    ['example.co.uk', 'evil.co.uk'],
    ['registry.redhat.io', 'evil.redhat.com'],
    ['co.uk', 'evil.co.uk'],
    ['localhost', 'evil.localhost'],
    ['localhost', '127.0.0.1'],
    ['10.0.0.1', '20.0.0.1'],
    ['[::1]', '[::2]'],
    ['registry.example.com.', 'evil.com.'],
  ])('does not let %s send credentials to %s', (registry, host) => {
    expect(isTokenHost(host, tokenHosts(registry))).toBe(false);
  });
});
