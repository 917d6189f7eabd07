export * from "./account.ts";
export * from "./actions.ts";
export * from "./agencies.ts";
export * from "./cases.ts";
export * from "./meetings.ts";
export * from "./panels.ts";
export * from "./record.ts";
