/** What the boot file needs to serve: settings, schema, middleware, live screens, jobs and a clean end. */
export { closeDatabase, DatabaseInUse } from "#db/index.ts";
export { firstAdministratorLink } from "../account/index.ts";
export { environment, Misconfigured } from "../environment.ts";
export { startJobs } from "../jobs.ts";
export { log } from "../log.ts";
export { migrate } from "../migrate.ts";
export { attachRealtime } from "../realtime/index.ts";
export { drain } from "./drain.ts";
export { middleware } from "./middleware.ts";
