import { fileURLToPath } from "node:url";

const folder = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** The project's subpath imports, for Vite, which does not try file extensions on package.json "imports". */
export const aliases = {
	"#app": folder("app"),
	"#server": folder("server"),
	"#db": folder("db"),
	"#tests": folder("tests"),
};
