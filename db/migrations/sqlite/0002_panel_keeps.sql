CREATE TABLE `advice` (
	`id` text PRIMARY KEY NOT NULL,
	`entry_id` text NOT NULL,
	`case_id` text NOT NULL,
	`panel_id` text NOT NULL,
	`meeting_id` text,
	`state` text NOT NULL,
	`reason` text,
	`answered_by_id` text,
	`answered_by_name` text,
	`answered_for_name` text,
	`answered_at` integer,
	`at` integer NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`entry_id`) REFERENCES `entries`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `advice_entry` ON `advice` (`entry_id`);--> statement-breakpoint
CREATE INDEX `advice_case` ON `advice` (`case_id`);--> statement-breakpoint
CREATE INDEX `advice_panel` ON `advice` (`panel_id`,`state`,`at`);--> statement-breakpoint
CREATE TABLE `agency_aliases` (
	`id` text PRIMARY KEY NOT NULL,
	`agency_id` text NOT NULL,
	`alias` text NOT NULL,
	`alias_key` text NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`agency_id`) REFERENCES `agencies`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `agency_aliases_key` ON `agency_aliases` (`alias_key`);--> statement-breakpoint
CREATE INDEX `agency_aliases_agency` ON `agency_aliases` (`agency_id`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` text PRIMARY KEY NOT NULL,
	`panel_id` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`agency_id` text,
	`agency_name` text,
	`claimed_by_user_id` text,
	`claimed_at` integer,
	`version` integer NOT NULL,
	FOREIGN KEY (`panel_id`) REFERENCES `panels`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `contacts_panel` ON `contacts` (`panel_id`,`name_key`);--> statement-breakpoint
CREATE INDEX `contacts_claimed` ON `contacts` (`claimed_by_user_id`);--> statement-breakpoint
CREATE TABLE `hearings` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`panel_id` text NOT NULL,
	`meeting_id` text,
	`heard_on` text NOT NULL,
	`listing` text NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `hearings_meeting` ON `hearings` (`meeting_id`,`case_id`);--> statement-breakpoint
CREATE INDEX `hearings_case` ON `hearings` (`case_id`);--> statement-breakpoint
CREATE INDEX `hearings_panel` ON `hearings` (`panel_id`,`heard_on`);--> statement-breakpoint
CREATE TABLE `referrals` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`panel_id` text NOT NULL,
	`referred_on` text NOT NULL,
	`kind` text NOT NULL,
	`previous_on` text,
	`note` text,
	`first_heard_on` text,
	`author_id` text NOT NULL,
	`author_name` text NOT NULL,
	`at` integer NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `referrals_case` ON `referrals` (`case_id`);--> statement-breakpoint
CREATE INDEX `referrals_panel` ON `referrals` (`panel_id`,`referred_on`);--> statement-breakpoint
CREATE INDEX `referrals_heard` ON `referrals` (`panel_id`,`first_heard_on`);--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`panel_id` text NOT NULL,
	`due_on` text NOT NULL,
	`state` text NOT NULL,
	`has_stopped` text,
	`is_safer` text,
	`victim_says` text,
	`investigation` text,
	`order` text,
	`changed` text,
	`done_on` text,
	`done_by_id` text,
	`done_by_name` text,
	`at` integer NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `reviews_case` ON `reviews` (`case_id`);--> statement-breakpoint
CREATE INDEX `reviews_panel` ON `reviews` (`panel_id`,`state`,`due_on`);--> statement-breakpoint
CREATE INDEX `reviews_done` ON `reviews` (`panel_id`,`done_on`);--> statement-breakpoint
CREATE TABLE `safety_plans` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`panel_id` text NOT NULL,
	`what` text NOT NULL,
	`owner_agency_id` text NOT NULL,
	`owner_agency_name` text NOT NULL,
	`owner_detail` text,
	`starts_on` text NOT NULL,
	`ends_on` text NOT NULL,
	`review_on` text NOT NULL,
	`ended_at` integer,
	`outcome` text,
	`author_id` text NOT NULL,
	`author_name` text NOT NULL,
	`at` integer NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`case_id`) REFERENCES `cases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `safety_plans_case` ON `safety_plans` (`case_id`);--> statement-breakpoint
CREATE INDEX `safety_plans_panel` ON `safety_plans` (`panel_id`,`review_on`);--> statement-breakpoint
CREATE TABLE `import_mappings` (
	`signature` text PRIMARY KEY NOT NULL,
	`mapping` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`uploaded_by_id` text NOT NULL,
	`file_name` text NOT NULL,
	`state` text NOT NULL,
	`problem` text,
	`progress` integer NOT NULL,
	`out_of` integer NOT NULL,
	`sealed_content` text,
	`counts` text,
	`panel_ids` text NOT NULL,
	`at` integer NOT NULL,
	`accepted_at` integer,
	`undone_at` integer,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `imports_user` ON `imports` (`uploaded_by_id`,`at`);--> statement-breakpoint
CREATE TABLE `notices` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`panel_id` text NOT NULL,
	`case_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`occasion` text NOT NULL,
	`at` integer NOT NULL,
	`read_at` integer,
	`settled_at` integer,
	`version` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notices_once` ON `notices` (`user_id`,`kind`,`subject_id`,`occasion`);--> statement-breakpoint
CREATE INDEX `notices_user` ON `notices` (`user_id`,`settled_at`,`at`);--> statement-breakpoint
CREATE INDEX `notices_subject` ON `notices` (`subject_id`);--> statement-breakpoint
CREATE TABLE `saved_views` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`screen` text NOT NULL,
	`panel_id` text,
	`name` text NOT NULL,
	`query` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `saved_views_user` ON `saved_views` (`user_id`,`screen`);--> statement-breakpoint
DROP INDEX `actions_owner`;--> statement-breakpoint
ALTER TABLE `actions` ADD `panel_id` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `actions` ADD `owner_user_id` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `owner_user_name` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `owner_contact_id` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `done_on` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `signed_off_at` integer;--> statement-breakpoint
ALTER TABLE `actions` ADD `signed_off_by_name` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `offer_agency_id` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `offer_agency_name` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `offer_user_id` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `offer_user_name` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `offered_by_id` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `offered_by_name` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `offered_at` integer;--> statement-breakpoint
ALTER TABLE `actions` ADD `is_refused_later` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `actions` ADD `escalated_at` integer;--> statement-breakpoint
ALTER TABLE `actions` ADD `reminded` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `actions_owner_user` ON `actions` (`owner_user_id`,`status`,`due`);--> statement-breakpoint
CREATE INDEX `actions_owner_contact` ON `actions` (`owner_contact_id`);--> statement-breakpoint
CREATE INDEX `actions_offer_user` ON `actions` (`offer_user_id`);--> statement-breakpoint
CREATE INDEX `actions_offer_agency` ON `actions` (`offer_agency_id`);--> statement-breakpoint
CREATE INDEX `actions_panel` ON `actions` (`panel_id`,`status`,`due`,`case_id`,`owner_agency_id`,`done_on`,`at`,`status_at`,`is_refused_later`,`import_key`);--> statement-breakpoint
CREATE INDEX `actions_due` ON `actions` (`status`,`due`);--> statement-breakpoint
CREATE INDEX `actions_reminded` ON `actions` (`status`,`reminded`,`due`);--> statement-breakpoint
CREATE INDEX `actions_sign_off` ON `actions` (`panel_id`,`signed_off_at`,`status`,`status_at`);--> statement-breakpoint
CREATE INDEX `actions_owner` ON `actions` (`owner_agency_id`,`status`,`due`,`panel_id`,`case_id`,`is_answered_for_owner`,`is_refused_later`,`id`);--> statement-breakpoint
DROP INDEX `cases_panel`;--> statement-breakpoint
ALTER TABLE `cases` ADD `officer_contact_id` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `area` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `state` text DEFAULT 'open' NOT NULL;--> statement-breakpoint
ALTER TABLE `cases` ADD `next_step` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `next_date` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `closed_on` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `close_reason` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `close_criteria` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `close_note` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `referred_on` text;--> statement-breakpoint
ALTER TABLE `cases` ADD `is_repeat` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `cases` ADD `staged_in` text;--> statement-breakpoint
CREATE INDEX `cases_panel_next` ON `cases` (`panel_id`,`next_date`);--> statement-breakpoint
CREATE INDEX `cases_officer_contact` ON `cases` (`officer_contact_id`);--> statement-breakpoint
CREATE INDEX `cases_staged` ON `cases` (`staged_in`);--> statement-breakpoint
CREATE INDEX `cases_panel` ON `cases` (`panel_id`,`reference`);--> statement-breakpoint
DROP INDEX `meetings_panel`;--> statement-breakpoint
CREATE INDEX `meetings_panel` ON `meetings` (`panel_id`,`starts_at`);--> statement-breakpoint
CREATE INDEX `people_search` ON `people` (`search_key`);--> statement-breakpoint
UPDATE actions SET panel_id = (SELECT panel_id FROM cases WHERE cases.id = actions.case_id);--> statement-breakpoint
INSERT INTO hearings (id, case_id, panel_id, meeting_id, heard_on, listing, version) SELECT i.id, i.case_id, m.panel_id, m.id, date(coalesce(m.started_at, m.starts_at) / 1000, 'unixepoch'), coalesce(i.listing, 'new'), i.version FROM agenda_items i JOIN meetings m ON m.id = i.meeting_id WHERE i.case_id IS NOT NULL AND i.removed_at IS NULL AND m.state = 'closed' AND i.outcome IN ('heard', 'nothing-decided') AND NOT EXISTS (SELECT 1 FROM agenda_items o WHERE o.meeting_id = i.meeting_id AND o.case_id = i.case_id AND o.id < i.id AND o.removed_at IS NULL AND o.outcome IN ('heard', 'nothing-decided'));--> statement-breakpoint
INSERT INTO hearings (id, case_id, panel_id, heard_on, listing, version) SELECT id, id, panel_id, heard_on, 'new', version FROM cases WHERE heard_on IS NOT NULL;--> statement-breakpoint
UPDATE cases SET next_step = 'hearing', referred_on = date(opened_at / 1000, 'unixepoch'), state = CASE WHEN EXISTS (SELECT 1 FROM hearings h WHERE h.case_id = cases.id) THEN 'open' ELSE 'not-heard' END;--> statement-breakpoint
UPDATE cases SET referred_on = heard_on WHERE heard_on < referred_on;--> statement-breakpoint
INSERT INTO referrals (id, case_id, panel_id, referred_on, kind, first_heard_on, author_id, author_name, at, version) SELECT id, id, panel_id, referred_on, 'new', (SELECT min(heard_on) FROM hearings h WHERE h.case_id = cases.id), 'system', 'Panelroom', opened_at, version FROM cases;--> statement-breakpoint
INSERT INTO advice (id, entry_id, case_id, panel_id, meeting_id, state, at, version) SELECT e.id, e.id, e.case_id, c.panel_id, e.meeting_id, 'unanswered', e.at, e.version FROM entries e JOIN cases c ON c.id = e.case_id WHERE e.kind = 'advice';--> statement-breakpoint
UPDATE actions SET reminded = CASE WHEN due <= date('now', '-14 day') THEN 4 WHEN due <= date('now', '-7 day') THEN 3 ELSE 2 END WHERE due <= date('now', '-3 day');
