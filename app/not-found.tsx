import { data } from "@remix-run/node";

/** Any other address: the same page as for something that one may not know of. */
export const loader = () => {
	throw data(null, { status: 404 });
};

export default function NotFound() {
	return null;
}
