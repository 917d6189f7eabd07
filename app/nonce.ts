import { createContext } from "react";

/** This response's CSP nonce; empty in the browser, which blanks it anyway. */
export const NonceContext = createContext("");
