import { uuidv7 } from "uuidv7";

/** A new row's id: sortable by time, unguessable enough to name but never to grant. */
export const newId = (): string => uuidv7();
