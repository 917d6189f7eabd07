-- The search index: what is in it and how it is asked is in db/search. It is no table of the schema, since the
-- engines share nothing of it but its questions. It is filled by the code that keeps it, whose words it must have:
-- search_form says with which of its forms that was done, and 0 is none.
CREATE TABLE search_form (form integer NOT NULL);
--> statement-breakpoint
INSERT INTO search_form (form) VALUES (0);
--> statement-breakpoint
CREATE TABLE search_names (word text COLLATE "C" PRIMARY KEY NOT NULL);
--> statement-breakpoint
CREATE TABLE search_slips (slip text COLLATE "C" NOT NULL, word text COLLATE "C" NOT NULL, PRIMARY KEY (slip, word));
--> statement-breakpoint
CREATE TABLE search_documents (no integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, kind text NOT NULL, subject_id text NOT NULL, case_id text NOT NULL, panel_id text NOT NULL, words tsvector NOT NULL);
--> statement-breakpoint
CREATE UNIQUE INDEX search_documents_subject ON search_documents (subject_id, kind);
--> statement-breakpoint
CREATE INDEX search_documents_case ON search_documents (case_id);
--> statement-breakpoint
CREATE INDEX search_documents_panel ON search_documents (panel_id, kind, no);
--> statement-breakpoint
CREATE INDEX search_documents_kind ON search_documents (kind, no);
--> statement-breakpoint
ALTER TABLE search_documents ALTER COLUMN words SET STATISTICS 300;
--> statement-breakpoint
CREATE INDEX search_documents_words ON search_documents USING gin (words) WITH (fastupdate = off);
