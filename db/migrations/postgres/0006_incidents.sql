CREATE TABLE "chronologies" (
	"id" text PRIMARY KEY NOT NULL,
	"panel_id" text NOT NULL,
	"incidents" integer NOT NULL,
	"police_actions" integer NOT NULL,
	"breaches" integer NOT NULL,
	"first_on" text,
	"last_on" text,
	"pace_changes" jsonb NOT NULL,
	"newest_ids" jsonb NOT NULL,
	"open_queries" integer NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" text NOT NULL,
	"panel_id" text NOT NULL,
	"precision" text NOT NULL,
	"starts_on" text NOT NULL,
	"ends_on" text,
	"starts_at" text,
	"sort_key" text NOT NULL,
	"kinds" jsonb NOT NULL,
	"what" text NOT NULL,
	"location" text,
	"source" text,
	"crime_number" text,
	"recorded_as" text,
	"order_breached" text,
	"police_action" text,
	"evidence" text,
	"preserve_by" text,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"agency_name" text NOT NULL,
	"batch_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recording_queries" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" text NOT NULL,
	"panel_id" text NOT NULL,
	"incident_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"answered_by_id" text,
	"answered_by_name" text,
	"answered_at" timestamp (3) with time zone,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "chronologies" ADD CONSTRAINT "chronologies_id_cases_id_fk" FOREIGN KEY ("id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_queries" ADD CONSTRAINT "recording_queries_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_queries" ADD CONSTRAINT "recording_queries_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incidents_case" ON "incidents" USING btree ("case_id","removed_at","sort_key","id");--> statement-breakpoint
CREATE UNIQUE INDEX "recording_queries_incident" ON "recording_queries" USING btree ("incident_id","kind");--> statement-breakpoint
CREATE INDEX "recording_queries_case" ON "recording_queries" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "recording_queries_open" ON "recording_queries" USING btree ("state","raised_at","id");--> statement-breakpoint
CREATE INDEX "recording_queries_panel" ON "recording_queries" USING btree ("panel_id","state","raised_at","id");