import { version } from '../../package.json';
import { runScript } from './__testUtils__/runScript';
import { validateWorkflow } from './__testUtils__/validateWorkflow';
import { Workflow } from './__testUtils__/Workflow';

describe('the example workflow toolkit-images.yaml', () => {
  const workflow = Workflow.read('github-actions/toolkit-images.yaml');
  const jobs = Object.values(workflow.jobs);

  it('is a valid workflow for GitHub', async () => {
    expect(await validateWorkflow(workflow.text)).toEqual([]);
  });

  it.each([
    ['needs: [matrix, build]', 'needs: [matrix, built]'],
    ['matrix.outputs.matrix !=', 'matrix.outputs.matrices !='],
    ['packages: write', 'packages: push'],
    ['timeout-minutes: 60', 'timeout: 60'],
    ["join(matrix.keep, ' ')", "concat(matrix.keep, ' ')"],
  ])('would be invalid with %s as %s', async (good, bad) => {
    expect(workflow.text).toContain(good);
    expect(
      await validateWorkflow(workflow.text.replace(good, bad)),
    ).not.toEqual([]);
  });

  it('has only the permissions that each job needs', () => {
    expect(workflow.permissions).toEqual({});
    expect(jobs.map(({ permissions }) => permissions)).toEqual([
      { contents: 'read', packages: 'read' },
      { contents: 'read', packages: 'write' },
      { packages: 'write' },
    ]);
  });

  it('pins actions by commit, and names their version', () => {
    const uses = workflow.text
      .split('\n')
      .filter(line => /^ *(- )?uses:/.test(line));
    expect(uses).toHaveLength(workflow.steps.filter(s => s.uses).length);
    for (const line of uses) {
      expect(line).toMatch(
        /uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/,
      );
    }
  });

  it('runs this version of the command', () => {
    expect(workflow.script('matrix', 'Install the command')).toContain(
      ` @driver-toolkit/cli@${version}`,
    );
  });

  it('has no expression in a script', () => {
    const scripts = workflow.steps.flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.join('\n')).not.toContain('${{');
  });

  it('has timeouts, no concurrent runs, and a separate result per image', () => {
    expect(workflow.concurrency).toEqual({
      group: expect.any(String),
      'cancel-in-progress': false,
    });
    for (const job of jobs) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    }
    for (const { strategy } of [workflow.jobs.build, workflow.jobs.publish]) {
      expect(strategy).toMatchObject({ 'fail-fast': false });
    }
  });

  it('has valid bash scripts', async () => {
    // `-n` parses the script and runs nothing.
    const read = (script: string) =>
      runScript(`set -n\n${script}`, { cwd: '/', env: {} });
    const scripts = workflow.steps.flatMap(({ run }) => run ?? []);

    for (const script of scripts) {
      expect(await read(script)).toEqual({ code: 0, stdout: '', stderr: '' });
    }
    expect(await read('if true; then')).not.toMatchObject({ code: 0 });
  });
});
