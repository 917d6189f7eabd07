CREATE TABLE "advice" (
	"id" text PRIMARY KEY NOT NULL,
	"entry_id" text NOT NULL,
	"case_id" text NOT NULL,
	"panel_id" text NOT NULL,
	"meeting_id" text,
	"state" text NOT NULL,
	"reason" text,
	"answered_by_id" text,
	"answered_by_name" text,
	"answered_for_name" text,
	"answered_at" timestamp (3) with time zone,
	"at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agency_aliases" (
	"id" text PRIMARY KEY NOT NULL,
	"agency_id" text NOT NULL,
	"alias" text NOT NULL,
	"alias_key" text NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" text PRIMARY KEY NOT NULL,
	"panel_id" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"agency_id" text,
	"agency_name" text,
	"claimed_by_user_id" text,
	"claimed_at" timestamp (3) with time zone,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hearings" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" text NOT NULL,
	"panel_id" text NOT NULL,
	"meeting_id" text,
	"heard_on" text NOT NULL,
	"listing" text NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "referrals" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" text NOT NULL,
	"panel_id" text NOT NULL,
	"referred_on" text NOT NULL,
	"kind" text NOT NULL,
	"previous_on" text,
	"note" text,
	"first_heard_on" text,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reviews" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" text NOT NULL,
	"panel_id" text NOT NULL,
	"due_on" text NOT NULL,
	"state" text NOT NULL,
	"has_stopped" text,
	"is_safer" text,
	"victim_says" text,
	"investigation" text,
	"order" text,
	"changed" text,
	"done_on" text,
	"done_by_id" text,
	"done_by_name" text,
	"at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "safety_plans" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" text NOT NULL,
	"panel_id" text NOT NULL,
	"what" text NOT NULL,
	"owner_agency_id" text NOT NULL,
	"owner_agency_name" text NOT NULL,
	"owner_detail" text,
	"starts_on" text NOT NULL,
	"ends_on" text NOT NULL,
	"review_on" text NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"outcome" text,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "import_mappings" (
	"signature" text PRIMARY KEY NOT NULL,
	"mapping" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" text PRIMARY KEY NOT NULL,
	"uploaded_by_id" text NOT NULL,
	"file_name" text NOT NULL,
	"state" text NOT NULL,
	"problem" text,
	"progress" integer NOT NULL,
	"out_of" integer NOT NULL,
	"sealed_content" text,
	"counts" jsonb,
	"panel_ids" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"undone_at" timestamp (3) with time zone,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"panel_id" text NOT NULL,
	"case_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"occasion" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"screen" text NOT NULL,
	"panel_id" text,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "actions_owner";--> statement-breakpoint
DROP INDEX "cases_panel";--> statement-breakpoint
DROP INDEX "meetings_panel";--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "panel_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "owner_user_id" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "owner_user_name" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "owner_contact_id" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "done_on" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "signed_off_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "signed_off_by_name" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "offer_agency_id" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "offer_agency_name" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "offer_user_id" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "offer_user_name" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "offered_by_id" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "offered_by_name" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "offered_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "is_refused_later" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "escalated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "reminded" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "officer_contact_id" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "area" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "state" text DEFAULT 'open' NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "next_step" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "next_date" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "closed_on" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "close_reason" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "close_criteria" jsonb;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "close_note" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "referred_on" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "is_repeat" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "staged_in" text;--> statement-breakpoint
ALTER TABLE "advice" ADD CONSTRAINT "advice_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "advice" ADD CONSTRAINT "advice_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agency_aliases" ADD CONSTRAINT "agency_aliases_agency_id_agencies_id_fk" FOREIGN KEY ("agency_id") REFERENCES "public"."agencies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_panel_id_panels_id_fk" FOREIGN KEY ("panel_id") REFERENCES "public"."panels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hearings" ADD CONSTRAINT "hearings_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_plans" ADD CONSTRAINT "safety_plans_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "advice_entry" ON "advice" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "advice_case" ON "advice" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "advice_panel" ON "advice" USING btree ("panel_id","state","at");--> statement-breakpoint
CREATE UNIQUE INDEX "agency_aliases_key" ON "agency_aliases" USING btree ("alias_key");--> statement-breakpoint
CREATE INDEX "agency_aliases_agency" ON "agency_aliases" USING btree ("agency_id");--> statement-breakpoint
CREATE INDEX "contacts_panel" ON "contacts" USING btree ("panel_id","name_key");--> statement-breakpoint
CREATE INDEX "contacts_claimed" ON "contacts" USING btree ("claimed_by_user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "hearings_meeting" ON "hearings" USING btree ("meeting_id","case_id");--> statement-breakpoint
CREATE INDEX "hearings_case" ON "hearings" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "hearings_panel" ON "hearings" USING btree ("panel_id","heard_on");--> statement-breakpoint
CREATE INDEX "referrals_case" ON "referrals" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "referrals_panel" ON "referrals" USING btree ("panel_id","referred_on");--> statement-breakpoint
CREATE INDEX "referrals_heard" ON "referrals" USING btree ("panel_id","first_heard_on");--> statement-breakpoint
CREATE INDEX "reviews_case" ON "reviews" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "reviews_panel" ON "reviews" USING btree ("panel_id","state","due_on");--> statement-breakpoint
CREATE INDEX "reviews_done" ON "reviews" USING btree ("panel_id","done_on");--> statement-breakpoint
CREATE INDEX "safety_plans_case" ON "safety_plans" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "safety_plans_panel" ON "safety_plans" USING btree ("panel_id","review_on");--> statement-breakpoint
CREATE INDEX "imports_user" ON "imports" USING btree ("uploaded_by_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_once" ON "notices" USING btree ("user_id","kind","subject_id","occasion");--> statement-breakpoint
CREATE INDEX "notices_user" ON "notices" USING btree ("user_id","settled_at","at");--> statement-breakpoint
CREATE INDEX "notices_subject" ON "notices" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "saved_views_user" ON "saved_views" USING btree ("user_id","screen");--> statement-breakpoint
CREATE INDEX "actions_owner_user" ON "actions" USING btree ("owner_user_id","status","due");--> statement-breakpoint
CREATE INDEX "actions_owner_contact" ON "actions" USING btree ("owner_contact_id");--> statement-breakpoint
CREATE INDEX "actions_offer_user" ON "actions" USING btree ("offer_user_id");--> statement-breakpoint
CREATE INDEX "actions_offer_agency" ON "actions" USING btree ("offer_agency_id");--> statement-breakpoint
CREATE INDEX "actions_panel" ON "actions" USING btree ("panel_id","status","due","case_id","owner_agency_id","done_on","at","status_at","is_refused_later","import_key");--> statement-breakpoint
CREATE INDEX "actions_due" ON "actions" USING btree ("status","due");--> statement-breakpoint
CREATE INDEX "actions_reminded" ON "actions" USING btree ("status","reminded","due");--> statement-breakpoint
CREATE INDEX "actions_sign_off" ON "actions" USING btree ("panel_id","signed_off_at","status","status_at");--> statement-breakpoint
CREATE INDEX "cases_panel_next" ON "cases" USING btree ("panel_id","next_date");--> statement-breakpoint
CREATE INDEX "cases_officer_contact" ON "cases" USING btree ("officer_contact_id");--> statement-breakpoint
CREATE INDEX "cases_staged" ON "cases" USING btree ("staged_in");--> statement-breakpoint
CREATE INDEX "people_search" ON "people" USING btree ("search_key");--> statement-breakpoint
CREATE INDEX "actions_owner" ON "actions" USING btree ("owner_agency_id","status","due","panel_id","case_id","is_answered_for_owner","is_refused_later","id");--> statement-breakpoint
CREATE INDEX "cases_panel" ON "cases" USING btree ("panel_id","reference");--> statement-breakpoint
CREATE INDEX "meetings_panel" ON "meetings" USING btree ("panel_id","starts_at");--> statement-breakpoint
ALTER TABLE "actions" ALTER COLUMN "panel_id" DROP DEFAULT;--> statement-breakpoint
UPDATE actions SET panel_id = (SELECT panel_id FROM cases WHERE cases.id = actions.case_id);--> statement-breakpoint
INSERT INTO hearings (id, case_id, panel_id, meeting_id, heard_on, listing, version) SELECT i.id, i.case_id, m.panel_id, m.id, to_char(coalesce(m.started_at, m.starts_at) at time zone 'Europe/London', 'YYYY-MM-DD'), coalesce(i.listing, 'new'), i.version FROM agenda_items i JOIN meetings m ON m.id = i.meeting_id WHERE i.case_id IS NOT NULL AND i.removed_at IS NULL AND m.state = 'closed' AND i.outcome IN ('heard', 'nothing-decided') AND NOT EXISTS (SELECT 1 FROM agenda_items o WHERE o.meeting_id = i.meeting_id AND o.case_id = i.case_id AND o.id < i.id AND o.removed_at IS NULL AND o.outcome IN ('heard', 'nothing-decided'));--> statement-breakpoint
INSERT INTO hearings (id, case_id, panel_id, heard_on, listing, version) SELECT id, id, panel_id, heard_on, 'new', version FROM cases WHERE heard_on IS NOT NULL;--> statement-breakpoint
UPDATE cases SET next_step = 'hearing', referred_on = to_char(opened_at at time zone 'Europe/London', 'YYYY-MM-DD'), state = CASE WHEN EXISTS (SELECT 1 FROM hearings h WHERE h.case_id = cases.id) THEN 'open' ELSE 'not-heard' END;--> statement-breakpoint
UPDATE cases SET referred_on = heard_on WHERE heard_on < referred_on;--> statement-breakpoint
INSERT INTO referrals (id, case_id, panel_id, referred_on, kind, first_heard_on, author_id, author_name, at, version) SELECT id, id, panel_id, referred_on, 'new', (SELECT min(heard_on) FROM hearings h WHERE h.case_id = cases.id), 'system', 'Panelroom', opened_at, version FROM cases;--> statement-breakpoint
INSERT INTO advice (id, entry_id, case_id, panel_id, meeting_id, state, at, version) SELECT e.id, e.id, e.case_id, c.panel_id, e.meeting_id, 'unanswered', e.at, e.version FROM entries e JOIN cases c ON c.id = e.case_id WHERE e.kind = 'advice';--> statement-breakpoint
UPDATE actions SET reminded = CASE WHEN due <= to_char(now() - interval '14 days', 'YYYY-MM-DD') THEN 4 WHEN due <= to_char(now() - interval '7 days', 'YYYY-MM-DD') THEN 3 ELSE 2 END WHERE due <= to_char(now() - interval '3 days', 'YYYY-MM-DD');
