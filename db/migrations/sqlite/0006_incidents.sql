CREATE TABLE `chronologies` (
	`id` text PRIMARY KEY NOT NULL,
	`panel_id` text NOT NULL,
	`incidents` integer NOT NULL,
	`police_actions` integer NOT NULL,
	`breaches` integer NOT NULL,
	`first_on` text,
	`last_on` text,
	`pace_changes` text NOT NULL,
	`newest_ids` text NOT NULL,
	`open_queries` integer NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `incidents` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`panel_id` text NOT NULL,
	`precision` text NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text,
	`starts_at` text,
	`sort_key` text NOT NULL,
	`kinds` text NOT NULL,
	`what` text NOT NULL,
	`location` text,
	`source` text,
	`crime_number` text,
	`recorded_as` text,
	`order_breached` text,
	`police_action` text,
	`evidence` text,
	`preserve_by` text,
	`author_id` text NOT NULL,
	`author_name` text NOT NULL,
	`agency_name` text NOT NULL,
	`batch_id` text,
	`at` integer NOT NULL,
	`edited_at` integer,
	`removed_at` integer,
	`version` integer NOT NULL,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `incidents_case` ON `incidents` (`case_id`,`removed_at`,`sort_key`,`id`);--> statement-breakpoint
CREATE TABLE `recording_queries` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`panel_id` text NOT NULL,
	`incident_id` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`answered_by_id` text,
	`answered_by_name` text,
	`answered_at` integer,
	`raised_at` integer NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`incident_id`) REFERENCES `incidents`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recording_queries_incident` ON `recording_queries` (`incident_id`,`kind`);--> statement-breakpoint
CREATE INDEX `recording_queries_case` ON `recording_queries` (`case_id`);--> statement-breakpoint
CREATE INDEX `recording_queries_open` ON `recording_queries` (`state`,`raised_at`,`id`);--> statement-breakpoint
CREATE INDEX `recording_queries_panel` ON `recording_queries` (`panel_id`,`state`,`raised_at`,`id`);