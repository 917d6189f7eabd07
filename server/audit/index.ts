/** The record's door for everyone but its writers: who looked, and whether anything was tampered with. */
export { ACCESS_STREAM, AccessLogDown, flushAccessLog, noteReads, type RecordKind } from "./access-log.ts";
export { type LoggedHead, type Verification, verify } from "./verify.ts";
