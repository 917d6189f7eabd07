DROP INDEX "actions_case";--> statement-breakpoint
DROP INDEX "actions_owner";--> statement-breakpoint
CREATE INDEX "actions_case" ON "actions" USING btree ("case_id","status","due");--> statement-breakpoint
CREATE INDEX "actions_owner" ON "actions" USING btree ("owner_agency_id","status","due","panel_id","case_id","is_answered_for_owner","is_refused_later","owner_user_id","id");