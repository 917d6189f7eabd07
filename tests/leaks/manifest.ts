/** What exists, asked of the product itself: the routes of the build, the buttons of each, the sockets' messages. */
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** A route of build/server/index.js. */
export interface Route {
	id: string;
	/** As an address, e.g. "/cases/:caseId"; null for the frame of all pages. */
	pattern: string | null;
	hasAction: boolean;
	/** Whether it answers a GET. */
	hasPage: boolean;
}

const READ_BUILD = `
	const { routes } = await import(process.argv[1]);
	const known = Object.values(routes).map(({ id, parentId, path = "", module }) => ({
		id, parentId, path, hasAction: "action" in module, hasPage: "loader" in module || "default" in module,
	}));
	process.stdout.write(JSON.stringify(known), () => process.exit(0));
`;

/** The routes of the build, read in a process of its own: the build would take this one's database for its own. */
export async function routesOfBuild(): Promise<Route[]> {
	const build = path.join(project, "build/server/index.js");
	if (!fs.existsSync(build)) throw new Error("There is no build to test. Run npm run build first.");
	const { stdout } = await promisify(execFile)(
		process.execPath,
		["--input-type=module", "--eval", READ_BUILD, build],
		{ cwd: project, env: { ...process.env, DATABASE_URL: "file::memory:" }, maxBuffer: 10_000_000 },
	);
	const known = JSON.parse(stdout) as (Omit<Route, "pattern"> & { parentId?: string; path: string })[];
	return known.map(({ id, parentId, path: own, hasAction, hasPage }) => {
		const segments: string[] = [own];
		for (let parent = parentId; parent; ) {
			const route = known.find((candidate) => candidate.id === parent);
			segments.unshift(route?.path ?? "");
			parent = route?.parentId;
		}
		const pattern = parentId === undefined ? null : `/${segments.filter(Boolean).join("/")}`;
		return { id, pattern, hasAction, hasPage };
	});
}

const parsed = (file: string) =>
	ts.createSourceFile(
		file,
		fs.readFileSync(path.join(project, file), "utf8"),
		ts.ScriptTarget.Latest,
		true,
		file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
	);

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
	visit(node);
	ts.forEachChild(node, (child) => walk(child, visit));
}

const COMPARES: ReadonlySet<ts.SyntaxKind> = new Set([
	ts.SyntaxKind.EqualsEqualsEqualsToken,
	ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** Modules beside a route that answer its forms on the server, by their path from the project; and theirs in turn. */
function desksOf(file: string): string[] {
	const found: string[] = [];
	walk(parsed(file), (node) => {
		if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return;
		const from = node.moduleSpecifier.text;
		if (from.startsWith(".") && from.endsWith("-desk.ts")) found.push(path.join(path.dirname(file), from));
	});
	return found.flatMap((desk) => [desk, ...desksOf(desk)]);
}

/**
 * The buttons that a route's action tells apart, in its own file or at its desk: keys handed to `byIntent`, those of the
 * table PRESSES, those that a function called …Intents answers, and words compared with `intent`.
 */
export function intentsOf(routeId: string): string[] {
	const file = [".tsx", ".ts"]
		.map((end) => `app/${routeId}${end}`)
		.find((name) => fs.existsSync(path.join(project, name)));
	if (!file) throw new Error(`The source of the route ${routeId} is not where its id says`);
	const intents = new Set<string>();
	const look = (node: ts.Node): void => {
		if (
			ts.isCallExpression(node) &&
			ts.isIdentifier(node.expression) &&
			node.expression.text === "byIntent"
		) {
			const commands = node.arguments[1];
			if (!commands || !ts.isObjectLiteralExpression(commands))
				throw new Error(`${file}: byIntent takes a literal`);
			for (const { name } of commands.properties) if (name && "text" in name) intents.add(name.text);
		}
		if (ts.isVariableDeclaration(node) && node.name.getText() === "PRESSES") {
			const presses = node.initializer;
			if (!presses || !ts.isObjectLiteralExpression(presses))
				throw new Error(`${file}: PRESSES is a literal`);
			for (const { name } of presses.properties) if (name && "text" in name) intents.add(name.text);
		}
		if (
			ts.isBinaryExpression(node) &&
			COMPARES.has(node.operatorToken.kind) &&
			/\bintent$/.test(node.left.getText()) &&
			ts.isStringLiteral(node.right)
		) {
			intents.add(node.right.text);
		}
		if (ts.isVariableDeclaration(node) && /Intents$/.test(node.name.getText())) {
			walk(node, (inner) => {
				if (!ts.isArrowFunction(inner) || !ts.isParenthesizedExpression(inner.body)) return;
				const answered = inner.body.expression;
				if (!ts.isObjectLiteralExpression(answered)) return;
				for (const { name } of answered.properties) if (name && "text" in name) intents.add(name.text);
			});
		}
	};
	for (const source of [file, ...desksOf(file)]) walk(parsed(source), look);
	return [...intents].sort();
}

/** The messages that travel over sockets, by the name of their interface in server/realtime/messages.ts. */
export function messagesOf(name: "ServerMessages" | "BrowserMessages"): string[] {
	const found: string[] = [];
	walk(parsed("server/realtime/messages.ts"), (node) => {
		if (!ts.isInterfaceDeclaration(node) || node.name.text !== name) return;
		for (const member of node.members) if (member.name && "text" in member.name) found.push(member.name.text);
	});
	return found;
}
