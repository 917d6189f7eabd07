CREATE TABLE "attendances" (
	"id" text PRIMARY KEY NOT NULL,
	"meeting_id" text NOT NULL,
	"user_id" text,
	"user_name" text NOT NULL,
	"agency_id" text NOT NULL,
	"agency_name" text NOT NULL,
	"capacity" text NOT NULL,
	"state" text NOT NULL,
	"statement_at" timestamp (3) with time zone,
	"arrived_at" timestamp (3) with time zone,
	"left_at" timestamp (3) with time zone,
	"note" text,
	"recorded_by_name" text,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "guests" (
	"id" text PRIMARY KEY NOT NULL,
	"meeting_id" text NOT NULL,
	"item_id" text NOT NULL,
	"case_id" text NOT NULL,
	"user_id" text NOT NULL,
	"user_name" text NOT NULL,
	"agency_name" text NOT NULL,
	"invited_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hands" (
	"id" text PRIMARY KEY NOT NULL,
	"meeting_id" text NOT NULL,
	"user_id" text NOT NULL,
	"user_name" text NOT NULL,
	"agency_name" text NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"lowered_at" timestamp (3) with time zone,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meeting_series" (
	"id" text PRIMARY KEY NOT NULL,
	"panel_id" text NOT NULL,
	"starts_on" text NOT NULL,
	"start_time" text NOT NULL,
	"every_weeks" integer NOT NULL,
	"minutes" integer NOT NULL,
	"place" text NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "readings" (
	"user_id" text NOT NULL,
	"meeting_id" text NOT NULL,
	"case_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "readings_user_id_meeting_id_case_id_pk" PRIMARY KEY("user_id","meeting_id","case_id")
);
--> statement-breakpoint
ALTER TABLE "agenda_items" ALTER COLUMN "case_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "in_meeting_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "priority" text DEFAULT 'routine' NOT NULL;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "category" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "is_held_by_chair" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "answered_by_name" text;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "answered_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "actions" ADD COLUMN "is_answered_for_owner" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "for_agency_id" text;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "for_agency_name" text;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "confirmed_by_name" text;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "kind" text DEFAULT 'case' NOT NULL;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "listing" text;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "title" text;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "minutes" integer DEFAULT 12 NOT NULL;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "presenter_name" text;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "has_children" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "added_at" timestamp (3) with time zone DEFAULT 'epoch' NOT NULL;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "changed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "spent_ms" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "running_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "safety_cover" text;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD COLUMN "interim_owner" text;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "series_id" text;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "minutes" integer DEFAULT 120 NOT NULL;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "extended_by" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "quorum" integer DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "published_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "publications" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "paused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "closed_on_item_id" text;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "chair_user_id" text;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "chair_missing_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "is_revealed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "undertaken_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "panels" ADD COLUMN "quorum" integer DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE "attendances" ADD CONSTRAINT "attendances_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guests" ADD CONSTRAINT "guests_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guests" ADD CONSTRAINT "guests_item_id_agenda_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."agenda_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guests" ADD CONSTRAINT "guests_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guests" ADD CONSTRAINT "guests_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hands" ADD CONSTRAINT "hands_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_series" ADD CONSTRAINT "meeting_series_panel_id_panels_id_fk" FOREIGN KEY ("panel_id") REFERENCES "public"."panels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "readings" ADD CONSTRAINT "readings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "readings" ADD CONSTRAINT "readings_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attendances_meeting" ON "attendances" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "attendances_user" ON "attendances" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "guests_meeting" ON "guests" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "guests_user" ON "guests" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "hands_meeting" ON "hands" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "meeting_series_panel" ON "meeting_series" USING btree ("panel_id");--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_series_id_meeting_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."meeting_series"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
UPDATE "meetings" SET "state" = 'published', "publications" = 1, "published_at" = "starts_at" WHERE "state" = 'planned';--> statement-breakpoint
UPDATE "agenda_items" SET "outcome" = 'heard' WHERE "left_at" IS NOT NULL;
