import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  buildCreatePermission,
  sourceRefreshPermission,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { screen, waitFor } from '@testing-library/react';
import { SWRConfig } from 'swr';
import { PermittedButton } from './PermittedButton';

describe('PermittedButton', () => {
  beforeEach(() => {
    renderInTestApp(
      <SWRConfig value={{ provider: () => new Map() }}>
        <PermittedButton
          permission={buildCreatePermission}
          resourceRef="component:default/mine"
        >
          Mine
        </PermittedButton>
        <PermittedButton
          permission={buildCreatePermission}
          resourceRef="component:default/theirs"
        >
          Theirs
        </PermittedButton>
        <PermittedButton permission={sourceRefreshPermission}>
          Refresh
        </PermittedButton>
      </SWRConfig>,
      {
        apis: [
          [
            permissionApiRef,
            mockApis.permission({
              authorize: request =>
                'resourceRef' in request &&
                request.resourceRef === 'component:default/theirs'
                  ? AuthorizeResult.DENY
                  : AuthorizeResult.ALLOW,
            }),
          ],
        ],
      },
    );
  });

  it('is enabled only for entities with the permission', async () => {
    for (const name of ['Mine', 'Refresh']) {
      await waitFor(() =>
        expect(screen.getByRole('button', { name })).toBeEnabled(),
      );
    }
    expect(screen.getByRole('button', { name: 'Theirs' })).toBeDisabled();
  });

  it('names the missing permission', async () => {
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Theirs' }),
      ).toHaveAccessibleDescription(
        expect.stringContaining('driver-toolkit.build.create'),
      ),
    );
  });
});
