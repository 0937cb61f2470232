import { BuildProgress } from './BuildProgress';

function failureOf(exitCode: number, ...lines: string[]) {
  const progress = new BuildProgress();
  progress.add(lines);
  return progress.failure({ exitCode });
}

describe('BuildProgress', () => {
  it('names the failing step, podman’s reason and the last lines', () => {
    const failure = failureOf(
      2,
      'STEP 1/2: FROM base',
      'STEP 2/2: RUN make all',
      "make: *** No rule to make target 'all'.  Stop.",
      'Error: building at STEP "RUN make all": while running runtime: exit status 2',
    );

    expect(failure.message).toBe(
      'The step `RUN make all` failed: exit status 2',
    );
    expect(failure.step).toBe('RUN make all');
    // Neither lines of another step, nor podman's, which repeat the message.
    expect(failure.lines).toEqual([
      "make: *** No rule to make target 'all'.  Stop.",
    ]);
  });

  it('knows the steps of a multi-stage build', () => {
    const failure = failureOf(1, '[1/2] STEP 3/7: COPY src .', 'Error: no src');
    expect(failure.message).toBe('The step `COPY src .` failed: no src');
  });

  it('names the build if there was no step', () => {
    expect(failureOf(125, 'Error: no such image').message).toBe(
      'podman build failed: no such image',
    );
    expect(failureOf(137).message).toBe('podman build failed: exit code 137');
  });

  it('names the signal that ended podman, and what it may mean', () => {
    const progress = new BuildProgress();
    progress.add(['STEP 2/3: RUN make']);

    expect(progress.failure({ exitCode: -1, signal: 'SIGKILL' }).message).toBe(
      'The step `RUN make` failed: podman was killed by SIGKILL, which the kernel does when memory runs out',
    );
    expect(progress.failure({ exitCode: -1, signal: 'SIGSEGV' }).message).toBe(
      'The step `RUN make` failed: podman was killed by SIGSEGV',
    );
  });

  it('distinguishes transient failures from others', () => {
    const step = 'Error: building at STEP "RUN dnf install": exit status 1';
    const refused =
      'initializing source docker://registry.example.com/base:1: pinging container registry registry.example.com: dial tcp 192.0.2.1:443: connect: connection refused';
    const mirror = [
      '  - Curl error (7): Could not connect to server for http://mirror.example.com',
      "Error: Failed to download metadata for repo 'baseos'",
    ];
    const isTransient = (...lines: string[]) =>
      failureOf(1, ...lines).transient;

    expect(isTransient(`Error: creating build container: ${refused}`)).toBe(
      true,
    );
    expect(isTransient(...mirror, step)).toBe(true);
    // A step may write anything.
    expect(isTransient(`Error: ${refused}`, step)).toBe(false);
    expect(isTransient(...mirror)).toBe(false);
    expect(isTransient(step)).toBe(false);
    expect(isTransient()).toBe(false);
    const progress = new BuildProgress();
    progress.add([...mirror, step]);
    expect(
      progress.failure({ exitCode: -1, signal: 'SIGKILL' }).transient,
    ).toBe(false);
  });

  it('shows no page that a proxy sent instead of an image', () => {
    const { message, lines, transient } = failureOf(
      125,
      'STEP 1/2: FROM registry.example.com/base:1',
      'Trying to pull registry.example.com/base:1...',
      'Error: creating build container: initializing source docker://registry.example.com/base:1: reading manifest 1 in registry.example.com/base: StatusCode: 429, <html>',
      '<head><title>429 Too Many Requests</title></head>',
    );

    expect(transient).toBe(true);
    expect([message, ...lines].join()).not.toMatch(/<h/);
    expect(lines).toContain('Trying to pull registry.example.com/base:1...');
  });

  it('names the mirror without TLS', () => {
    expect(
      failureOf(
        1,
        'STEP 2/2: RUN dnf install kernel-devel',
        '  - Curl error (35): SSL connect error for https://mirror.example.com:8080/os/repodata/repomd.xml [error:0A00010B:SSL routines::wrong version number]',
        "Error: Failed to download metadata for repo 'baseos'",
        'Error: building at STEP "RUN dnf install kernel-devel": exit status 1',
      ),
    ).toMatchObject({
      message:
        'The step `RUN dnf install kernel-devel` failed: exit status 1. The mirror mirror.example.com:8080 speaks plain HTTP, not HTTPS; write its address with http://',
      transient: false,
    });
  });

  it('keeps the beginnings and ends of endless texts', () => {
    const endless = 'x'.repeat(100_000);
    const { message, step, lines } = failureOf(
      1,
      `STEP 1/1: RUN ${endless} end`,
      `begins ${endless} ends`,
      `Error: committing container for step {${endless}}: no space left`,
    );

    expect(message).toMatch(
      /^The step `RUN x+…x+ end` failed: committing container for step \{x+…x+\}: no space left$/,
    );
    expect(step).toMatch(/^RUN x+…x+ end$/);
    expect(lines[0]).toMatch(/^begins x+…x+ ends$/);
    expect(message.length + step!.length).toBeLessThan(5_000);
    expect(lines[0].length).toBeLessThan(2_500);
  });

  it('keeps a bounded number of lines', () => {
    const lines = Array.from({ length: 500 }, (_, i) => `line ${i}`);
    expect(failureOf(1, 'STEP 1/1: RUN x', ...lines).lines).toEqual(
      lines.slice(-20),
    );
  });
});
