-- The search index: what is in it and how it is asked is in db/search. It is no table of the schema, since the
-- engines share nothing of it but its questions. It is filled by the code that keeps it, whose words it must have:
-- search_form says with which of its forms that was done, and 0 is none.
CREATE TABLE search_form (form integer NOT NULL);
--> statement-breakpoint
INSERT INTO search_form (form) VALUES (0);
--> statement-breakpoint
CREATE TABLE search_names (word text PRIMARY KEY NOT NULL);
--> statement-breakpoint
CREATE TABLE search_slips (slip text NOT NULL, word text NOT NULL, PRIMARY KEY (slip, word)) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE search_documents (no integer PRIMARY KEY AUTOINCREMENT, kind text NOT NULL, subject_id text NOT NULL, case_id text NOT NULL, panel_id text NOT NULL);
--> statement-breakpoint
CREATE UNIQUE INDEX search_documents_subject ON search_documents (subject_id, kind);
--> statement-breakpoint
CREATE INDEX search_documents_case ON search_documents (case_id);
--> statement-breakpoint
CREATE VIRTUAL TABLE search_words USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii');
