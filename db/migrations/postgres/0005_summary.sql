CREATE TABLE "summaries" (
	"case_id" text PRIMARY KEY NOT NULL,
	"pens" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "summary_copies" (
	"section_id" text NOT NULL,
	"pen" integer NOT NULL,
	"clock" integer NOT NULL,
	"length" integer NOT NULL,
	"of_pen" integer NOT NULL,
	"of_clock" integer NOT NULL,
	CONSTRAINT "summary_copies_section_id_pen_clock_pk" PRIMARY KEY("section_id","pen","clock")
);
--> statement-breakpoint
CREATE TABLE "summary_pens" (
	"case_id" text NOT NULL,
	"pen" integer NOT NULL,
	"user_id" text NOT NULL,
	"user_name" text NOT NULL,
	"agency_id" text NOT NULL,
	"agency_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "summary_pens_case_id_pen_pk" PRIMARY KEY("case_id","pen")
);
--> statement-breakpoint
CREATE TABLE "summary_sections" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" text NOT NULL,
	"key" text NOT NULL,
	"agency_id" text,
	"agency_name" text,
	"seq" integer NOT NULL,
	"merged_to" integer NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "summary_states" (
	"id" text PRIMARY KEY NOT NULL,
	"section_id" text NOT NULL,
	"seq" integer NOT NULL,
	"snapshot" "bytea" NOT NULL,
	"why" text NOT NULL,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"agency_name" text NOT NULL,
	"meeting_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	"salt" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "summary_updates" (
	"section_id" text NOT NULL,
	"seq" integer NOT NULL,
	"is_merged" boolean NOT NULL,
	"pen" integer,
	"at" timestamp (3) with time zone NOT NULL,
	"update" "bytea" NOT NULL,
	CONSTRAINT "summary_updates_section_id_seq_pk" PRIMARY KEY("section_id","seq")
);
--> statement-breakpoint
CREATE TABLE "summary_visits" (
	"section_id" text NOT NULL,
	"pen" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"seq" integer NOT NULL,
	CONSTRAINT "summary_visits_section_id_pen_pk" PRIMARY KEY("section_id","pen")
);
--> statement-breakpoint
ALTER TABLE "summaries" ADD CONSTRAINT "summaries_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "summary_copies" ADD CONSTRAINT "summary_copies_section_id_summary_sections_id_fk" FOREIGN KEY ("section_id") REFERENCES "public"."summary_sections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "summary_pens" ADD CONSTRAINT "summary_pens_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "summary_sections" ADD CONSTRAINT "summary_sections_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "summary_states" ADD CONSTRAINT "summary_states_section_id_summary_sections_id_fk" FOREIGN KEY ("section_id") REFERENCES "public"."summary_sections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "summary_updates" ADD CONSTRAINT "summary_updates_section_id_summary_sections_id_fk" FOREIGN KEY ("section_id") REFERENCES "public"."summary_sections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "summary_visits" ADD CONSTRAINT "summary_visits_section_id_summary_sections_id_fk" FOREIGN KEY ("section_id") REFERENCES "public"."summary_sections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "summary_sections_case" ON "summary_sections" USING btree ("case_id","key");--> statement-breakpoint
CREATE INDEX "summary_states_section" ON "summary_states" USING btree ("section_id","seq");--> statement-breakpoint
CREATE INDEX "summary_states_meeting" ON "summary_states" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "summary_visits_last" ON "summary_visits" USING btree ("last_at");