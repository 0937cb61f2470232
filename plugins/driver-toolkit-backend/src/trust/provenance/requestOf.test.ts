import type { DriverPlan, ToolkitPlan } from '../../plans/BuildPlan';
import { requestOf } from './requestOf';

const common = {
  source: 'c9s',
  kernel: '5.14.0-1.el9',
  architecture: 'x86_64',
};

describe('requestOf', () => {
  it("has a toolkit's inputs and target", () => {
    const plan = {
      type: 'toolkit',
      ...common,
      repository: 'registry',
      baseImage: 'quay.io/base@sha256:1',
      tag: '5.14.0-1.el9',
      imageReference: 'example.com/dtk:5.14.0-1.el9',
      unameReleases: ['5.14.0-1.el9.x86_64'],
    } satisfies ToolkitPlan;
    expect(requestOf(plan)).toEqual({
      ...common,
      repository: 'registry',
      baseImage: 'quay.io/base@sha256:1',
    });
  });

  it("has a driver's entity and kernel", () => {
    const plan = {
      type: 'driver',
      ...common,
      variant: 'rt',
      unameRelease: '5.14.0-1.el9.x86_64+rt',
      entityRef: 'component:default/acme',
      location: 'https://forge.example.com/drivers/acme',
      toolkitImage: 'example.com/dtk@sha256:1',
      imageReference: 'example.com/acme:1',
    } satisfies DriverPlan;
    expect(requestOf(plan)).toEqual({
      ...common,
      variant: 'rt',
      unameRelease: '5.14.0-1.el9.x86_64+rt',
      entityRef: 'component:default/acme',
    });
  });
});
