CREATE TABLE `attendances` (
	`id` text PRIMARY KEY NOT NULL,
	`meeting_id` text NOT NULL,
	`user_id` text,
	`user_name` text NOT NULL,
	`agency_id` text NOT NULL,
	`agency_name` text NOT NULL,
	`capacity` text NOT NULL,
	`state` text NOT NULL,
	`statement_at` integer,
	`arrived_at` integer,
	`left_at` integer,
	`note` text,
	`recorded_by_name` text,
	`version` integer NOT NULL,
	FOREIGN KEY (`meeting_id`) REFERENCES `meetings`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `attendances_meeting` ON `attendances` (`meeting_id`);--> statement-breakpoint
CREATE INDEX `attendances_user` ON `attendances` (`user_id`);--> statement-breakpoint
CREATE TABLE `guests` (
	`id` text PRIMARY KEY NOT NULL,
	`meeting_id` text NOT NULL,
	`item_id` text NOT NULL,
	`case_id` text NOT NULL,
	`user_id` text NOT NULL,
	`user_name` text NOT NULL,
	`agency_name` text NOT NULL,
	`invited_at` integer NOT NULL,
	`removed_at` integer,
	`version` integer NOT NULL,
	FOREIGN KEY (`meeting_id`) REFERENCES `meetings`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`item_id`) REFERENCES `agenda_items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `guests_meeting` ON `guests` (`meeting_id`);--> statement-breakpoint
CREATE INDEX `guests_user` ON `guests` (`user_id`);--> statement-breakpoint
CREATE TABLE `hands` (
	`id` text PRIMARY KEY NOT NULL,
	`meeting_id` text NOT NULL,
	`user_id` text NOT NULL,
	`user_name` text NOT NULL,
	`agency_name` text NOT NULL,
	`raised_at` integer NOT NULL,
	`lowered_at` integer,
	`version` integer NOT NULL,
	FOREIGN KEY (`meeting_id`) REFERENCES `meetings`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `hands_meeting` ON `hands` (`meeting_id`);--> statement-breakpoint
CREATE TABLE `meeting_series` (
	`id` text PRIMARY KEY NOT NULL,
	`panel_id` text NOT NULL,
	`starts_on` text NOT NULL,
	`start_time` text NOT NULL,
	`every_weeks` integer NOT NULL,
	`minutes` integer NOT NULL,
	`place` text NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`panel_id`) REFERENCES `panels`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `meeting_series_panel` ON `meeting_series` (`panel_id`);--> statement-breakpoint
CREATE TABLE `readings` (
	`user_id` text NOT NULL,
	`meeting_id` text NOT NULL,
	`case_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `meeting_id`, `case_id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`meeting_id`) REFERENCES `meetings`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `__new_agenda_items` (
	`id` text PRIMARY KEY NOT NULL,
	`meeting_id` text NOT NULL,
	`kind` text NOT NULL,
	`case_id` text,
	`listing` text,
	`title` text,
	`minutes` integer NOT NULL,
	`presenter_name` text,
	`has_children` integer NOT NULL,
	`position` integer NOT NULL,
	`added_at` integer NOT NULL,
	`changed_at` integer,
	`is_current` integer NOT NULL,
	`opened_at` integer,
	`left_at` integer,
	`spent_ms` integer NOT NULL,
	`running_since` integer,
	`outcome` text,
	`reason` text,
	`safety_cover` text,
	`interim_owner` text,
	`removed_at` integer,
	`version` integer NOT NULL,
	FOREIGN KEY (`meeting_id`) REFERENCES `meetings`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_agenda_items`("id", "meeting_id", "kind", "case_id", "listing", "title", "minutes", "presenter_name", "has_children", "position", "added_at", "changed_at", "is_current", "opened_at", "left_at", "spent_ms", "running_since", "outcome", "reason", "safety_cover", "interim_owner", "removed_at", "version") SELECT "id", "meeting_id", 'case', "case_id", NULL, NULL, 12, NULL, 0, "position", 0, NULL, "is_current", "opened_at", "left_at", 0, NULL, NULL, NULL, NULL, NULL, "removed_at", "version" FROM `agenda_items`;--> statement-breakpoint
DROP TABLE `agenda_items`;--> statement-breakpoint
ALTER TABLE `__new_agenda_items` RENAME TO `agenda_items`;--> statement-breakpoint
CREATE INDEX `agenda_items_meeting` ON `agenda_items` (`meeting_id`);--> statement-breakpoint
CREATE INDEX `agenda_items_case` ON `agenda_items` (`case_id`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `in_meeting_until` integer;--> statement-breakpoint
ALTER TABLE `actions` ADD `priority` text DEFAULT 'routine' NOT NULL;--> statement-breakpoint
ALTER TABLE `actions` ADD `category` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `is_held_by_chair` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `actions` ADD `answered_by_name` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `answered_at` integer;--> statement-breakpoint
ALTER TABLE `actions` ADD `is_answered_for_owner` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `entries` ADD `for_agency_id` text;--> statement-breakpoint
ALTER TABLE `entries` ADD `for_agency_name` text;--> statement-breakpoint
ALTER TABLE `entries` ADD `confirmed_at` integer;--> statement-breakpoint
ALTER TABLE `entries` ADD `confirmed_by_name` text;--> statement-breakpoint
ALTER TABLE `meetings` ADD `series_id` text REFERENCES meeting_series(id);--> statement-breakpoint
ALTER TABLE `meetings` ADD `minutes` integer DEFAULT 120 NOT NULL;--> statement-breakpoint
ALTER TABLE `meetings` ADD `extended_by` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `meetings` ADD `quorum` integer DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE `meetings` ADD `published_at` integer;--> statement-breakpoint
ALTER TABLE `meetings` ADD `publications` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `meetings` ADD `paused_at` integer;--> statement-breakpoint
ALTER TABLE `meetings` ADD `closed_on_item_id` text;--> statement-breakpoint
ALTER TABLE `meetings` ADD `chair_user_id` text;--> statement-breakpoint
ALTER TABLE `meetings` ADD `chair_missing_at` integer;--> statement-breakpoint
ALTER TABLE `meetings` ADD `is_revealed` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `meetings` ADD `note` text;--> statement-breakpoint
ALTER TABLE `memberships` ADD `undertaken_at` integer;--> statement-breakpoint
ALTER TABLE `panels` ADD `quorum` integer DEFAULT 3 NOT NULL;--> statement-breakpoint
UPDATE `meetings` SET `state` = 'published', `publications` = 1, `published_at` = `starts_at` WHERE `state` = 'planned';--> statement-breakpoint
UPDATE `agenda_items` SET `outcome` = 'heard' WHERE `left_at` IS NOT NULL;
