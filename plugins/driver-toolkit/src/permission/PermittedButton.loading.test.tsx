import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { buildCreatePermission } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SWRConfig } from 'swr';
import { PermittedButton, type PermittedButtonProps } from './PermittedButton';

describe('PermittedButton while the permission loads', () => {
  let answer: (result: AuthorizeResult.ALLOW | AuthorizeResult.DENY) => void;
  let onPress: jest.Mock;

  function render(props: Partial<PermittedButtonProps> = {}) {
    onPress = jest.fn();
    const permissionApi = mockApis.permission.mock({
      authorize: () =>
        new Promise(resolve => {
          answer = result => resolve({ result });
        }),
    });
    renderInTestApp(
      <SWRConfig value={{ provider: () => new Map() }}>
        <PermittedButton
          {...props}
          permission={buildCreatePermission}
          resourceRef="component:default/mine"
          onPress={onPress}
        >
          Build
        </PermittedButton>
      </SWRConfig>,
      { apis: [[permissionApiRef, permissionApi]] },
    );
  }

  const button = () => screen.getByRole('button', { name: 'Build' });
  const decide = (...[result]: Parameters<typeof answer>) =>
    act(async () => answer(result));

  async function press(): Promise<void> {
    await userEvent.click(button(), { pointerEventsCheck: 0 });
  }

  it('is disabled, without blaming a permission', async () => {
    render();
    expect(await screen.findByRole('button', { name: 'Build' })).toBeDisabled();
    expect(button()).not.toHaveAccessibleDescription();
    await press();
    expect(onPress).not.toHaveBeenCalled();

    await decide(AuthorizeResult.ALLOW);
    await waitFor(() => expect(button()).toBeEnabled());
    expect(button()).not.toHaveAccessibleDescription();
    await press();
    expect(onPress).toHaveBeenCalledTimes(1);
  });

  it('stays disabled without the permission, and then names it', async () => {
    render({ disabledReason: 'Choose a kernel first.' });
    await screen.findByRole('button', { name: 'Build' });
    await decide(AuthorizeResult.DENY);

    await waitFor(() =>
      expect(button()).toHaveAccessibleDescription(
        expect.stringContaining('driver-toolkit.build.create'),
      ),
    );
    expect(button()).toBeDisabled();
  });

  it('shows other reasons to users with the permission', async () => {
    render({ disabledReason: 'Choose a kernel first.' });
    await screen.findByRole('button', { name: 'Build' });
    expect(button()).toHaveAccessibleDescription('Choose a kernel first.');
    await decide(AuthorizeResult.ALLOW);

    expect(button()).toHaveAccessibleDescription('Choose a kernel first.');
    expect(button().closest('[title]')).toHaveAttribute(
      'title',
      'Choose a kernel first.',
    );
    expect(button()).toBeDisabled();
  });

  it('stays disabled if its caller disables it', async () => {
    render({ isDisabled: true });
    await screen.findByRole('button', { name: 'Build' });
    await decide(AuthorizeResult.ALLOW);

    await waitFor(() => expect(button()).toBeDisabled());
    expect(button().closest('[title]')).toBeNull();
  });
});
