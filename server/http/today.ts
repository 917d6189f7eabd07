/** Today in London, for screens that mark what is overdue. */
export { londonDate as today } from "../clock.ts";
