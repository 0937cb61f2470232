/**
 * Loaded into each process of jest, through `NODE_OPTIONS`: gives each worker a lab of its own. Labs share nothing but
 * files that they only read, so tests in different labs can run at the same time.
 *
 * `DRIVER_TOOLKIT_LABS` has the environments of the labs, as a JSON array.
 */
const { DRIVER_TOOLKIT_LABS: labs, JEST_WORKER_ID: worker } = process.env;

if (labs && worker) {
  Object.assign(process.env, JSON.parse(labs)[Number(worker) - 1]);
  // Programs that a test starts keep the environment that the test gives them.
  delete process.env.DRIVER_TOOLKIT_LABS;
}
