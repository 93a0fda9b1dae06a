-- How a table's rows are tied to rows of other tables: one entry here and one in the other table's row, for one table of
-- pairs of row IDs.
alter table meridian.app_table
    add column relationships jsonb not null default '[]';
