import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Playback } from '../__testUtils__/Playback';
import { renderWithBackend } from '../__testUtils__/renderWithBackend';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { DriverManifests } from './DriverManifests';

const KERNEL = '5.14.0-391.el9.x86_64';

describe('DriverManifests', () => {
  const { createObjectURL, revokeObjectURL } = URL;
  const saved: Blob[] = [];
  let backend: Playback;

  beforeEach(() => {
    backend = new Playback('manifests');
    saved.length = 0;
    URL.createObjectURL = content => {
      saved.push(content as Blob);
      return '#saved';
    };
    URL.revokeObjectURL = () => {};
  });

  afterEach(() => {
    Object.assign(URL, { createObjectURL, revokeObjectURL });
  });

  function render() {
    renderWithBackend(
      <DriverToolkitQueries>
        <DriverManifests entityRef="component:default/simple-kmod" />
      </DriverToolkitQueries>,
      backend,
    );
  }

  async function choose(name: string) {
    await userEvent.click(await screen.findByRole('button', { name: /For/ }));
    await userEvent.click(screen.getByRole('option', { name }));
  }

  const type = (label: string, text: string) =>
    userEvent.type(screen.getByRole('textbox', { name: label }), text);
  const show = () =>
    userEvent.click(screen.getByRole('button', { name: 'Show' }));

  it('asks for nothing before it has to', async () => {
    render();
    await screen.findByRole('heading', { name: 'Deploy this driver' });
    expect(backend.asked).toEqual([]);
  });

  it('shows a Module of KMM, and what it cannot express', async () => {
    backend.happen('it is built');
    render();
    await screen.findByRole('heading', { name: 'Deploy this driver' });
    await show();

    const file = await screen.findByRole('region', { name: 'module.yaml' });
    expect(file).toHaveTextContent("kind: 'Module'");
    expect(file).toHaveTextContent("modulesLoadingOrder: - 'nic' - 'nic_core'");
    expect(
      screen.getByText(/nic_core is loaded without debug=0/),
    ).toBeInTheDocument();
  });

  it('copies and saves a file', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    write.mockResolvedValue();
    backend.happen('it is built');
    render();
    await screen.findByRole('heading', { name: 'Deploy this driver' });
    await show();
    const file = within(
      await screen.findByRole('region', { name: 'module.yaml' }),
    );

    await user.click(file.getByRole('button', { name: 'Copy: module.yaml' }));
    const [[copied]] = write.mock.calls;
    expect(copied).toContain("kind: 'Module'\n");
    expect(await file.findByText('Copied')).toBeInTheDocument();
    await user.click(
      file.getByRole('button', { name: 'Download module.yaml' }),
    );
    expect(await saved[0].text()).toBe(copied);
  });

  it('is for a chosen kernel, namespace and secret', async () => {
    render();
    await choose('Kubernetes: DaemonSets');
    await type('Kernel (uname -r)', ` ${KERNEL} `);
    await type('Namespace', 'drivers');
    await type('Image pull secret', 'registry');
    await show();

    const file = await screen.findByRole('region', { name: 'daemonset.yaml' });
    expect(file).toHaveTextContent("namespace: 'drivers'");
    expect(
      screen.getByText(/The portal has built no image for/),
    ).toBeInTheDocument();
  });

  it('has no namespace for what has none', async () => {
    render();
    await type('Namespace', 'drivers');
    await choose('KMM on OpenShift: preflight');
    expect(screen.queryByRole('textbox', { name: 'Namespace' })).toBeNull();
    await type('Kernel (uname -r)', KERNEL);
    await show();

    expect(
      await screen.findByRole('region', { name: 'preflight.yaml' }),
    ).toHaveTextContent("kind: 'PreflightValidationOCP'");
  });

  it('says why there is nothing to show', async () => {
    render();
    await choose('bootc: Containerfile');
    await show();

    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Couldn’t write the manifests.*There is no kernel to render 'bootc' for/,
    );
  });
});
