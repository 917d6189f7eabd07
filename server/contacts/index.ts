/** Contacts: people named in a panel's cases who do not sign in, until an account takes what is theirs. */
export { ClaimContact, claimContact } from "./claim-contact.ts";
export { type ContactLine, contactsOf, linkedTo, lookAtLink, type WhatIsLinked } from "./queries.ts";
export { TakeLinkBack, takeLinkBack } from "./take-link-back.ts";
