/** The arrows of the architecture: app → server → db, and features are entered through their index.ts. */
module.exports = {
	forbidden: [
		{
			name: "db-knows-nobody",
			severity: "error",
			from: { path: "^db/", pathNot: "\\.test\\.ts$" },
			to: { path: "^(app|server|tests)/" },
		},
		{
			name: "server-knows-no-screen",
			severity: "error",
			from: { path: "^server/", pathNot: "\\.test\\.ts$" },
			to: { path: "^(app|tests)/" },
		},
		{
			name: "app-asks-the-server",
			comment: "a screen never reads the database",
			severity: "error",
			from: { path: "^app/", pathNot: "\\.test\\.tsx?$" },
			to: { path: "^(db|tests)/" },
		},
		{
			name: "through-the-door",
			comment: "a screen enters a feature through its index.ts",
			severity: "error",
			from: { path: "^app/" },
			to: { path: "^server/[^/]+/", pathNot: "^server/([^/]+/index|http/[^/]+)\\.ts$" },
		},
		{
			name: "no-cycles",
			severity: "error",
			from: { pathNot: "^tests/" },
			to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
		},
		{
			name: "only-realtime-knows-socket-io",
			severity: "error",
			from: { path: "^server/", pathNot: "^server/(realtime|demo)/" },
			to: { path: "node_modules/socket.io/" },
		},
	],
	options: {
		doNotFollow: { path: "node_modules" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		exclude: { path: "(^build/|^data/)" },
	},
};
