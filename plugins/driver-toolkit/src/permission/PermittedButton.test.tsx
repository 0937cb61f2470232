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

  it('can be used for entities that the permission is had for alone', async () => {
    for (const name of ['Mine', 'Refresh']) {
      await waitFor(() =>
        expect(screen.getByRole('button', { name })).toBeEnabled(),
      );
    }
    expect(screen.getByRole('button', { name: 'Theirs' })).toBeDisabled();
  });

  it('says which permission is missing', async () => {
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Theirs' }),
      ).toHaveAccessibleDescription(
        expect.stringContaining('driver-toolkit.build.create'),
      ),
    );
  });
});
