import { NotFoundError } from '@backstage/errors';
import type {
  DriverClaim,
  ImageClaim,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Whose the images of drivers are. */
export class InMemoryClaims {
  /** What is known of each driver's image. */
  drivers: DriverClaim[] = [];

  list(): ImageClaim[] {
    return this.drivers.flatMap(({ claim }) => claim ?? []);
  }

  get(id: string): ImageClaim {
    const claim = this.list().find(item => item.id === id);
    if (!claim) {
      throw new NotFoundError(`There is no claim ${id}.`);
    }
    return claim;
  }

  ofDriver(entityRef: string): DriverClaim {
    return (
      this.drivers.find(driver => driver.entityRef === entityRef) ?? {
        entityRef,
        refusals: [],
      }
    );
  }

  /** Changes a claim as the platform's team would; its driver can be built then. */
  decide(id: string, change: Pick<ImageClaim, 'state' | 'owner'>): ImageClaim {
    const claim = { ...this.get(id), claimants: [], ...change };
    this.drivers = this.drivers.map(driver =>
      driver.claim?.id === id ? { ...driver, claim, refusals: [] } : driver,
    );
    return claim;
  }
}
