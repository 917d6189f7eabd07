CREATE TABLE `summaries` (
	`case_id` text PRIMARY KEY NOT NULL,
	`pens` integer NOT NULL,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `summary_copies` (
	`section_id` text NOT NULL,
	`pen` integer NOT NULL,
	`clock` integer NOT NULL,
	`length` integer NOT NULL,
	`of_pen` integer NOT NULL,
	`of_clock` integer NOT NULL,
	PRIMARY KEY(`section_id`, `pen`, `clock`),
	FOREIGN KEY (`section_id`) REFERENCES `summary_sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `summary_pens` (
	`case_id` text NOT NULL,
	`pen` integer NOT NULL,
	`user_id` text NOT NULL,
	`user_name` text NOT NULL,
	`agency_id` text NOT NULL,
	`agency_name` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`case_id`, `pen`),
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `summary_sections` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`key` text NOT NULL,
	`agency_id` text,
	`agency_name` text,
	`seq` integer NOT NULL,
	`merged_to` integer NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `summary_sections_case` ON `summary_sections` (`case_id`,`key`);--> statement-breakpoint
CREATE TABLE `summary_states` (
	`id` text PRIMARY KEY NOT NULL,
	`section_id` text NOT NULL,
	`seq` integer NOT NULL,
	`snapshot` blob NOT NULL,
	`why` text NOT NULL,
	`author_id` text NOT NULL,
	`author_name` text NOT NULL,
	`agency_name` text NOT NULL,
	`meeting_id` text,
	`at` integer NOT NULL,
	`salt` text NOT NULL,
	FOREIGN KEY (`section_id`) REFERENCES `summary_sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `summary_states_section` ON `summary_states` (`section_id`,`seq`);--> statement-breakpoint
CREATE INDEX `summary_states_meeting` ON `summary_states` (`meeting_id`);--> statement-breakpoint
CREATE TABLE `summary_updates` (
	`section_id` text NOT NULL,
	`seq` integer NOT NULL,
	`is_merged` integer NOT NULL,
	`pen` integer,
	`at` integer NOT NULL,
	`update` blob NOT NULL,
	PRIMARY KEY(`section_id`, `seq`),
	FOREIGN KEY (`section_id`) REFERENCES `summary_sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `summary_visits` (
	`section_id` text NOT NULL,
	`pen` integer NOT NULL,
	`started_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`section_id`, `pen`),
	FOREIGN KEY (`section_id`) REFERENCES `summary_sections`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `summary_visits_last` ON `summary_visits` (`last_at`);